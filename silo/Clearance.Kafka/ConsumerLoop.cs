using Clearance.Domain;
using Clearance.Entities;
using Confluent.Kafka;

namespace Clearance.Kafka;

/// <summary>One member of the group, from joining to leaving, on the thread that calls <see cref="Run"/>.</summary>
internal sealed class ConsumerLoop : IDisposable
{
    private static readonly TimeSpan IdleWait = TimeSpan.FromMilliseconds(50);

    /// <summary>What the client says, among other things, when an offset is not in the log: it has one code for all of them.</summary>
    private static readonly string NotThere = ErrorCode.OffsetOutOfRange.GetReason();

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly IConsumer<Ignore, byte[]> _consumer;
    private readonly Assignment _assignment;
    private readonly BrokerWatch _brokers = new();
    private readonly TopicWatch _unread;
    private readonly Dictionary<EventStream, StreamLane> _lanes;
    private readonly IReadOnlyList<string> _topics;
    private readonly IReadOnlyDictionary<(EventStream Stream, int Partition), long>? _until;
    private readonly KafkaLimits _limits;
    private readonly bool _takesSignatures;
    private readonly IKafkaObserver _observer;
    private readonly TimeProvider _clock;
    private readonly CancellationToken _stopping;
    private volatile IReadOnlyList<PartitionState> _partitions = [];
    private long _lookedAt;

    public ConsumerLoop(
        KafkaOptions options, IIntake intake, IPositionStore positions, IKafkaObserver observer, TopicWatch unread, TimeProvider clock,
        CancellationToken stopping)
    {
        (_limits, _observer, _unread, _clock, _stopping) = (options.Limits, observer, unread, clock, stopping);
        _unread.Begin();
        _until = options.Until;
        _takesSignatures = options.TakesSignatures;
        _topics = [.. KafkaReader.Streams.Select(stream => options.TopicPrefix + EventStreams.NameOf(stream))];
        _assignment = new Assignment(positions, options, observer, clock);
        _lanes = KafkaReader.Streams.ToDictionary(
            stream => stream, stream => new StreamLane(stream, intake, _limits, observer, clock, stopping));
        _consumer = new ConsumerBuilder<Ignore, byte[]>(options.ToConfig())
            .SetPartitionsAssignedHandler((_, partitions) => Take(partitions))
            .SetPartitionsRevokedHandler((_, partitions) => GiveAway(partitions))
            .SetPartitionsLostHandler((_, partitions) => Lose(partitions))
            .SetErrorHandler((_, error) => Hear(error))
            .SetStatisticsHandler((_, statistics) => _brokers.Read(statistics))
            .SetLogHandler((_, _) => { })
            .Build();
    }

    /// <summary>Why Kafka is not being read; null: it is.</summary>
    public string? NotReady =>
        _brokers.Gone is { } gone ? gone
        : _unread.Unread is { } unread ? unread
        : !_assignment.IsAssigned ? "Kafka has assigned no partitions yet"
        : _assignment.Halted is [var first, ..] ? first
        : _lanes.Values.FirstOrDefault(lane => lane.IsRetrying) is { } lane
            ? $"events of {EventStreams.NameOf(lane.Stream)} cannot be applied and are tried again"
        : null;

    /// <summary>The partitions it has, as they were within the last second or so.</summary>
    public IReadOnlyList<PartitionState> Partitions => _partitions;

    /// <summary>Reads until it is told to stop, or another must ask again for what it is not given; then lets calls under way end, tells how far it is and leaves.</summary>
    public void Run()
    {
        _consumer.Subscribe(_topics);
        while (!_stopping.IsCancellationRequested && !_unread.IsToAskAgain)
        {
            Gather();
            foreach (var lane in _lanes.Values)
            {
                lane.Harvest();
                lane.Start();
            }

            PauseOrResume();
            StoreOffsets();
            _assignment.Save();
            _unread.Look(_assignment.IsAssigned);
            LookAround();
        }

        // Partitions are given away on leaving, as in any rebalance.
        _consumer.Close();
    }

    /// <inheritdoc/>
    public void Dispose() => _consumer.Dispose();

    /// <summary>Takes what has come: waits for the first message, and gathers for a moment what comes with it.</summary>
    private void Gather()
    {
        var busy = _lanes.Values.Any(lane => lane.IsBusy);
        var began = _clock.GetTimestamp();
        var count = 0;
        for (var wait = busy ? _limits.BatchWithin : IdleWait; ; wait = _limits.BatchWithin - _clock.GetElapsedTime(began))
        {
            var result = Consume(wait < TimeSpan.Zero ? TimeSpan.Zero : wait);
            if (result is null)
            {
                return;
            }

            if (count == 0)
            {
                began = _clock.GetTimestamp();
            }

            Take(result);
            if (++count == _limits.BatchMessagesMax || _clock.GetElapsedTime(began) > _limits.BatchWithin)
            {
                return;
            }
        }
    }

    private ConsumeResult<Ignore, byte[]>? Consume(TimeSpan wait)
    {
        try
        {
            return _consumer.Consume(wait);
        }
        catch (ConsumeException e) when (!e.Error.IsFatal)
        {
            if (e.Error.Code is ErrorCode.Local_AutoOffsetReset or ErrorCode.OffsetOutOfRange
                && _assignment.Find(e.ConsumerRecord.TopicPartition) is { } progress)
            {
                if (!e.Error.Reason.Contains(NotThere, StringComparison.Ordinal))
                {
                    // Only the question where to begin failed, as with a broker that has just started. The client does not
                    // ask again, so a new one must.
                    throw;
                }

                _assignment.Halt(
                    progress, $"the log does not hold offset {progress.StartAt ?? progress.Expected} any more: {e.Error.Reason}");
            }
            else
            {
                _unread.Hear(e.Error, e.ConsumerRecord?.Topic);
                _observer.ClientFailed(e.Error.ToString());
            }

            return null;
        }
    }

    private void Hear(Error error)
    {
        // That all are down is what the watch finds out; why is what it is told for.
        if (error.Code != ErrorCode.Local_AllBrokersDown)
        {
            _brokers.Hear(error.Reason);
        }

        _unread.Hear(error);
        _observer.ClientFailed(error.ToString());
    }

    private void Take(ConsumeResult<Ignore, byte[]> result)
    {
        if (_assignment.Find(result.TopicPartition) is not { } progress
            || (_until is { } ends && result.Offset.Value >= ends.GetValueOrDefault((progress.Stream, progress.Partition))))
        {
            return;
        }

        var (offset, expected) = (result.Offset.Value, progress.Expected);
        ReadOnlyMemory<byte> value = result.Message.Value;
        switch (progress.Judge(offset, value))
        {
            case Arrival.TakeAfterGap:
                _observer.Gap(progress.ToString(), expected!.Value, offset);
                goto case Arrival.Take;
            case Arrival.Take:
                value = _takesSignatures ? SignatureHeader.Enclose(progress.Stream, value, result.Message.Headers) : value;
                _lanes[progress.Stream].Add(new ReceivedMessage(progress, offset, value)
                {
                    Trace = ReceivedMessage.TraceOf(result.Message.Headers),
                });
                break;
            case Arrival.SeekBack:
                _observer.SoughtBack(progress.ToString(), expected!.Value, offset);
                _consumer.Seek(new TopicPartitionOffset(result.TopicPartition, expected.Value));
                break;
            case Arrival.Halt:
                _assignment.Halt(progress, progress.HaltedBecause!);
                break;
            case Arrival.Skip:
                break;
        }
    }

    private List<TopicPartitionOffset> Take(List<TopicPartition> assigned)
    {
        _unread.Assigned(assigned.Select(static partition => partition.Topic));
        return _assignment.Add(assigned, _stopping);
    }

    private void PauseOrResume()
    {
        foreach (var (partition, progress) in _assignment.All)
        {
            var isPaused = progress.HaltedBecause is not null || !_lanes[progress.Stream].WantsMore(progress.IsPaused);
            if (isPaused == progress.IsPaused)
            {
                continue;
            }

            progress.IsPaused = isPaused;
            if (isPaused)
            {
                _consumer.Pause([partition]);
            }
            else
            {
                _consumer.Resume([partition]);
            }
        }
    }

    private void StoreOffsets()
    {
        foreach (var (partition, progress) in _assignment.All)
        {
            if (progress.TakeOffsetToStore() is { } offset)
            {
                Store(new TopicPartitionOffset(partition, offset));
            }
        }
    }

    /// <summary>Notes where the partitions are, for who asks from other threads. The client knows the ends of what it fetches; it asks nobody.</summary>
    private void LookAround()
    {
        if (_clock.GetElapsedTime(_lookedAt) < LookEvery)
        {
            return;
        }

        _lookedAt = _clock.GetTimestamp();
        _partitions =
        [
            .. _assignment.All
                .Select(it => PartitionState.Of(it.Value, _consumer.GetWatermarkOffsets(it.Key)))
                .OrderBy(static it => it.Stream).ThenBy(static it => it.Partition),
        ];
        _observer.Measured(_partitions);
    }

    private void Store(TopicPartitionOffset offset)
    {
        try
        {
            _consumer.StoreOffset(offset);
        }
        catch (KafkaException e) when (e.Error.Code == ErrorCode.Local_State)
        {
            // The client has lost the partition and has not said so yet. The offset is a hint; our own store is told as well.
        }
    }

    /// <summary>Partitions are asked back: calls under way may end, the rest is left to the next member.</summary>
    private void GiveAway(List<TopicPartitionOffset> revoked)
    {
        var began = _clock.GetTimestamp();
        while (_lanes.Values.Any(lane => lane.IsBusy) && _clock.GetElapsedTime(began) < _limits.EndWithin)
        {
            Thread.Sleep(1);
            foreach (var lane in _lanes.Values)
            {
                lane.Harvest();
            }
        }

        StoreOffsets();
        _assignment.SaveNow();
        Lose(revoked);
    }

    /// <summary>Partitions are another's already: nothing is said of them any more.</summary>
    private void Lose(List<TopicPartitionOffset> lost)
    {
        // A pause may outlive the assignment, and whoever has the partition next begins without one.
        _consumer.Resume(lost.Select(partition => partition.TopicPartition));
        _assignment.Remove(lost.Select(partition => partition.TopicPartition));
        foreach (var lane in _lanes.Values)
        {
            lane.DropRevoked();
        }
    }
}
