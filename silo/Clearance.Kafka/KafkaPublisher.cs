using Clearance.Entities;
using Confluent.Kafka;

namespace Clearance.Kafka;

/// <summary>Writes the journal and the dead letters to their topics, each message at least once, in order per declaration.</summary>
/// <remarks>Lanes do not wait for each other, but where an entry follows one of another lane. They are read from the store, and so only what is durable is published.</remarks>
public sealed class KafkaPublisher : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly Publication[] _publications;
    private readonly Task _running;
    private readonly TimeSpan _endWithin;

    private KafkaPublisher(Publication[] publications, TimeSpan endWithin)
    {
        (_publications, _endWithin) = (publications, endWithin);
        _running = Task.WhenAll(publications.Select(it => Task.Run(() => it.Run(_stopping.Token, _abandon.Token))));
    }

    /// <summary>Begins where it was published last.</summary>
    /// <exception cref="KafkaSettingsException">What was set is refused by the client, or there is no native client.</exception>
    public static KafkaPublisher Start(
        KafkaOptions options, IClearanceStore journal, IPublicationStore store, IKafkaObserver observer, TimeProvider clock)
    {
        NativeClient.Require();
        Try(options, observer);
        var progress = new JournalProgress(journal.JournalLanes);
        IPublicationSource[] sources =
        [
            .. Enumerable.Range(0, journal.JournalLanes).Select(lane => new JournalMessages(journal, lane, progress)),
            .. Enumerable.Range(0, store.DeadLetterLanes).Select(lane => new DeadLetterMessages(store, lane)),
        ];
        return new KafkaPublisher(
            Array.ConvertAll(sources, source => new Publication(source, store, options, observer, clock)), options.Limits.EndWithin);
    }

    /// <summary>Publishes what there is, for a while, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_stopping.IsCancellationRequested)
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
            _abandon.CancelAfter(_endWithin);
        }

        await _running.ConfigureAwait(false);
        foreach (var publication in _publications)
        {
            publication.Dispose();
        }
    }

    /// <summary>Makes a client once, so that a setting it refuses is said at start.</summary>
    private static void Try(KafkaOptions options, IKafkaObserver observer)
    {
        try
        {
            using var writer = new MessageWriter(options, observer);
        }
        catch (Exception e) when (e is KafkaException or InvalidOperationException or ArgumentException)
        {
            throw new KafkaSettingsException(e.Message, e);
        }
    }
}
