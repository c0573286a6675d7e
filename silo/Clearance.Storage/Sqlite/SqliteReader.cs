using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>The reads by key, on one connection. What takes several statements runs in one snapshot.</summary>
internal sealed class SqliteReader : IDisposable
{
    private readonly SqliteSession session;
    private readonly SqliteStatement begin;
    private readonly SqliteStatement end;
    private readonly SqliteStatement ledger;
    private readonly SqliteStatement row;
    private readonly SqliteStatement identity;
    private readonly SqliteStatement registry;

    public SqliteReader(SqliteSession session)
    {
        this.session = session;
        Pages = new SqlitePages(session);
        begin = session.Prepare("BEGIN");
        end = session.Prepare("COMMIT");
        ledger = session.Prepare(
            $"""
            SELECT part, kind, key, version, body FROM ledger
            WHERE taxpayer = ?1 AND part <= {LedgerPart.Resident} ORDER BY part, kind, key
            """);
        row = session.Prepare(
            $"""
            SELECT version, body FROM ledger
            WHERE taxpayer = ?1 AND part IN ({LedgerPart.Resident}, {LedgerPart.Settled}) AND kind = ?2 AND key = ?3
            """);
        identity = session.Prepare("SELECT version, owner, body FROM identity WHERE declaration = ?1");
        registry = session.Prepare("SELECT content, home, outcome, rejection FROM registry WHERE id = ?1");
    }

    /// <summary>The reads in pages.</summary>
    public SqlitePages Pages { get; }

    /// <summary>One statement, and so one snapshot: the head comes first, then the resident rows.</summary>
    public LedgerRecord? LoadLedger(TaxpayerId taxpayer)
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

    public IReadOnlyList<LedgerRow> LoadRows(TaxpayerId taxpayer, IReadOnlyList<LedgerRowKey> keys) => InSnapshot(() =>
    {
        var rows = new List<LedgerRow>(keys.Count);
        foreach (var key in keys)
        {
            row.BindText(1, taxpayer.Value).Bind(2, (long)key.Kind).BindText(3, key.Key);
            if (row.Step())
            {
                rows.Add(new LedgerRow(key, row.Long(0), row.Bytes(1).ToArray()));
                row.Reset();
            }
        }

        return rows;
    });

    public IReadOnlyList<IdentityRecord?> LoadIdentities(IReadOnlyList<DeclarationKey> keys) => InSnapshot(() =>
    {
        var records = new IdentityRecord?[keys.Count];
        for (var i = 0; i < records.Length; i++)
        {
            identity.Bind(1, keys[i].Value);
            if (identity.Step())
            {
                TaxpayerId? owner = identity.TextOrNull(1) is { } text ? StoredKeys.Taxpayer(text) : null;
                records[i] = new IdentityRecord(keys[i], identity.Long(0), owner, identity.Bytes(2).ToArray());
                identity.Reset();
            }
        }

        return records;
    });

    public IReadOnlyList<RegistryRecord?> FindEvents(IReadOnlyList<Hash128> ids) => InSnapshot(() =>
    {
        var records = new RegistryRecord?[ids.Count];
        for (var i = 0; i < records.Length; i++)
        {
            registry.BindHash(1, ids[i]);
            if (registry.Step())
            {
                records[i] = new RegistryRecord(
                    ids[i], registry.Hash(0), registry.Text(1), (EventOutcome)registry.Long(2), registry.BytesOrNull(3));
                registry.Reset();
            }
        }

        return records;
    });

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    private T InSnapshot<T>(Func<T> read)
    {
        begin.Run();
        try
        {
            return read();
        }
        finally
        {
            end.Run();
        }
    }
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
