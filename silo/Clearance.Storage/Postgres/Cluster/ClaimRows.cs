using System.Globalization;
using Clearance.Domain;
using Clearance.Entities;
using Npgsql;

namespace Clearance.Storage;

/// <summary>The statements of claims, each batch one round trip and one transaction.</summary>
internal static class ClaimRows
{
    /// <summary>Where processes ask each other for ledgers.</summary>
    public const string Channel = "clearance_claims";

    /// <summary>
    /// What was seen must still be so when the head is locked: a claim that was taken meanwhile, perhaps by a process that this
    /// statement does not see, is not taken away.
    /// </summary>
    private const string Take =
        """
        UPDATE ledger h SET claim = $2 FROM ledger seen
        WHERE seen.taxpayer = $1 AND h.taxpayer = $1 AND h.claim = seen.claim AND seen.claim <> $2
            AND NOT EXISTS (SELECT FROM process p WHERE p.epoch = seen.claim AND NOT p.ended)
        """;

    private const string Make =
        """
        INSERT INTO ledger (taxpayer, version, claim, next_change, pass_open, body)
        SELECT $1, 0, $2, NULL, false, '' WHERE NOT EXISTS (SELECT FROM ledger WHERE taxpayer = $1)
        ON CONFLICT (taxpayer) DO NOTHING
        """;

    private const string Look =
        """
        SELECT NULL::smallint, NULL::text, version, body, claim FROM ledger WHERE taxpayer = $1
        UNION ALL
        SELECT kind, key, version, body, 0 FROM ledger_resident WHERE taxpayer = $1
        """;

    /// <summary>Claims a ledger if it is free, and reads it whose ever it is.</summary>
    public static async Task<(long Holder, LedgerRecord? Record)> Load(
        NpgsqlDataSource pool, TaxpayerId taxpayer, long epoch, CancellationToken cancel)
    {
        await using var connection = await pool.OpenConnectionAsync(cancel).ConfigureAwait(false);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Of(Take, taxpayer, epoch),
                Of(Make, taxpayer, epoch),
                new NpgsqlBatchCommand(Look) { Parameters = { PostgresQueries.Text(taxpayer.Value) } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        var holder = 0L;
        var stored = new List<StoredPart>();
        while (await reader.ReadAsync(cancel).ConfigureAwait(false))
        {
            stored.Add(PostgresReader.Part(reader));
            holder += reader.GetInt64(4);
        }

        // Only now is the claim committed.
        await reader.NextResultAsync(cancel).ConfigureAwait(false);
        return (holder, PostgresReader.ToRecord(taxpayer, stored));
    }

    /// <summary>Gives up a claim, and the head of a ledger that there is none of.</summary>
    public static async Task Release(NpgsqlDataSource pool, TaxpayerId taxpayer, long epoch)
    {
        await using var connection = await pool.OpenConnectionAsync().ConfigureAwait(false);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Of("UPDATE ledger SET claim = 0 WHERE taxpayer = $1 AND claim = $2 AND version > 0", taxpayer, epoch),
                Of("DELETE FROM ledger WHERE taxpayer = $1 AND claim = $2 AND version = 0", taxpayer, epoch),
            },
        };
        await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    /// <summary>Asks who has a ledger for it.</summary>
    public static async Task<bool> Ask(NpgsqlDataSource pool, long holder, TaxpayerId taxpayer, CancellationToken cancel)
    {
        await using var command = pool.CreateCommand("SELECT pg_notify($1, $2)");
        command.Parameters.Add(PostgresQueries.Text(Channel));
        command.Parameters.Add(PostgresQueries.Text(string.Create(CultureInfo.InvariantCulture, $"{holder}:{taxpayer.Value}")));
        await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        return true;
    }

    /// <summary>Reads what <see cref="Ask"/> said; null when it is not of ours.</summary>
    public static (long Holder, TaxpayerId Taxpayer)? Read(string asked) =>
        asked.Split(':') is [var holder, var taxpayer]
        && long.TryParse(holder, NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
        && TaxpayerId.TryParse(taxpayer, out var id)
            ? (epoch, id)
            : null;

    private static NpgsqlBatchCommand Of(string sql, TaxpayerId taxpayer, long epoch) => new(sql)
    {
        Parameters = { PostgresQueries.Text(taxpayer.Value), PostgresQueries.Number(epoch) },
    };
}
