using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>Reads rows over ledgers, stepping from head to head, on one connection.</summary>
internal sealed class SqliteScan(SqliteSession session)
{
    private readonly SqliteStatement _nextHead = session.Prepare(
        "SELECT taxpayer FROM ledger WHERE taxpayer > ?1 ORDER BY taxpayer LIMIT 1");

    private readonly SqliteStatement _rows = session.Prepare(
        $"""
        SELECT key, version, body FROM ledger
        WHERE taxpayer = ?1 AND part IN ({LedgerPart.Resident}, {LedgerPart.Settled}) AND kind = ?2 AND key >= ?3 AND key < ?4
        """);

    private readonly SqliteStatement _allRows = session.Prepare(
        $"""
        SELECT key, version, body FROM ledger
        WHERE taxpayer = ?1 AND part IN ({LedgerPart.Resident}, {LedgerPart.Settled}) AND kind = ?2
        """);

    /// <summary>In the order of its index: the head, the resident rows, and of the settled ones those up to declarations.</summary>
    private readonly SqliteStatement _whole = session.Prepare(
        $"""
        SELECT part, kind, key, version, body FROM ledger
        WHERE taxpayer = ?1 AND (part, kind) <= ({LedgerPart.Settled}, {(int)LedgerRowKind.Declaration}) ORDER BY part, kind, key
        """);

    public IReadOnlyList<TaxpayerId> Ledgers(TaxpayerId? after, int limit)
    {
        var ledgers = new List<TaxpayerId>();
        for (var at = after?.Value ?? string.Empty; ledgers.Count < limit && NextAfter(at) is { } next; at = next)
        {
            ledgers.Add(StoredKeys.Taxpayer(next));
        }

        return ledgers;
    }

    public LedgerRecord? ReadLedger(TaxpayerId taxpayer) => SqliteReader.Ledger(_whole, taxpayer);

    public IReadOnlyList<LedgerRow> ReadRows(TaxpayerId taxpayer, LedgerRowKind kind) =>
        _allRows.BindText(1, taxpayer.Value).Bind(2, (long)kind).ReadAll(row => Row(kind, row));

    public TaxpayerId? VisitRows(
        LedgerRowKind kind,
        string prefix,
        TaxpayerId? after,
        int ledgersMax,
        Action<TaxpayerId, LedgerRow> see,
        CancellationToken cancel)
    {
        TaxpayerId? last = null;
        var at = after?.Value ?? string.Empty;
        for (var left = ledgersMax; left > 0; left--)
        {
            cancel.ThrowIfCancellationRequested();
            if (NextAfter(at) is not { } next)
            {
                break;
            }

            at = next;
            var taxpayer = StoredKeys.Taxpayer(at);
            Visit(taxpayer, kind, prefix, see);
            last = taxpayer;
        }

        return last;
    }

    private string? NextAfter(string at)
    {
        if (!_nextHead.BindText(1, at).Step())
        {
            return null;
        }

        var next = _nextHead.Text(0);
        _nextHead.Reset();
        return next;
    }

    private void Visit(TaxpayerId taxpayer, LedgerRowKind kind, string prefix, Action<TaxpayerId, LedgerRow> see)
    {
        _rows.BindText(1, taxpayer.Value).Bind(2, (long)kind).BindText(3, prefix).BindText(4, KeyPrefix.End(prefix));
        try
        {
            while (_rows.Step())
            {
                see(taxpayer, Row(kind, _rows));
            }
        }
        finally
        {
            _rows.Reset();
        }
    }

    private static LedgerRow Row(LedgerRowKind kind, SqliteStatement row) =>
        new(new LedgerRowKey(kind, row.Text(0)), row.Long(1), row.Bytes(2).ToArray());
}
