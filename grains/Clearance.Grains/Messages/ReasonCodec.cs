using System.Collections.Immutable;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Grains;

/// <summary>A reason with its evidence, and a step towards release.</summary>
internal static class ReasonCodec
{
    private const byte HasDeclaration = 1;
    private const byte HasLine = 2;
    private const byte HasRow = 4;

    public static void Write(RecordWriter writer, HoldReason reason)
    {
        writer.Byte((byte)reason.Code);
        writer.MaybeText(reason.Vnaccs);
        writer.MaybeNumber(reason.Shortfall);
        writer.MaybeGuarantee(reason.Guarantee);
        writer.Natural(reason.Lines.Length);
        foreach (var line in reason.Lines)
        {
            writer.Line(line.Key);
            writer.Byte((byte)line.Kind);
            writer.Natural(line.Outstanding);
        }

        writer.Natural(reason.Debts.Length);
        foreach (var debt in reason.Debts)
        {
            writer.Debt(debt);
        }

        writer.Natural(reason.Rows.Length);
        foreach (var row in reason.Rows)
        {
            writer.Row(row.Row);
            writer.Line(row.Line);
            writer.Natural(row.Amount);
        }
    }

    public static HoldReason ReadReason(ref RecordReader reader) => new(reader.OneOf<ReasonCode>())
    {
        Vnaccs = reader.MaybeText(),
        Shortfall = reader.MaybeNumber(),
        Guarantee = reader.MaybeGuarantee(),
        Lines = ReadLines(ref reader),
        Debts = ReadDebts(ref reader),
        Rows = ReadRows(ref reader),
    };

    public static void Write(RecordWriter writer, ReleaseStep step)
    {
        writer.Byte((byte)step.Action);
        writer.Byte((byte)step.Reason);
        writer.Byte((byte)(
            (step.Declaration is null ? 0 : HasDeclaration)
            | (step.Line is null ? 0 : HasLine)
            | (step.Row is null ? 0 : HasRow)));
        if (step.Declaration is { } declaration)
        {
            writer.Key(declaration);
        }

        if (step.Line is { } line)
        {
            writer.Line(line);
        }

        if (step.Row is { } row)
        {
            writer.Row(row);
        }

        writer.MaybeNumber(step.Amount);
        writer.MaybeGuarantee(step.Guarantee);
    }

    public static ReleaseStep ReadStep(ref RecordReader reader)
    {
        var step = new ReleaseStep(reader.OneOf<ActionCode>(), reader.OneOf<ReasonCode>());
        var flags = reader.Flags(HasDeclaration | HasLine | HasRow);
        return step with
        {
            Declaration = (flags & HasDeclaration) != 0 ? reader.Key() : null,
            Line = (flags & HasLine) != 0 ? reader.LineKey() : null,
            Row = (flags & HasRow) != 0 ? reader.Row() : null,
            Amount = reader.MaybeNumber(),
            Guarantee = reader.MaybeGuarantee(),
        };
    }

    private static ImmutableArray<LineOutstanding> ReadLines(ref RecordReader reader)
    {
        var lines = ImmutableArray.CreateBuilder<LineOutstanding>(reader.Count());
        for (var i = 0; i < lines.Capacity; i++)
        {
            lines.Add(new LineOutstanding(reader.LineKey(), reader.OneOf<LineKind>(), reader.Natural()));
        }

        return lines.MoveToImmutable();
    }

    private static ImmutableArray<Debt> ReadDebts(ref RecordReader reader)
    {
        var debts = ImmutableArray.CreateBuilder<Debt>(reader.Count());
        for (var i = 0; i < debts.Capacity; i++)
        {
            debts.Add(reader.Debt());
        }

        return debts.MoveToImmutable();
    }

    private static ImmutableArray<MisdirectedRow> ReadRows(ref RecordReader reader)
    {
        var rows = ImmutableArray.CreateBuilder<MisdirectedRow>(reader.Count());
        for (var i = 0; i < rows.Capacity; i++)
        {
            rows.Add(new MisdirectedRow(reader.Row(), reader.LineKey(), reader.Natural()));
        }

        return rows.MoveToImmutable();
    }
}
