using Clearance.Entities;
using Npgsql;

namespace Clearance.Storage;

/// <summary>Units that share no key, as one batch of statements: table after table, keys in order, the lane's row last.</summary>
internal sealed class GroupWrite
{
    private readonly HeadRows _heads;
    private readonly LedgerRows _rows = new();
    private readonly IdentityRows _identities = new();
    private readonly RegistryRows _registry = new();
    private readonly IntentRows _intents = new();
    private readonly JournalRows _journal = new();
    private readonly QueueRows _queues = new();
    private readonly PositionRows _positions = new();
    private readonly LaneNumbers _numbers;
    private readonly List<GroupStatement> _statements;

    /// <summary>Makes the statements.</summary>
    /// <param name="units">All units of the group.</param>
    /// <param name="wave">Which of them to write.</param>
    /// <param name="numbers">Gives out the numbers.</param>
    /// <param name="isClaimed">Whether every ledger was claimed before, and its unit states that.</param>
    public GroupWrite(IReadOnlyList<CommitUnit> units, List<int> wave, LaneNumbers numbers, bool isClaimed)
    {
        _heads = new HeadRows(numbers.Epoch, isClaimed);
        _numbers = numbers;
        var ledgers = wave.FindAll(i => units[i].Ledger is not null);
        ledgers.Sort((left, right) => units[left].Ledger!.Taxpayer.CompareTo(units[right].Ledger!.Taxpayer));
        foreach (var i in ledgers)
        {
            _heads.Add(i, units[i].Ledger!);
            _rows.Add(i, units[i].Ledger!);
        }

        List<(int Unit, IdentityWrite Write)> identities = new(wave.Count);
        List<(int Unit, RegistryRecord Record)> events = new(wave.Count);
        foreach (var i in wave)
        {
            foreach (var write in units[i].Identities)
            {
                identities.Add((i, write));
            }

            foreach (var record in units[i].Events)
            {
                events.Add((i, record));
            }

            AddInOrder(i, units[i]);
        }

        _identities.Add(identities);
        _registry.Add(events);

        _statements =
        [
            .. _heads.Statements.Concat(_rows.Statements)
                .Concat(_identities.Statements)
                .Concat(_registry.Statements)
                .Concat(_intents.Statements)
                .Concat(_journal.Statements)
                .Concat(_queues.Statements)
                .Concat(_positions.Statements)
                .Where(static statement => !statement.IsEmpty),
        ];
    }

    /// <summary>Sends the statements, and with the last of a transaction the moves of the lanes' rows.</summary>
    /// <remarks>
    /// PostgreSQL says how many rows a statement wrote without being asked, and that all of them were as stated is nearly always so. Their
    /// names are many rows to send and read: only a group of which it is known that somebody lost asks for them.
    /// </remarks>
    /// <param name="connection">Its open transaction.</param>
    /// <param name="moves">Move the lanes' rows; none when more follows.</param>
    /// <param name="losers">The units of which something is not so are added to it; null: only whether there are any is wanted.</param>
    public async Task<GroupOutcome> Write(NpgsqlConnection connection, NpgsqlBatchCommand[] moves, HashSet<int>? losers)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var statement in _statements)
        {
            batch.BatchCommands.Add(statement.Command(naming: losers is not null));
        }

        foreach (var move in moves)
        {
            batch.BatchCommands.Add(move);
        }

        return batch.BatchCommands.Count == 0 ? GroupOutcome.Written
            : losers is null ? await Count(batch, moves.Length).ConfigureAwait(false)
            : await Name(batch, moves.Length, losers).ConfigureAwait(false);
    }

    private async Task<GroupOutcome> Count(NpgsqlBatch batch, int moves)
    {
        await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
        for (var i = _statements.Count; i < _statements.Count + moves; i++)
        {
            if (batch.BatchCommands[i].RecordsAffected == 0)
            {
                return GroupOutcome.Overtaken;
            }
        }

        for (var i = 0; i < _statements.Count; i++)
        {
            if (_statements[i].RowsStated is { } stated && batch.BatchCommands[i].RecordsAffected != stated)
            {
                return GroupOutcome.Lost;
            }
        }

        return GroupOutcome.Written;
    }

    private async Task<GroupOutcome> Name(NpgsqlBatch batch, int moves, HashSet<int> losers)
    {
        await using var reader = await batch.ExecuteReaderAsync().ConfigureAwait(false);
        foreach (var statement in _statements)
        {
            await statement.ReadLosers(reader, losers).ConfigureAwait(false);
        }

        for (var i = 0; i < moves; i++)
        {
            if (!await reader.ReadAsync().ConfigureAwait(false))
            {
                return GroupOutcome.Overtaken;
            }

            await reader.NextResultAsync().ConfigureAwait(false);
        }

        return losers.Count == 0 ? GroupOutcome.Written : GroupOutcome.Lost;
    }

    /// <summary>What is numbered: in the order of the units.</summary>
    private void AddInOrder(int i, CommitUnit unit)
    {
        foreach (var answer in unit.Answers)
        {
            _registry.Answer(i, answer);
        }

        foreach (var key in unit.Delivered)
        {
            _intents.Delete(i, key);
        }

        var lane = _numbers.Of(unit);
        foreach (var intent in unit.Intents)
        {
            _intents.Insert(i, lane.NextIntent(), intent, unit.Ledger?.NewVersion ?? 0);
        }

        foreach (var entry in unit.Journal)
        {
            _journal.Append(i, lane.Index, lane.NextJournal(), entry);
        }

        foreach (var parked in unit.Parked)
        {
            _queues.Park(lane.NextParked(), parked);
        }

        foreach (var resumed in unit.Resumed)
        {
            _queues.Resume(i, resumed.Sequence);
            if (resumed.Judged is { } judged)
            {
                _registry.Judge(i, judged);
            }
        }

        foreach (var letter in unit.DeadLetters)
        {
            _queues.Append(lane.NextLetter(), letter);
        }

        _positions.Add(unit);
    }
}

/// <summary>What became of the statements of a group.</summary>
internal enum GroupOutcome : byte
{
    /// <summary>All is written as stated.</summary>
    Written,

    /// <summary>Something that a unit states is not so.</summary>
    Lost,

    /// <summary>A lane's row was not as expected: somebody else wrote it.</summary>
    Overtaken,
}
