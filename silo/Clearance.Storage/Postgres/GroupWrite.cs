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
    private readonly List<GroupStatement> _statements;

    /// <summary>Makes the statements.</summary>
    /// <param name="units">All units of the group.</param>
    /// <param name="wave">Which of them to write.</param>
    /// <param name="lane">The last numbers given before this.</param>
    public GroupWrite(IReadOnlyList<CommitUnit> units, List<int> wave, PostgresLane lane)
    {
        _heads = new HeadRows(lane.Epoch);
        Lane = lane;
        foreach (var i in wave.OrderBy(i => units[i].Ledger?.Taxpayer.Value, StringComparer.Ordinal))
        {
            if (units[i].Ledger is { } ledger)
            {
                _heads.Add(i, ledger);
                _rows.Add(i, ledger);
            }
        }

        _identities.Add(wave.SelectMany(i => units[i].Identities.Select(write => (i, write))));
        _registry.Add(wave.SelectMany(i => units[i].Events.Select(record => (i, record))));
        foreach (var i in wave)
        {
            AddInOrder(i, units[i]);
        }

        _statements =
        [
            .. _heads.Statements.Concat(_rows.Statements)
                .Concat(_identities.Statements)
                .Concat(_registry.Statements)
                .Concat(_intents.Statements)
                .Concat(_journal.Statements)
                .Concat(_queues.Statements)
                .Where(static statement => !statement.IsEmpty),
        ];
    }

    /// <summary>The last numbers given after this.</summary>
    public PostgresLane Lane { get; private set; }

    /// <summary>Sends the statements, and with the last of a transaction the move of the lane's row.</summary>
    /// <param name="connection">Its open transaction.</param>
    /// <param name="move">Moves the lane's row; null when more follows.</param>
    /// <param name="losers">The units of which something is not so are added to it.</param>
    /// <returns>Whether the lane's row was as expected.</returns>
    public async Task<bool> Write(NpgsqlConnection connection, NpgsqlBatchCommand? move, HashSet<int> losers)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var statement in _statements)
        {
            batch.BatchCommands.Add(statement.Command());
        }

        if (move is not null)
        {
            batch.BatchCommands.Add(move);
        }

        if (batch.BatchCommands.Count == 0)
        {
            return true;
        }

        await using var reader = await batch.ExecuteReaderAsync().ConfigureAwait(false);
        foreach (var statement in _statements)
        {
            await statement.ReadLosers(reader, losers).ConfigureAwait(false);
        }

        return move is null || await reader.ReadAsync().ConfigureAwait(false);
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

        foreach (var intent in unit.Intents)
        {
            Lane = Lane with { Intent = Lane.Intent + 1 };
            _intents.Insert(i, Lane.Intent, intent);
        }

        foreach (var entry in unit.Journal)
        {
            Lane = Lane with { Journal = Lane.Journal + 1 };
            _journal.Append(i, Lane.Journal, entry);
        }

        foreach (var parked in unit.Parked)
        {
            Lane = Lane with { Parked = Lane.Parked + 1 };
            _queues.Park(Lane.Parked, parked);
        }

        foreach (var letter in unit.DeadLetters)
        {
            Lane = Lane with { Letter = Lane.Letter + 1 };
            _queues.Append(Lane.Letter, letter);
        }
    }
}
