using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>The bytes the store keeps of a proposed move, in the form of the other records (<see cref="LedgerCodec"/>).</summary>
public static class MoveCodec
{
    private const byte Assigned = 0;
    private const byte Applied = 1;
    private const byte Refunded = 2;

    /// <summary>Encodes a move; taxpayer and id stand beside it.</summary>
    public static byte[] Encode(ProposedMove move)
    {
        var writer = RecordWriter.Begin();
        writer.Byte((byte)move.Status);
        writer.Instant(move.ProposedAt);
        Write(writer, move.Event);
        writer.Byte((byte)(move.DecidedBy is null ? 0 : 1));
        if (move.DecidedBy is { } officer)
        {
            writer.Text(officer);
            writer.Instant(move.DecidedAt!.Value);
        }

        writer.Byte((byte)(move.Rejection is null ? 0 : 1));
        if (move.Rejection is { } rejection)
        {
            writer.Rejection(rejection);
        }

        return writer.End();
    }

    /// <summary>Decodes a move.</summary>
    /// <exception cref="CorruptRecordException">These are no bytes of a move.</exception>
    public static ProposedMove Decode(MoveRecord record)
    {
        var reader = new RecordReader(record.Body);
        var status = reader.OneOf<MoveStatus>();
        var proposedAt = reader.Instant();
        var e = Read(ref reader, record);
        var isDecided = reader.Flag();
        var move = new ProposedMove
        {
            Id = record.Id,
            Event = e,
            Status = status,
            ProposedAt = proposedAt,
            DecidedBy = isDecided ? reader.Text() : null,
            DecidedAt = isDecided ? reader.Instant() : null,
            Rejection = reader.Flag() ? reader.Rejection() : null,
        };
        reader.End();
        return move;
    }

    private static void Write(RecordWriter writer, OfficersMove e)
    {
        writer.Byte(e switch
        {
            SuspenseAssigned => Assigned,
            SurplusApplied => Applied,
            SurplusRefunded => Refunded,
            _ => throw new ArgumentOutOfRangeException(nameof(e), e.GetType().Name, "No officers' move of this kind is kept."),
        });
        writer.Instant(e.At);
        writer.Text(e.Maker);
        writer.Text(e.Checker);
        switch (e)
        {
            case SuspenseAssigned assigned:
                writer.Row(assigned.Row);
                WriteKey(writer, assigned.Declaration);
                writer.Line(assigned.Line);
                break;
            case SurplusApplied applied:
                WriteKey(writer, applied.From);
                writer.Key(applied.To);
                writer.Line(applied.Line);
                writer.Natural(applied.Amount);
                break;
            case SurplusRefunded refunded:
                WriteKey(writer, refunded.From);
                writer.Natural(refunded.Amount);
                break;
        }
    }

    private static OfficersMove Read(ref RecordReader reader, MoveRecord record)
    {
        var kind = reader.Byte();
        var (at, maker, checker) = (reader.Instant(), reader.Text(), reader.Text());
        var (id, taxpayer) = (ProposedMove.EventIdOf(record.Taxpayer, record.Id), record.Taxpayer);
        switch (kind)
        {
            case Assigned:
                return new SuspenseAssigned(id, at, taxpayer)
                {
                    Maker = maker,
                    Checker = checker,
                    Row = reader.Row(),
                    Declaration = ReadKey(ref reader),
                    Line = reader.LineKey(),
                };
            case Applied:
                return new SurplusApplied(id, at, taxpayer)
                {
                    Maker = maker,
                    Checker = checker,
                    From = ReadKey(ref reader),
                    To = reader.Key(),
                    Line = reader.LineKey(),
                    Amount = reader.Money(),
                };
            case Refunded:
                return new SurplusRefunded(id, at, taxpayer)
                {
                    Maker = maker,
                    Checker = checker,
                    From = ReadKey(ref reader),
                    Amount = reader.Money(),
                };
            default:
                reader.Refuse($"{kind} is no kind of move");
                return null!;
        }
    }

    private static void WriteKey(RecordWriter writer, DeclarationKey? key)
    {
        writer.Byte((byte)(key is null ? 0 : 1));
        if (key is { } named)
        {
            writer.Key(named);
        }
    }

    private static DeclarationKey? ReadKey(ref RecordReader reader) => reader.Flag() ? reader.Key() : null;
}
