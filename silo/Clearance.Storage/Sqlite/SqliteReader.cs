using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>The reads by key, on one connection. What takes several statements runs in one snapshot.</summary>
internal sealed class SqliteReader : IDisposable
{
    private readonly SqliteSession _session;
    private readonly SqliteStatement _ledger;
    private readonly SqliteStatement _isAt;
    private readonly SqliteStatement _row;
    private readonly SqliteStatement _identity;

    public SqliteReader(SqliteSession session, Tails tails)
    {
        _session = session;
        Pages = new SqlitePages(session);
        Scan = new SqliteScan(session);
        Registry = new RegistryReader(session, tails.Registry);
        Journal = new JournalReader(session, tails.Journal);
        Moves = new MoveReader(session);
        _ledger = session.Prepare(
            $"""
            SELECT part, kind, key, version, body FROM ledger
            WHERE taxpayer = ?1 AND part <= {LedgerPart.Resident} ORDER BY part, kind, key
            """);
        _isAt = session.Prepare($"SELECT 1 FROM ledger WHERE taxpayer = ?1 AND part = {LedgerPart.Head} AND version = ?2");
        _row = session.Prepare(
            $"""
            SELECT version, body FROM ledger
            WHERE taxpayer = ?1 AND part IN ({LedgerPart.Resident}, {LedgerPart.Settled}) AND kind = ?2 AND key = ?3
            """);
        _identity = session.Prepare("SELECT version, owner, body FROM identity WHERE declaration = ?1");
    }

    /// <summary>The reads in pages.</summary>
    public SqlitePages Pages { get; }

    /// <summary>The reads over ledgers.</summary>
    public SqliteScan Scan { get; }

    /// <summary>The reads of the registry.</summary>
    public RegistryReader Registry { get; }

    /// <summary>The reads of the journal.</summary>
    public JournalReader Journal { get; }

    /// <summary>The reads of proposed moves.</summary>
    public MoveReader Moves { get; }

    /// <summary>One statement, and so one snapshot: the head comes first, then the resident rows.</summary>
    public LedgerRecord? LoadLedger(TaxpayerId taxpayer) => Ledger(_ledger, taxpayer);

    /// <summary>Whether the head has a version.</summary>
    public bool IsAt(TaxpayerId taxpayer, long version)
    {
        var found = _isAt.BindText(1, taxpayer.Value).Bind(2, version).Step();
        _isAt.Reset();
        return found;
    }

    /// <summary>A head and what follows it, as a statement finds them.</summary>
    public static LedgerRecord? Ledger(SqliteStatement ledger, TaxpayerId taxpayer)
    {
        ledger.BindText(1, taxpayer.Value);
        if (!ledger.Step())
        {
            return null;
        }

        var version = ledger.Long(3);
        var head = ledger.Bytes(4).ToArray();
        var rows = new List<LedgerRow>();
        while (ledger.Step())
        {
            var key = new LedgerRowKey((LedgerRowKind)ledger.Long(1), ledger.Text(2));
            rows.Add(new LedgerRow(key, ledger.Long(3), ledger.Bytes(4).ToArray()));
        }

        return new LedgerRecord(taxpayer, version, head, rows);
    }

    public IReadOnlyList<LedgerRow> LoadRows(TaxpayerId taxpayer, IReadOnlyList<LedgerRowKey> keys) => _session.InSnapshot(() =>
    {
        var rows = new List<LedgerRow>(keys.Count);
        foreach (var key in keys)
        {
            _row.BindText(1, taxpayer.Value).Bind(2, (long)key.Kind).BindText(3, key.Key);
            if (_row.Step())
            {
                rows.Add(new LedgerRow(key, _row.Long(0), _row.Bytes(1).ToArray()));
                _row.Reset();
            }
        }

        return rows;
    });

    public IReadOnlyList<IdentityRecord?> LoadIdentities(IReadOnlyList<DeclarationKey> keys) => _session.InSnapshot(() =>
    {
        var records = new IdentityRecord?[keys.Count];
        for (var i = 0; i < records.Length; i++)
        {
            _identity.Bind(1, keys[i].Value);
            if (_identity.Step())
            {
                TaxpayerId? owner = _identity.TextOrNull(1) is { } text ? StoredKeys.Taxpayer(text) : null;
                records[i] = new IdentityRecord(keys[i], _identity.Long(0), owner, _identity.Bytes(2).ToArray());
                _identity.Reset();
            }
        }

        return records;
    });

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();
}

/// <summary>Keys as they were stored. One that does not read back was not written by this engine.</summary>
internal static class StoredKeys
{
    public static TaxpayerId Taxpayer(string text) => TaxpayerId.TryParse(text, out var id)
        ? id
        : throw new InvalidDataException($"The store holds '{text}' where a taxpayer id belongs.");

    public static DeclarationKey Declaration(long value) => DeclarationKey.TryFromValue(value, out var key)
        ? key
        : throw new InvalidDataException($"The store holds {value} where a declaration's number belongs.");
}
