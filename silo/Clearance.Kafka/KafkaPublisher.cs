using Clearance.Entities;

namespace Clearance.Kafka;

/// <summary>Writes the journal and the dead letters to their topics, each message at least once, in order per declaration.</summary>
/// <remarks>Lanes do not wait for each other, but where an entry follows one of another lane. They are read from the store, and so only what is durable is published.</remarks>
public sealed class KafkaPublisher : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly Dictionary<(PublishedSource, int), LanePublisher> _lanes = [];
    private readonly Func<PublishedSource, PublishedLane, Publication> _make;
    private readonly IPublicationStore _store;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _endWithin;
    private readonly Task _running;

    private KafkaPublisher(
        IPublicationStore store, TimeProvider clock, TimeSpan endWithin, Func<PublishedSource, PublishedLane, Publication> make)
    {
        (_store, _clock, _endWithin, _make) = (store, clock, endWithin, make);
        _running = Task.Run(Run);
    }

    /// <summary>Begins where it was published last.</summary>
    /// <param name="options">How; already judged by <see cref="ClientSettings.Check"/>.</param>
    /// <param name="journal">The decisions.</param>
    /// <param name="store">What is published, and how far it is.</param>
    /// <param name="observer">Hears what operators should.</param>
    /// <param name="clock">Time.</param>
    public static KafkaPublisher Start(
        KafkaOptions options, IClearanceStore journal, IPublicationStore store, IKafkaObserver observer, TimeProvider clock)
    {
        var progress = new JournalProgress(journal is IClusterStore ? store.LoadPublished : null);
        return new KafkaPublisher(store, clock, options.Limits.EndWithin, (source, lane) =>
        {
            IPublicationSource messages = source == PublishedSource.Journal
                ? new JournalMessages(journal, lane, progress)
                : new DeadLetterMessages(store, lane);
            return new Publication(messages, store, options, observer, clock);
        });
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
    }

    /// <summary>In a cluster lanes change hands: who has one publishes it.</summary>
    private async Task Run()
    {
        while (true)
        {
            await Share(PublishedSource.Journal).ConfigureAwait(false);
            await Share(PublishedSource.DeadLetters).ConfigureAwait(false);
            try
            {
                await Task.Delay(LookEvery, _clock, _stopping.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        foreach (var lane in _lanes.Values)
        {
            await lane.Ended.ConfigureAwait(false);
            lane.Dispose();
        }
    }

    /// <summary>Begins to publish the lanes that are this process's, and leaves those that are no longer.</summary>
    private async Task Share(PublishedSource source)
    {
        var mine = _store.LanesOf(source);
        foreach (var (key, lane) in _lanes.Where(it => it.Key.Item1 == source && !mine.Contains(it.Value.Lane)).ToList())
        {
            await lane.Leave().ConfigureAwait(false);
            _lanes.Remove(key);
        }

        foreach (var lane in mine.Where(lane => !_lanes.ContainsKey((source, lane.Number))))
        {
            _lanes.Add((source, lane.Number), new LanePublisher(lane, _make(source, lane), _stopping.Token, _abandon.Token));
        }
    }

    /// <summary>A lane as it is published; it stays when it is over, so that it is not begun again.</summary>
    private sealed class LanePublisher : IDisposable
    {
        private readonly CancellationTokenSource _left;
        private readonly CancellationTokenSource _stoppingOrLeft;
        private readonly Publication _publication;

        public LanePublisher(PublishedLane lane, Publication publication, CancellationToken stopping, CancellationToken abandon)
        {
            (Lane, _publication) = (lane, publication);
            _left = CancellationTokenSource.CreateLinkedTokenSource(abandon);
            _stoppingOrLeft = CancellationTokenSource.CreateLinkedTokenSource(stopping, _left.Token);
            Ended = Task.Run(() => publication.Run(_stoppingOrLeft.Token, _left.Token), CancellationToken.None);
        }

        public PublishedLane Lane { get; }

        public Task Ended { get; }

        /// <summary>Another process has it: what is not known to be written is written by that one, perhaps again.</summary>
        public async Task Leave()
        {
            await _left.CancelAsync().ConfigureAwait(false);
            await Ended.ConfigureAwait(false);
            Dispose();
        }

        public void Dispose()
        {
            _publication.Dispose();
            _stoppingOrLeft.Dispose();
            _left.Dispose();
        }
    }
}
