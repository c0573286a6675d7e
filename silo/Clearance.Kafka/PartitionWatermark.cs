namespace Clearance.Kafka;

/// <summary>Which messages of a partition are finished: up to where all are, whatever order they finish in.</summary>
internal sealed class PartitionWatermark
{
    private readonly Queue<(long Offset, ReadOnlyMemory<byte> Value)> _taken = new();
    private readonly HashSet<long> _finished = [];

    /// <summary>The offset after the last message below which none is unfinished; null while there is none.</summary>
    public long? Low { get; private set; }

    /// <summary>The value of the message just below <see cref="Low"/>.</summary>
    public ReadOnlyMemory<byte> LastValue { get; private set; }

    /// <summary>How many messages are taken and not below the watermark.</summary>
    public int Outstanding => _taken.Count;

    /// <summary>Notes a message that is under way from now on. Offsets rise, with or without gaps.</summary>
    public void Take(long offset, ReadOnlyMemory<byte> value) => _taken.Enqueue((offset, value));

    /// <summary>Notes that a message taken is finished; what is finished from the oldest on leaves.</summary>
    public void Finish(long offset)
    {
        _finished.Add(offset);
        while (_taken.TryPeek(out var oldest) && _finished.Remove(oldest.Offset))
        {
            _taken.Dequeue();
            Low = oldest.Offset + 1;
            LastValue = oldest.Value;
        }
    }
}
