using System.Diagnostics;
using Clearance.Workload;
using Microsoft.Data.Sqlite;

namespace Clearance.LoadTests;

/// <summary>
/// The floor: the same rows as the engine's, of the same sizes, into the same tables on top of the same earlier ids, by
/// prepared statements in one thread, and nothing else. No parsing, no rules, no versions checked, no HTTP.
/// </summary>
/// <remarks>
/// Events and journal entries are appended and sorted in later, as many as the engine sorted in during its run: the engine in
/// slices between its commits, the bare writer all at once, which is the cheapest way there is.
/// </remarks>
internal sealed class BareWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly StoreShape _shape;
    private readonly IReadOnlyList<string> _taxpayers;
    private readonly RowBytes _bytes = new();
    private readonly List<SqliteCommand> _commands = [];
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _insertHead;
    private readonly SqliteCommand _updateHead;
    private readonly SqliteCommand _insertRow;
    private readonly SqliteCommand _updateRow;
    private readonly SqliteCommand _insertIdentity;
    private readonly SqliteCommand _insertEvent;
    private readonly SqliteCommand _insertJournal;
    private double _decisions;
    private long _sequence;
    private long _position;

    /// <param name="folder">The store, which nobody has open.</param>
    /// <param name="before">What is in it.</param>
    /// <param name="shape">What the engine made of another copy of it.</param>
    /// <param name="taxpayers">Whose ids.</param>
    public BareWriter(string folder, StoreShape before, StoreShape shape, IReadOnlyList<string> taxpayers)
    {
        (_sequence, _position) = (before.Events, before.JournalEntries);
        _connection = StoreShape.Open(folder, SqliteOpenMode.ReadWrite);
        (_shape, _taxpayers) = (shape, taxpayers);
        using (var settings = _connection.CreateCommand())
        {
            settings.CommandText =
                """
                PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 16384;
                PRAGMA cache_size = -262144; PRAGMA temp_store = MEMORY;
                """;
            settings.ExecuteNonQuery();
        }

        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _insertHead = Prepare(
            """
            INSERT INTO ledger (taxpayer, part, kind, key, version, body, claim, next_change, pass_open, resident_rows)
            VALUES ($1, 0, 0, '', 1, $2, 1, NULL, 0, 1)
            """,
            2);
        _updateHead = Prepare(
            """
            UPDATE ledger SET version = version + 1, body = $2, resident_rows = resident_rows + 1
            WHERE taxpayer = $1 AND part = 0 AND kind = 0 AND key = ''
            """,
            2);
        _insertRow = Prepare("INSERT INTO ledger (taxpayer, part, kind, key, version, body) VALUES ($1, $2, $3, $4, 1, $5)", 5);
        _updateRow = Prepare(
            """
            UPDATE ledger SET version = version + 1, body = $5
            WHERE taxpayer = $1 AND part = $2 AND kind = $3 AND key = $4
            """,
            5);
        _insertIdentity = Prepare("INSERT INTO identity (declaration, version, owner, body) VALUES ($1, 1, $2, $3)", 3);
        _insertEvent = Prepare(
            "INSERT INTO registry_log (sequence, id, content, home, outcome, rejection) VALUES ($1, $2, $3, $4, 1, NULL)", 4);
        _insertJournal = Prepare(
            "INSERT INTO journal (position, declaration, sequence, hash, body) VALUES ($1, $2, $3, $4, $5)", 5);
    }

    /// <summary>How many heads were written.</summary>
    public long HeadWrites { get; private set; }

    /// <summary>How many transactions there were.</summary>
    public long Transactions { get; private set; }

    /// <summary>Writes batches, so many to a transaction; how long it took, and how much CPU.</summary>
    public (TimeSpan Took, TimeSpan Cpu) Write(IReadOnlyList<CommonBatch> batches, int batchesPerTransaction, CancellationToken cancel)
    {
        using var self = Process.GetCurrentProcess();
        var (clock, cpu) = (Stopwatch.StartNew(), self.TotalProcessorTime);
        foreach (var group in batches.Chunk(batchesPerTransaction))
        {
            cancel.ThrowIfCancellationRequested();
            WriteTransaction(group);
        }

        SortIn();
        self.Refresh();
        return (clock.Elapsed, self.TotalProcessorTime - cpu);
    }

    /// <summary>Writes batches in one transaction, and sorts nothing in.</summary>
    public void WriteTransaction(IReadOnlyList<CommonBatch> batches)
    {
        _begin.ExecuteNonQuery();
        foreach (var batch in batches)
        {
            Write(batch);
        }

        _commit.ExecuteNonQuery();
        Transactions++;
    }

    public void Dispose()
    {
        _commands.ForEach(static command => command.Dispose());

        _connection.Dispose();
    }

    private void Write(CommonBatch batch)
    {
        var registers = batch.Stream == StreamNames.Declarations;
        foreach (var row in batch.Rows)
        {
            var (owner, key) = (_taxpayers[row.Taxpayer], row.Declaration);
            Run(registers ? _insertRow : _updateRow, owner, 1, 2, key, _bytes.Next(_shape.DeclarationBytes));
            if (registers)
            {
                Run(_insertIdentity, long.Parse(key), owner, _bytes.Next(_shape.IdentityBytes));
            }
            else if (_shape.Payments > 0)
            {
                Run(_insertRow, owner, 2, 3, $"BIDV:FT{key}", _bytes.Next(_shape.PaymentBytes));
            }

            Run(_insertEvent, ++_sequence, _bytes.NextId(), _bytes.Next(16), owner);
            _decisions += registers ? 1 : _shape.DecisionsPerPayment;
            if (_decisions >= 1)
            {
                _decisions--;
                Run(_insertJournal, ++_position, long.Parse(key), registers ? 1 : 2, _bytes.Next(32), _bytes.Next(_shape.JournalBytes));
            }
        }

        foreach (var taxpayer in batch.Rows.Select(row => row.Taxpayer).Distinct())
        {
            var head = _bytes.Next(_shape.HeadBytes);
            if (Run(_updateHead, _taxpayers[taxpayer], head) == 0)
            {
                Run(_insertHead, _taxpayers[taxpayer], head);
            }

            HeadWrites++;
        }
    }

    private void SortIn()
    {
        using var sort = _connection.CreateCommand();
        sort.CommandText =
            $"""
            BEGIN IMMEDIATE;
            INSERT OR IGNORE INTO registry SELECT id, content, home, outcome, rejection
            FROM registry_log WHERE sequence <= {_shape.EventsSorted} ORDER BY id;
            DELETE FROM registry_log WHERE sequence <= {_shape.EventsSorted};
            INSERT INTO journal_index SELECT declaration, sequence, position
            FROM journal WHERE position <= {_shape.JournalSorted} ORDER BY declaration, sequence;
            COMMIT;
            """;
        sort.ExecuteNonQuery();
    }

    private SqliteCommand Prepare(string sql, int parameters = 0)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 1; i <= parameters; i++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        }

        command.Prepare();
        _commands.Add(command);
        return command;
    }

    private static int Run(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        return command.ExecuteNonQuery();
    }
}
