using System.Collections.Immutable;
using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>The facts of a declaration: one byte while nothing is known.</summary>
internal static class FactsCodec
{
    private const byte CancellationReceived = 1;
    private const byte HasRecorded = 2;
    private const byte HasGoods = 4;
    private const byte HasSpecialised = 8;
    private const byte HasAdjustments = 16;

    private const byte HasDue = 1;
    private const byte HasOtherFirst = 2;

    public static void Write(RecordWriter writer, DeclarationFacts facts)
    {
        writer.Byte((byte)(
            (facts.CancellationReceived ? CancellationReceived : 0)
            | (facts.Recorded is null ? 0 : HasRecorded)
            | (facts.Goods is null ? 0 : HasGoods)
            | (facts.Specialised is null ? 0 : HasSpecialised)
            | (facts.Adjustments.IsEmpty ? 0 : HasAdjustments)));
        if (facts.Recorded is { } recorded)
        {
            writer.Instant(recorded.At);
            writer.Byte((byte)recorded.Outcome);
        }

        Write(writer, facts.Goods);
        Write(writer, facts.Specialised);
        if (!facts.Adjustments.IsEmpty)
        {
            writer.Natural(facts.Adjustments.Length);
            foreach (var adjustment in facts.Adjustments)
            {
                Write(writer, adjustment);
            }
        }
    }

    public static DeclarationFacts Read(ref RecordReader reader)
    {
        var flags = reader.Flags(CancellationReceived | HasRecorded | HasGoods | HasSpecialised | HasAdjustments);
        if (flags == 0)
        {
            return DeclarationFacts.None;
        }

        return new DeclarationFacts
        {
            CancellationReceived = (flags & CancellationReceived) != 0,
            Recorded = (flags & HasRecorded) != 0
                ? new Recorded(reader.Instant(), reader.OneOf<RecordedOutcome>())
                : null,
            Goods = (flags & HasGoods) != 0 ? new InspectionResult(reader.Flag(), reader.Stamp()) : null,
            Specialised = (flags & HasSpecialised) != 0 ? new InspectionResult(reader.Flag(), reader.Stamp()) : null,
            Adjustments = (flags & HasAdjustments) != 0 ? ReadAdjustments(ref reader) : [],
        };
    }

    private static void Write(RecordWriter writer, InspectionResult? result)
    {
        if (result is { } known)
        {
            writer.Byte(known.Passed ? (byte)1 : (byte)0);
            writer.Stamp(known.Stamp);
        }
    }

    private static void Write(RecordWriter writer, Adjustment adjustment)
    {
        writer.Line(adjustment.Line);
        writer.Byte((byte)(
            (adjustment.Due is null ? 0 : HasDue) | (adjustment.First == adjustment.Stamp ? 0 : HasOtherFirst)));
        if (adjustment.Due is { } due)
        {
            writer.Date(due);
        }

        writer.Stamp(adjustment.Stamp);
        if (adjustment.First != adjustment.Stamp)
        {
            writer.Stamp(adjustment.First);
        }
    }

    private static ImmutableArray<Adjustment> ReadAdjustments(ref RecordReader reader)
    {
        var adjustments = ImmutableArray.CreateBuilder<Adjustment>(reader.Count(Limits.LinesMax));
        for (var i = 0; i < adjustments.Capacity; i++)
        {
            var line = reader.Line();
            var flags = reader.Flags(HasDue | HasOtherFirst);
            DateOnly? due = (flags & HasDue) != 0 ? reader.Date() : null;
            var stamp = reader.Stamp();
            adjustments.Add(new Adjustment(line, due, stamp, (flags & HasOtherFirst) != 0 ? reader.Stamp() : stamp));
        }

        return adjustments.MoveToImmutable();
    }
}
