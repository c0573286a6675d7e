using Microsoft.Data.Sqlite;

namespace Clearance.LoadTests;

/// <summary>What an engine wrote for its events: how many rows of which size, in how many transactions.</summary>
internal sealed record StoreShape
{
    public required long Transactions { get; init; }

    public required long HeadWrites { get; init; }

    public required int HeadBytes { get; init; }

    public required int DeclarationBytes { get; init; }

    public required long Payments { get; init; }

    public required int PaymentBytes { get; init; }

    public required int IdentityBytes { get; init; }

    public required long JournalEntries { get; init; }

    public required int JournalBytes { get; init; }

    /// <summary>Events there ever were: the place of the last one in the order of arrival.</summary>
    public required long Events { get; init; }

    /// <summary>How many of them are sorted into the registry.</summary>
    public required long EventsSorted { get; init; }

    /// <summary>How many journal entries are sorted into its index.</summary>
    public required long JournalSorted { get; init; }

    /// <summary>How many batches a transaction must hold for as many events to each as the engine had.</summary>
    public int BatchesPerTransaction(int batches) => Math.Max(1, (int)Math.Round(batches / (double)Math.Max(1, Transactions)));

    /// <summary>How many of the events were there before the run.</summary>
    public long EventsBefore { get; init; }

    /// <summary>
    /// Decisions for each payment. Every event of a run is a registration or its payment, as many of the one as of the other; a
    /// payment that came first made none of its own.
    /// </summary>
    public double DecisionsPerPayment => Math.Clamp((2.0 * JournalEntries / Math.Max(1, Events - EventsBefore)) - 1, 0, 1);

    /// <summary>Sees to it that the store holds the run's events and no others: topics, for one, may have had some before.</summary>
    public void MustBeOf(long events)
    {
        if (Events - EventsBefore != events)
        {
            throw new InvalidOperationException($"The store has {Events - EventsBefore} events, not {events}: it was not fresh.");
        }
    }

    /// <summary>Reads the shape of a store nobody has open.</summary>
    public static StoreShape Of(string folder)
    {
        using var connection = Open(folder, SqliteOpenMode.ReadOnly);
        var sorted = Long(connection, Sorted("registry"));
        return new StoreShape
        {
            Events = Math.Max(sorted, Long(connection, "SELECT MAX(sequence) FROM registry_log")),
            EventsSorted = sorted,
            JournalSorted = Long(connection, Sorted("journal")),
            Transactions = Long(connection, "SELECT last_write FROM lease WHERE shard = 0"),
            HeadWrites = Long(connection, "SELECT SUM(version) FROM ledger WHERE part = 0"),
            HeadBytes = Bytes(connection, "SELECT AVG(length(body)) FROM ledger WHERE part = 0"),
            DeclarationBytes = Bytes(connection, "SELECT AVG(length(body)) FROM ledger WHERE part > 0 AND kind = 2"),
            Payments = Long(connection, "SELECT COUNT(*) FROM ledger WHERE part > 0 AND kind = 3"),
            PaymentBytes = Bytes(connection, "SELECT AVG(length(body)) FROM ledger WHERE part > 0 AND kind = 3"),
            IdentityBytes = Bytes(connection, "SELECT AVG(length(body)) FROM identity"),
            JournalEntries = Long(connection, "SELECT MAX(position) FROM journal"),
            JournalBytes = Bytes(connection, "SELECT AVG(length(body)) FROM journal"),
        };
    }

    public static SqliteConnection Open(string folder, SqliteOpenMode mode)
    {
        var text = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(folder, "clearance.db"),
            Mode = mode,
            Pooling = false,
        };
        var connection = new SqliteConnection(text.ToString());
        connection.Open();
        return connection;
    }

    public static long Long(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is long value ? value : 0;
    }

    private static string Sorted(string name) => $"SELECT sorted_through FROM progress WHERE name = '{name}'";

    private static int Bytes(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is double value ? (int)Math.Round(value) : 0;
    }
}
