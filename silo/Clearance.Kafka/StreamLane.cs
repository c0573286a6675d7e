using System.Diagnostics;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Kafka;

/// <summary>
/// One stream's messages on their way to the intake: one call at a time, so that messages of a partition keep their order,
/// and what comes meanwhile is the next call's, so that calls are the larger the more comes.
/// </summary>
/// <remarks>Used by the consumer's thread only; the call alone runs elsewhere.</remarks>
internal sealed class StreamLane(
    EventStream stream, IIntake intake, KafkaLimits limits, IKafkaObserver observer, TimeProvider clock,
    CancellationToken stopping)
{
    private readonly List<ReceivedMessage> _waiting = [];
    private readonly List<ReceivedMessage> _underWay = [];
    private Task? _call;
    private long _bytes;
    private volatile bool _isRetrying;

    /// <summary>Which stream.</summary>
    public EventStream Stream => stream;

    /// <summary>Whether the last call failed and is repeated, for a reason that makes the engine unready.</summary>
    public bool IsRetrying => _isRetrying;

    /// <summary>Whether a call is under way.</summary>
    public bool IsBusy => _call is not null;

    /// <summary>Whether more should be fetched; with room between the limits, so that it does not change at every message.</summary>
    public bool WantsMore(bool isPaused)
    {
        var messages = _waiting.Count + _underWay.Count;
        return isPaused
            ? messages <= limits.HeldMessagesMax / 2 && _bytes <= limits.HeldBytesMax / 2
            : messages < limits.HeldMessagesMax && _bytes < limits.HeldBytesMax;
    }

    /// <summary>Adds a message.</summary>
    public void Add(ReceivedMessage message)
    {
        _waiting.Add(message);
        _bytes += message.Value.Length;
    }

    /// <summary>Notes the end of the call, if it has ended.</summary>
    public void Harvest()
    {
        if (_call is not { IsCompleted: true } ended)
        {
            return;
        }

        _call = null;
        foreach (var message in _underWay)
        {
            if (ended.IsCompletedSuccessfully)
            {
                message.From.Finish(message.Offset);
            }

            _bytes -= message.Value.Length;
        }

        _underWay.Clear();
    }

    /// <summary>Begins a call with what waits, unless one is under way.</summary>
    public void Start()
    {
        if (_call is not null || _waiting.Count == 0 || stopping.IsCancellationRequested)
        {
            return;
        }

        var count = NextCall();
        _underWay.AddRange(_waiting[..count]);
        _waiting.RemoveRange(0, count);
        var events = _underWay.ConvertAll(message => message.Value);
        var traces = Tracing.Source.HasListeners() ? _underWay.ConvertAll(message => message.Trace) : [];

        // Reading and judging their form is work, and the consumer's thread must come back to Kafka.
        _call = Task.Run(() => Take(events, traces), CancellationToken.None);
    }

    /// <summary>How many of those that wait are the next call's.</summary>
    private int NextCall()
    {
        var (count, most) = (1, Math.Min(_waiting.Count, limits.BatchMessagesMax));
        for (var bytes = (long)_waiting[0].Value.Length; count < most; count++)
        {
            bytes += _waiting[count].Value.Length;
            if (bytes > limits.BatchBytesMax)
            {
                break;
            }
        }

        return count;
    }

    /// <summary>Forgets what waits of partitions that are no longer assigned.</summary>
    public void DropRevoked()
    {
        _waiting.RemoveAll(message => !message.From.IsAssigned);
        _bytes = _waiting.Sum(Length) + _underWay.Sum(Length);

        static long Length(ReceivedMessage message) => message.Value.Length;
    }

    /// <summary>Takes the events, whatever it takes: until it succeeds nothing of them is finished, and none is given up.</summary>
    private async Task Take(List<ReadOnlyMemory<byte>> events, List<ActivityContext> traces)
    {
        using var span = Begin(events.Count, traces);
        for (var wait = limits.RetryAfter; ; wait = TimeSpan.FromTicks(Math.Min(2 * wait.Ticks, limits.RetryAfterMax.Ticks)))
        {
            var began = clock.GetTimestamp();
            try
            {
                await intake.Take(stream, events, CancellationToken.None).ConfigureAwait(false);
                _isRetrying = false;
                observer.Processed(stream, events.Count, clock.GetElapsedTime(began), failed: false);
                return;
            }
#pragma warning disable CA1031 // Whatever it is: the events are not known to be durable, and only the intake may refuse one.
            catch (Exception e)
#pragma warning restore CA1031
            {
                // That one entity has much to do is no reason to send the engine less of everything.
                _isRetrying = e is not OverloadedException;
                span?.SetStatus(ActivityStatusCode.Error);
                observer.Processed(stream, events.Count, clock.GetElapsedTime(began), failed: true);
                observer.Retrying(stream, e);
            }

            await Task.Delay(wait, clock, stopping).ConfigureAwait(false);
        }
    }

    /// <summary>One span for a call, with links to those who sent its messages: a span for each would be more than the work.</summary>
    private Activity? Begin(int messages, List<ActivityContext> traces)
    {
        if (!Tracing.Source.HasListeners())
        {
            return null;
        }

        var topic = EventStreams.NameOf(stream);
        return Tracing.Source.StartActivity(
            $"process {topic}",
            ActivityKind.Consumer,
            default(ActivityContext),
            [
                new("messaging.system", "kafka"), new("messaging.operation.name", "process"), new("messaging.operation.type", "process"),
                new("messaging.destination.name", topic), new("messaging.batch.message_count", messages),
            ],
            Tracing.LinksTo(traces));
    }
}
