using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>A ledger's head row.</summary>
internal static class HeadCodec
{
    private const byte HasPass = 1;
    private const byte HasNextChange = 2;

    public static void Write(RecordWriter writer, LedgerHead head)
    {
        Write(writer, head.Totals);
        writer.Natural(head.StandingVersion);
        writer.Byte((byte)((head.Pass is null ? 0 : HasPass) | (head.NextChangeOn is null ? 0 : HasNextChange)));
        if (head.Pass is { } pass)
        {
            writer.Natural(pass.StartedAt);
            writer.Natural(pass.RequestedAt);
            writer.Signed(pass.CursorTime.UtcTicks);
            writer.Signed(pass.CursorKey);
        }

        if (head.NextChangeOn is { } next)
        {
            writer.Date(next);
        }
    }

    public static LedgerHead Read(ref RecordReader reader)
    {
        var totals = ReadTotals(ref reader);
        var standingVersion = reader.Natural();
        var flags = reader.Flags(HasPass | HasNextChange);
        return new LedgerHead
        {
            Totals = totals,
            StandingVersion = standingVersion,

            // A cursor may stand before or after every time there is.
            Pass = (flags & HasPass) != 0
                ? new LedgerPass(reader.Natural(), reader.Natural(), new Instant(reader.Signed()), reader.Signed())
                : null,
            NextChangeOn = (flags & HasNextChange) != 0 ? reader.Date() : null,
        };
    }

    private static void Write(RecordWriter writer, LedgerTotals totals)
    {
        writer.Signed(totals.Confirmed);
        writer.Signed(totals.TransferredIn);
        writer.Signed(totals.TransferredOut);
        writer.Signed(totals.Cancelled);
        writer.Signed(totals.Refunded);
        writer.Signed(totals.InTransit);
        writer.Signed(totals.Allocated);
        writer.Signed(totals.DeclarationSurplus);
        writer.Signed(totals.DeclarationReceivable);
        writer.Signed(totals.Misdirected);
        writer.Signed(totals.Parked);
        writer.Signed(totals.Suspense);
        writer.Signed(totals.SurplusIn);
        writer.Signed(totals.SurplusOut);
        writer.Signed(totals.Owed);
    }

    private static LedgerTotals ReadTotals(ref RecordReader reader) => new()
    {
        Confirmed = reader.Signed(),
        TransferredIn = reader.Signed(),
        TransferredOut = reader.Signed(),
        Cancelled = reader.Signed(),
        Refunded = reader.Signed(),
        InTransit = reader.Signed(),
        Allocated = reader.Signed(),
        DeclarationSurplus = reader.Signed(),
        DeclarationReceivable = reader.Signed(),
        Misdirected = reader.Signed(),
        Parked = reader.Signed(),
        Suspense = reader.Signed(),
        SurplusIn = reader.Signed(),
        SurplusOut = reader.Signed(),
        Owed = reader.Signed(),
    };
}
