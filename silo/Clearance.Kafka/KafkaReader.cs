using Clearance.Domain;
using Clearance.Entities;
using Confluent.Kafka;

namespace Clearance.Kafka;

/// <summary>Reads the four input topics and gives every event to the intake; a thread of its own.</summary>
/// <remarks>
/// An event is finished when the intake has answered, whatever it answered: what it refuses it keeps itself. Offsets are
/// stored below what is finished only, so that after any death events come again and none is left out; the intake knows
/// those it has applied.
/// </remarks>
public sealed class KafkaReader : IAsyncDisposable
{
    private static readonly TimeSpan BuildAgainAfter = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly IKafkaObserver _observer;
    private readonly Func<ConsumerLoop> _join;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ConsumerLoop? _loop;

    private KafkaReader(
        KafkaOptions options, IIntake intake, IPositionStore positions, IKafkaObserver observer, TimeProvider clock)
    {
        _observer = observer;
        var unread = new TopicWatch(clock);
        _join = () => new ConsumerLoop(options, intake, positions, observer, unread, clock, _stopping.Token);
        _loop = _join();
        _thread = new Thread(Run) { IsBackground = true, Name = "kafka" };
        _thread.Start();
    }

    /// <summary>The streams, each a topic of its name.</summary>
    internal static IReadOnlyList<EventStream> Streams { get; } =
        [EventStream.Declarations, EventStream.Taxpayers, EventStream.Payments, EventStream.Guarantees];

    /// <summary>Why Kafka is not being read; null: it is.</summary>
    public string? NotReady => _loop is { } loop ? loop.NotReady : "Kafka's client is started again";

    /// <summary>The partitions this member has, and how far each is.</summary>
    public IReadOnlyList<PartitionState> Partitions => _loop?.Partitions ?? [];

    /// <summary>Joins the group and reads from then on.</summary>
    /// <exception cref="KafkaSettingsException">What was set is refused by the client, or there is no native client.</exception>
    public static KafkaReader Start(
        KafkaOptions options, IIntake intake, IPositionStore positions, IKafkaObserver observer, TimeProvider clock)
    {
        NativeClient.Require();
        try
        {
            return new KafkaReader(options, intake, positions, observer, clock);
        }
        catch (Exception e) when (e is KafkaException or InvalidOperationException or ArgumentException)
        {
            throw new KafkaSettingsException(e.Message, e);
        }
    }

    /// <summary>Stops fetching, lets what is under way end, tells how far it is and leaves the group.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_stopping.IsCancellationRequested)
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
        }

        await _ended.Task.ConfigureAwait(false);
    }

    private void Run()
    {
        try
        {
            while (!_stopping.IsCancellationRequested)
            {
                RunOnce();
            }
        }
        finally
        {
            _ended.SetResult();
        }
    }

    /// <summary>One membership: to the stop, or to what the client cannot live with, after which a new one is begun.</summary>
    private void RunOnce()
    {
        try
        {
            using var loop = _loop ??= _join();
            loop.Run();
            _loop = _stopping.IsCancellationRequested ? loop : null;
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // It was waiting for the store when it was told to stop.
        }
#pragma warning disable CA1031 // Reading goes on whatever happened; nothing that was not finished counts as finished.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _observer.ClientFailed(e.ToString());
            _loop = null;
            _stopping.Token.WaitHandle.WaitOne(BuildAgainAfter);
        }
    }
}
