using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Kafka;

/// <summary>What to do with a message that came.</summary>
internal enum Arrival
{
    /// <summary>It goes to the intake.</summary>
    Take,

    /// <summary>It was taken before, or its partition is halted: nothing.</summary>
    Skip,

    /// <summary>Messages are missing before it: read again from <see cref="PartitionProgress.Expected"/>.</summary>
    SeekBack,

    /// <summary>Messages are missing before it, also on the second reading: it goes to the intake, and the gap is told.</summary>
    TakeAfterGap,

    /// <summary>The log is not the one that was read before.</summary>
    Halt,
}

/// <summary>One partition from its assignment to its revocation: which message comes next, and up to where all are finished.</summary>
/// <remarks>
/// Reading begins with the last message finished before, which must still be there: so a topic that was made anew, a log
/// that lost its end and one that lost its beginning all show at the first message. Older native clients skip messages after
/// a pause; the markers of transactions leave gaps as well. Both look alike the first time, and only a skip is gone when the
/// gap is read again.
/// </remarks>
internal sealed class PartitionProgress
{
    private readonly PartitionWatermark _watermark = new();
    private InputPosition? _verified;
    private readonly long? _finishedBefore;
    private long? _soughtBackTo;
    private long _saved = -1;
    private long _stored = -1;

    public PartitionProgress(EventStream stream, int partition, InputPosition? stored)
    {
        (Stream, Partition, _verified, Expected, _finishedBefore) = (stream, partition, stored, stored?.Next, stored?.Next);
    }

    public EventStream Stream { get; }

    public int Partition { get; }

    /// <summary>Where reading begins: at the last finished message, to see that it is still the same; null: where the log begins.</summary>
    public long? StartAt => _verified?.Next - 1;

    /// <summary>The offset that should come next; null: any.</summary>
    public long? Expected { get; private set; }

    /// <summary>Whether it is still assigned: finishing counts no longer afterwards.</summary>
    public bool IsAssigned { get; private set; } = true;

    /// <summary>Why nothing of it is taken any more; null: it is not halted.</summary>
    public string? HaltedBecause { get; private set; }

    /// <summary>Whether fetching is paused.</summary>
    public bool IsPaused { get; set; }

    /// <summary>The offset after the last message below which all are finished; null while none is.</summary>
    public long? Finished => _watermark.Low ?? _finishedBefore;

    /// <summary>Messages taken and not below the watermark.</summary>
    public int Outstanding => _watermark.Outstanding;

    /// <summary>For people.</summary>
    public override string ToString() => $"{EventStreams.NameOf(Stream)}[{Partition}]";

    /// <summary>Judges a message that came, and notes it when it is to be taken.</summary>
    public Arrival Judge(long offset, ReadOnlyMemory<byte> value)
    {
        if (HaltedBecause is not null || !IsAssigned)
        {
            return Arrival.Skip;
        }

        if (_verified is { } last)
        {
            return Verify(last, offset, value);
        }

        var arrival = Arrival.Take;
        if (offset < Expected)
        {
            return Arrival.Skip;
        }

        if (offset > Expected)
        {
            if (_soughtBackTo != Expected)
            {
                _soughtBackTo = Expected;
                return Arrival.SeekBack;
            }

            arrival = Arrival.TakeAfterGap;
        }

        Expected = offset + 1;
        _watermark.Take(offset, value);
        return arrival;
    }

    /// <summary>Nothing of it is taken any more, until it is assigned again.</summary>
    public void Halt(string why) => HaltedBecause ??= why;

    /// <summary>A message taken is finished.</summary>
    public void Finish(long offset) => _watermark.Finish(offset);

    /// <summary>It is another member's from now on.</summary>
    public void Revoke() => IsAssigned = false;

    /// <summary>The watermark, when it rose since it was last asked for.</summary>
    public long? TakeOffsetToStore()
    {
        if (!IsAssigned || _watermark.Low is not { } low || low <= _stored)
        {
            return null;
        }

        _stored = low;
        return low;
    }

    /// <summary>What the store should keep, when it changed since it was last told.</summary>
    public InputPosition? Unsaved => _watermark.Low is { } low && low > _saved
        ? new InputPosition(Stream, Partition, low, MessageHash.Of(_watermark.LastValue.Span))
        : null;

    /// <summary>The store keeps this position now.</summary>
    public void Saved(InputPosition position) => _saved = Math.Max(_saved, position.Next);

    private Arrival Verify(InputPosition last, long offset, ReadOnlyMemory<byte> value)
    {
        if (offset == last.Next - 1 && MessageHash.Of(value.Span) == last.LastHash)
        {
            _verified = null;
            return Arrival.Skip;
        }

        Halt(offset == last.Next - 1
            ? $"the message at offset {offset} is not the one that was read there before: the topic was made anew"
            : $"the log starts at offset {offset}, after the last message read before, {last.Next - 1}");
        return Arrival.Halt;
    }
}
