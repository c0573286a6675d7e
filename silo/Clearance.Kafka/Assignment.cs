using Clearance.Domain;
using Clearance.Entities;
using Confluent.Kafka;

namespace Clearance.Kafka;

/// <summary>The partitions this member has, and how far each is. Used by the consumer's thread, but for what is told.</summary>
internal sealed class Assignment(IPositionStore positions, KafkaOptions options, IKafkaObserver observer, TimeProvider clock)
{
    private readonly KafkaLimits _limits = options.Limits;
    private readonly Dictionary<TopicPartition, PartitionProgress> _partitions = [];
    private Task<IReadOnlyList<InputPosition>>? _saving;
    private long _savedAt;
    private volatile IReadOnlyList<string> _halted = [];
    private volatile bool _isAssigned;

    /// <summary>The partitions it has now.</summary>
    public IReadOnlyCollection<KeyValuePair<TopicPartition, PartitionProgress>> All => _partitions;

    /// <summary>Whether the group has given this member its share; none is a share as well.</summary>
    public bool IsAssigned => _isAssigned;

    /// <summary>The halted partitions, each with its reason.</summary>
    public IReadOnlyList<string> Halted => _halted;

    /// <summary>Finds a partition; null when it is not this member's.</summary>
    public PartitionProgress? Find(TopicPartition partition) => _partitions.GetValueOrDefault(partition);

    /// <summary>Partitions came: reading goes on where the store says, beginning with the last message finished.</summary>
    public List<TopicPartitionOffset> Add(IEnumerable<TopicPartition> assigned, CancellationToken stopping)
    {
        var stored = Load(stopping).ToDictionary(position => (position.Stream, position.Partition));
        var starts = new List<TopicPartitionOffset>();
        foreach (var partition in assigned)
        {
            if (!EventStreams.TryParse(partition.Topic[options.TopicPrefix.Length..], out var stream))
            {
                throw new InvalidOperationException($"Topic {partition.Topic} was not asked for.");
            }

            var progress = new PartitionProgress(
                stream, partition.Partition.Value, stored.GetValueOrDefault((stream, partition.Partition.Value)));
            _partitions[partition] = progress;
            starts.Add(new TopicPartitionOffset(partition, progress.StartAt is { } start ? start : Offset.Beginning));
        }

        _isAssigned = true;
        observer.Assigned([.. _partitions.Values.Select(progress => progress.ToString())]);
        return starts;
    }

    /// <summary>Partitions are another's from now on.</summary>
    public void Remove(IEnumerable<TopicPartition> revoked)
    {
        foreach (var partition in revoked)
        {
            if (_partitions.Remove(partition, out var progress))
            {
                progress.Revoke();
            }
        }

        _isAssigned = false;
        Tell();
    }

    /// <summary>Stops reading a partition.</summary>
    public void Halt(PartitionProgress progress, string why)
    {
        progress.Halt(why);
        observer.Halted(progress.ToString(), progress.HaltedBecause!);
        Tell();
    }

    /// <summary>Tells the store how far each partition is, now and then and never twice at once.</summary>
    public void Save()
    {
        NoteSaved();
        if (_saving is not null || clock.GetElapsedTime(_savedAt) < _limits.SaveEvery)
        {
            return;
        }

        _savedAt = clock.GetTimestamp();
        Begin();
    }

    /// <summary>Tells the store how far each partition is before they are given away. What it does not learn is read again.</summary>
    public void SaveNow()
    {
        Wait();
        Begin();
        Wait();
    }

    private void Begin()
    {
        var unsaved = _partitions.Values.Select(progress => progress.Unsaved).OfType<InputPosition>().ToList();
        if (unsaved.Count > 0)
        {
            _saving = Store(unsaved);
        }
    }

    private async Task<IReadOnlyList<InputPosition>> Store(List<InputPosition> unsaved)
    {
        await positions.SavePositions(unsaved, CancellationToken.None).ConfigureAwait(false);
        return unsaved;
    }

    private void Wait()
    {
        if (_saving is { } saving)
        {
            _ = Task.WaitAny([saving], _limits.EndWithin);
            NoteSaved();
        }
    }

    private void NoteSaved()
    {
        if (_saving is not { IsCompleted: true } ended)
        {
            return;
        }

        _saving = null;
        if (ended.IsFaulted)
        {
            observer.PositionsFailed(ended.Exception.InnerException!);
            return;
        }

        foreach (var position in ended.Result)
        {
            var topic = options.TopicPrefix + EventStreams.NameOf(position.Stream);
            Find(new TopicPartition(topic, position.Partition))?.Saved(position);
        }
    }

    /// <summary>
    /// Reads the positions, for as long as it takes: without them nothing may be read. Meanwhile the group takes this member
    /// for gone, and rightly so.
    /// </summary>
    private IReadOnlyList<InputPosition> Load(CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                return positions.LoadPositions(stopping).GetAwaiter().GetResult();
            }
            catch (StoreUnavailableException e)
            {
                observer.PositionsFailed(e);
                stopping.WaitHandle.WaitOne(_limits.RetryAfterMax);
                stopping.ThrowIfCancellationRequested();
            }
        }
    }

    private void Tell() => _halted =
    [
        .. _partitions.Values
            .Where(progress => progress.HaltedBecause is not null)
            .Select(progress => $"{progress} is halted: {progress.HaltedBecause}"),
    ];
}
