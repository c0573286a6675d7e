using System.Collections.Concurrent;
using System.Text;
using Clearance.Entities;

namespace Clearance.Kafka;

/// <summary>Makes messages of the journal: one of each decision, and one of what is to be paid whenever that changed.</summary>
/// <remarks>
/// Everything follows from the journal alone, so that what is made a second time, after a crash, is the same to the byte. A
/// decision's message is the journal's entry with a type and an id before it. Each lane goes its own pace, but an entry whose
/// declaration's entry before is in another lane waits until that one is out.
/// </remarks>
internal sealed class JournalMessages(IClearanceStore store, PublishedLane lane, JournalProgress progress) : IPublicationSource
{
    private const int PageSize = 512;

    private readonly ObligationChanges _obligations = new(store);

    /// <inheritdoc/>
    public PublishedSource Source => PublishedSource.Journal;

    /// <inheritdoc/>
    public int Lane => lane.Number;

    /// <inheritdoc/>
    public TimeSpan IdleWait { get; } = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    public void Passed(long through) => progress.Passed(Lane, through);

    /// <inheritdoc/>
    public bool IsOver(long through) => lane.End <= through;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The journal has a gap: what is missing would never be published.</exception>
    public async Task<PublicationPage> Read(long after, CancellationToken cancel)
    {
        var records = await store.ReadJournal(Lane, after, PageSize, cancel).ConfigureAwait(false);
        var messages = new List<OutgoingMessage>(2 * records.Count);
        var through = after;
        foreach (var record in records)
        {
            if (record.Position != through + 1)
            {
                throw new InvalidDataException($"Lane {Lane} of the journal goes on from position {through} at {record.Position}.");
            }

            if (record.After is { } before && !await progress.HasPassed(before, cancel).ConfigureAwait(false))
            {
                break;
            }

            await Add(messages, record.Entry, cancel).ConfigureAwait(false);
            through = record.Position;
        }

        return new PublicationPage(through, messages);
    }

    private async Task Add(List<OutgoingMessage> messages, JournalWrite entry, CancellationToken cancel)
    {
        var key = Encoding.UTF8.GetBytes(entry.Declaration.ToString());
        messages.Add(new OutgoingMessage(OutgoingTopics.Decisions, key, JournalEntry.ToMessage(entry)));
        if (await _obligations.Of(entry, cancel).ConfigureAwait(false) is { } obligation)
        {
            messages.Add(new OutgoingMessage(OutgoingTopics.Obligations, key, obligation));
        }
    }
}

/// <summary>How far each lane of the journal is out, for those that wait for each other.</summary>
/// <param name="load">How far it is out by what is stored, where lanes are published by other processes; null: all are by this one.</param>
internal sealed class JournalProgress(Func<CancellationToken, Task<IReadOnlyList<PublishedPosition>>>? load = null)
{
    private readonly ConcurrentDictionary<int, long> _through = new();

    /// <summary>Everything of a lane up to a position is out.</summary>
    public void Passed(int lane, long through) =>
        _through.AddOrUpdate(lane, through, (_, before) => Math.Max(before, through));

    /// <summary>Whether an entry is out.</summary>
    public async ValueTask<bool> HasPassed(JournalAt at, CancellationToken cancel)
    {
        if (load is not null && !IsOut(at))
        {
            foreach (var position in await load(cancel).ConfigureAwait(false))
            {
                if (position.Source == PublishedSource.Journal)
                {
                    Passed(position.Lane, position.Through);
                }
            }
        }

        return IsOut(at);
    }

    private bool IsOut(JournalAt at) => _through.GetValueOrDefault(at.Lane) >= at.Position;
}
