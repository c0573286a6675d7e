using Clearance.Domain;
using Clearance.Entities;
using Npgsql;
using NpgsqlTypes;

namespace Clearance.Storage;

/// <summary>Reads rows over ledgers, a page of them in one statement.</summary>
internal sealed class PostgresScan(PostgresQueries queries)
{
    private const string OfOne =
        """
        SELECT key, version, body FROM ledger_resident WHERE taxpayer = $1 AND kind = $2
        UNION ALL
        SELECT key, version, body FROM ledger_settled WHERE taxpayer = $1 AND kind = $2
        """;

    /// <summary>"OFFSET 0" keeps the planner to the index, ledger by ledger: the settled table is large and mostly cold.</summary>
    private const string OfMany =
        """
        SELECT h.taxpayer, r.key, r.version, r.body
        FROM (SELECT taxpayer FROM ledger WHERE taxpayer > $1 ORDER BY taxpayer LIMIT $2) AS h
        LEFT JOIN LATERAL (
            (SELECT key, version, body FROM ledger_resident
             WHERE taxpayer = h.taxpayer AND kind = $3 AND key >= $4 AND key < $5 OFFSET 0)
            UNION ALL
            (SELECT key, version, body FROM ledger_settled
             WHERE taxpayer = h.taxpayer AND kind = $3 AND key >= $4 AND key < $5 OFFSET 0)
        ) AS r ON true
        """;

    private const string Whole =
        $"""
        {PostgresReader.Ledger}
        UNION ALL
        (SELECT kind, key, version, body FROM ledger_settled WHERE taxpayer = $1 AND kind = 2 OFFSET 0)
        """;

    public async Task<IReadOnlyList<TaxpayerId>> Ledgers(TaxpayerId? after, int limit, CancellationToken cancel) =>
        await queries.Walk(
            "SELECT taxpayer FROM ledger WHERE taxpayer > $1 ORDER BY taxpayer LIMIT $2",
            static row => StoredKeys.Taxpayer(row.GetString(0)),
            cancel,
            PostgresQueries.Text(after?.Value ?? string.Empty),
            PostgresQueries.Number(limit)).ConfigureAwait(false);

    public async Task<LedgerRecord?> ReadLedger(TaxpayerId taxpayer, CancellationToken cancel) => PostgresReader.ToRecord(
        taxpayer,
        await queries.Walk(Whole, PostgresReader.Part, cancel, PostgresQueries.Text(taxpayer.Value)).ConfigureAwait(false));

    public async Task<IReadOnlyList<LedgerRow>> ReadRows(TaxpayerId taxpayer, LedgerRowKind kind, CancellationToken cancel) =>
        await queries.Walk(
            OfOne,
            row => new LedgerRow(new LedgerRowKey(kind, row.GetString(0)), row.GetInt64(1), row.GetFieldValue<byte[]>(2)),
            cancel,
            PostgresQueries.Text(taxpayer.Value),
            Kind(kind)).ConfigureAwait(false);

    public async Task<TaxpayerId?> VisitRows(
        LedgerRowKind kind,
        string prefix,
        TaxpayerId? after,
        int ledgersMax,
        Action<TaxpayerId, LedgerRow> see,
        CancellationToken cancel)
    {
        // Rows are shown when all have come: a statement that was cut off is repeated, and none may be shown twice.
        var rows = await queries.Walk(
            OfMany,
            row => (Taxpayer: StoredKeys.Taxpayer(row.GetString(0)), Row: row.IsDBNull(1) ? null : new LedgerRow(
                new LedgerRowKey(kind, row.GetString(1)), row.GetInt64(2), row.GetFieldValue<byte[]>(3))),
            cancel,
            PostgresQueries.Text(after?.Value ?? string.Empty),
            PostgresQueries.Number(ledgersMax),
            Kind(kind),
            PostgresQueries.Text(prefix),
            PostgresQueries.Text(KeyPrefix.End(prefix))).ConfigureAwait(false);
        TaxpayerId? last = null;
        foreach (var (taxpayer, row) in rows)
        {
            last = last is { } known && known.CompareTo(taxpayer) > 0 ? known : taxpayer;
            if (row is not null)
            {
                see(taxpayer, row);
            }
        }

        return last;
    }

    private static NpgsqlParameter<short> Kind(LedgerRowKind kind) => new NpgsqlParameter<short>
    {
        TypedValue = (short)kind,
        NpgsqlDbType = NpgsqlDbType.Smallint,
    };
}
