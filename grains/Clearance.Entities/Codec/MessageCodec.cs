using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>A message between ledgers, whole: kind, sender and receiver are in its bytes too.</summary>
internal static class MessageCodec
{
    public static IntentKind KindOf(LedgerMessage message) => message switch
    {
        Transfer => IntentKind.Transfer,
        TransferAnswered => IntentKind.TransferAnswered,
        SourceCancelled => IntentKind.SourceCancelled,
        OwnedByAnother => IntentKind.OwnedByAnother,
        _ => throw new ArgumentOutOfRangeException(nameof(message), message.GetType().Name, "No such message."),
    };

    public static void Write(RecordWriter writer, LedgerMessage message)
    {
        writer.Byte((byte)KindOf(message));
        writer.Taxpayer(message.Sender);
        writer.Taxpayer(message.Receiver);
        writer.Text(message.Move);
        switch (message)
        {
            case Transfer transfer:
                writer.Text(transfer.Payment);
                writer.Row(transfer.Row);
                writer.Instant(transfer.DebitedAt);
                writer.Key(transfer.Target);
                writer.Line(transfer.Line);
                break;
            case TransferAnswered answer:
                writer.Row(answer.Row);
                writer.Byte(answer.Refusal is null ? (byte)0 : (byte)1);
                if (answer.Refusal is { } refusal)
                {
                    writer.Rejection(refusal);
                }

                break;
            case SourceCancelled cancelled:
                writer.Row(cancelled.Row);
                break;
            case OwnedByAnother registered:
                writer.Key(registered.Declaration);
                break;
        }
    }

    public static LedgerMessage Read(ref RecordReader reader)
    {
        var kind = reader.OneOf<IntentKind>();
        var (sender, receiver) = (reader.Taxpayer(), reader.Taxpayer());
        var move = reader.Text();
        return kind switch
        {
            IntentKind.Transfer => new Transfer(
                sender, receiver, move, reader.Text(), reader.PaymentRow(), reader.Instant(), reader.Key(),
                reader.LineKey()),
            IntentKind.TransferAnswered => new TransferAnswered(
                sender, receiver, move, reader.Row(), reader.Flag() ? reader.Rejection() : null),
            IntentKind.SourceCancelled => new SourceCancelled(sender, receiver, move, reader.Row()),
            IntentKind.OwnedByAnother => new OwnedByAnother(sender, receiver, move, reader.Key()),
        };
    }
}
