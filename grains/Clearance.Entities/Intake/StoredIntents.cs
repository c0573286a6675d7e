using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>Messages as they are stored.</summary>
internal static class StoredIntents
{
    private const int Page = 1000;

    /// <summary>Everything that is not delivered, each sender's in the order it was sent; few by nature.</summary>
    public static async Task<List<IntentRecord>> Pending(IClearanceStore store, CancellationToken cancel)
    {
        var pending = new List<IntentRecord>();
        long after = 0;
        while (true)
        {
            var page = await store.PendingIntents(after, Page, cancel);
            pending.AddRange(page);
            if (page.Count < Page)
            {
                // Where sequences of one sender need not rise the versions do.
                return [.. pending.OrderBy(static record => record.SentAt)];
            }

            after = page[^1].Sequence;
        }
    }

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
