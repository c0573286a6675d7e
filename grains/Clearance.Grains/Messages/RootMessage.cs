using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Grains;

/// <summary>A ledger as last committed: all that is in memory of it.</summary>
/// <remarks>
/// Between processes it goes as the rows that would store it, and is loaded from them as from the store: everything
/// derived is derived there. It is as large as the ledger, and asked for by people only.
/// </remarks>
[Immutable]
[Alias("clearance.root")]
public sealed class RootMessage(LedgerRoot root) : IWireMessage<RootMessage>
{
    /// <summary>The root.</summary>
    public LedgerRoot Root => root;

    /// <inheritdoc/>
    public byte[] Encode()
    {
        var ledger = root.Ledger;
        var head = LedgerCodec.Encode(new LedgerHead
        {
            Totals = ledger.Totals,
            StandingVersion = ledger.Standing.Version,
        });
        var rows = RowsOf(ledger);
        var writer = RecordWriter.Begin();
        writer.Taxpayer(ledger.Taxpayer);
        writer.Natural(root.Version);
        writer.Byte(root.IsParked ? (byte)1 : (byte)0);
        writer.Bytes(head);
        writer.Natural(rows.Count);
        foreach (var row in rows)
        {
            writer.Byte((byte)row.Key.Kind);
            writer.Text(row.Key.Key);
            writer.Bytes(row.Body);
        }

        return writer.End();
    }

    /// <inheritdoc/>
    public static RootMessage Decode(ReadOnlySpan<byte> body)
    {
        var reader = new RecordReader(body);
        var taxpayer = reader.Taxpayer();
        var version = reader.Natural();
        var isParked = reader.Flag();
        var head = reader.Bytes().ToArray();
        var rows = new LedgerRow[reader.Count()];
        for (var i = 0; i < rows.Length; i++)
        {
            var key = new LedgerRowKey(reader.OneOf<LedgerRowKind>(), reader.Text());
            rows[i] = new LedgerRow(key, version, reader.Bytes().ToArray());
        }

        reader.End();
        var (ledger, _) = LedgerLoader.Load(new LedgerRecord(taxpayer, version, head, rows));
        return new RootMessage(new LedgerRoot(ledger, version, isParked));
    }

    private static List<LedgerRowWrite> RowsOf(Ledger ledger)
    {
        var rows = new List<LedgerRowWrite> { LedgerRows.RowOf(ledger.Standing) };
        rows.AddRange(ledger.Standing.Guarantees.Values.Select(LedgerRows.RowOf));
        rows.AddRange(ledger.Declarations.Values.Select(declaration => LedgerRows.RowOf(declaration, true)));
        rows.AddRange(ledger.Payments.Values.Select(LedgerRows.RowOf));
        return rows;
    }
}
