using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>Messages as they are stored.</summary>
internal static class StoredIntents
{
    /// <summary>A message with its key: what it belongs to, from whom, to whom, about what.</summary>
    public static IntentWrite Of(LedgerMessage message, Hash128 cause)
    {
        var about = message switch
        {
            SourceCancelled cancelled => $"{cancelled.Row.Payment}#{cancelled.Row.Row}",
            OwnedByAnother owned => owned.Declaration.ToString(),
            _ => string.Empty,
        };
        var kind = LedgerCodec.KindOf(message);
        return new IntentWrite(
            $"{(int)kind}|{message.Sender}|{message.Receiver}|{message.Move}|{about}",
            kind, message.Sender, message.Receiver, cause, LedgerCodec.Encode(message));
    }
}
