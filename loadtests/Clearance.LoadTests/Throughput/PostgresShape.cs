using Npgsql;

namespace Clearance.LoadTests;

/// <summary>The shape of a store in PostgreSQL.</summary>
internal static class PostgresShape
{
    private const string Query =
        """
        WITH rows AS (SELECT kind, body FROM clearance.ledger_resident UNION ALL SELECT kind, body FROM clearance.ledger_settled)
        SELECT
            (SELECT count(DISTINCT xmin::text) FROM clearance.journal)::bigint,
            (SELECT coalesce(sum(version), 0) FROM clearance.ledger)::bigint,
            (SELECT coalesce(avg(length(body)), 0) FROM clearance.ledger)::integer,
            (SELECT coalesce(avg(length(body)), 0) FROM rows WHERE kind = 2)::integer,
            (SELECT count(*) FROM rows WHERE kind = 3)::bigint,
            (SELECT coalesce(avg(length(body)), 0) FROM rows WHERE kind = 3)::integer,
            (SELECT coalesce(avg(length(body)), 0) FROM clearance.identity)::integer,
            (SELECT count(*) FROM clearance.journal)::bigint,
            (SELECT coalesce(avg(length(body)), 0) FROM clearance.journal)::integer,
            (SELECT count(*) FROM clearance.registry)::bigint
        """;

    /// <summary>Reads it; the transactions are those that journaled something.</summary>
    public static async Task<StoreShape> Of(string connection, CancellationToken cancel)
    {
        await using var session = new NpgsqlConnection(connection);
        await session.OpenAsync(cancel);
        await using var command = new NpgsqlCommand(Query, session) { CommandTimeout = 0 };
        await using var row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        return new StoreShape
        {
            Transactions = row.GetInt64(0),
            HeadWrites = row.GetInt64(1),
            HeadBytes = row.GetInt32(2),
            DeclarationBytes = row.GetInt32(3),
            Payments = row.GetInt64(4),
            PaymentBytes = row.GetInt32(5),
            IdentityBytes = row.GetInt32(6),
            JournalEntries = row.GetInt64(7),
            JournalBytes = row.GetInt32(8),
            Events = row.GetInt64(9),
            EventsSorted = 0,
            JournalSorted = 0,
        };
    }
}
