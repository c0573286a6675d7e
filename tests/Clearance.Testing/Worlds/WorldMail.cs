using System.Diagnostics.CodeAnalysis;
using Clearance.Domain;

namespace Clearance.Testing.Worlds;

/// <summary>Messages on their way between ledgers: those of one sender keep their order, those of several need not.</summary>
public sealed class WorldMail
{
    private readonly SortedDictionary<TaxpayerId, Queue<LedgerMessage>> _bySender = [];

    /// <summary>Who has messages under way, in order.</summary>
    public IReadOnlyList<TaxpayerId> Senders => [.. _bySender.Keys];

    /// <summary>Everything under way.</summary>
    public IEnumerable<LedgerMessage> Pending => _bySender.Values.SelectMany(messages => messages);

    internal void Send(LedgerMessage message)
    {
        if (!_bySender.TryGetValue(message.Sender, out var queue))
        {
            _bySender.Add(message.Sender, queue = []);
        }

        queue.Enqueue(message);
    }

    internal bool TryTake(TaxpayerId sender, [NotNullWhen(true)] out LedgerMessage? message)
    {
        message = null;
        if (_bySender.TryGetValue(sender, out var queue))
        {
            message = queue.Dequeue();
            if (queue.Count == 0)
            {
                _bySender.Remove(sender);
            }
        }

        return message is not null;
    }
}
