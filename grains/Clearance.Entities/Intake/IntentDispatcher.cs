using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>Delivers messages between ledgers, outside turns, in order per sender, until each is delivered.</summary>
/// <remarks>
/// Safe because a message is stored with its sender's commit and deleted in its receiver's: a crash, a lost reply or a
/// repeated delivery can only find it still there, or gone. A receiver that is stopped keeps it stored; what queues behind
/// a stopped ledger counts as settled.
/// </remarks>
public sealed class IntentDispatcher : IIntentSink, IDisposable
{
    private const int PendingPage = 1000;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(1);

    private readonly IEntityScheduler _scheduler;
    private readonly Lock _gate = new();
    private readonly Dictionary<TaxpayerId, Queue<IntentWrite>> _bySender = [];
    private readonly Dictionary<Hash128, Cause> _causes = [];
    private readonly CancellationTokenSource _stop;
    private readonly CancellationToken _stopped;
    private IEntityHost? _host;

    /// <summary>A dispatcher that delivers once it is started.</summary>
    public IntentDispatcher(IEntityScheduler scheduler)
    {
        _scheduler = scheduler;
        _stop = new CancellationTokenSource();
        _stopped = _stop.Token;
    }

    /// <summary>How long a message waits before its delivery. Default: none; tests delay it to crash in between.</summary>
    public TimeSpan DeliveryDelay { get; init; }

    /// <summary>How many messages are not delivered yet.</summary>
    public int Pending
    {
        get
        {
            lock (_gate)
            {
                return _bySender.Values.Sum(queue => queue.Count);
            }
        }
    }

    /// <summary>Begins to deliver, with what an earlier process left undelivered first.</summary>
    public async Task Start(IEntityHost host, IClearanceStore store, CancellationToken cancel)
    {
        long after = 0;
        while (true)
        {
            var page = await store.PendingIntents(after, PendingPage, cancel);
            foreach (var record in page)
            {
                Enqueue(record.Intent);
                after = record.Sequence;
            }

            if (page.Count < PendingPage)
            {
                break;
            }
        }

        List<TaxpayerId> senders;
        lock (_gate)
        {
            _host = host;
            senders = [.. _bySender.Keys];
        }

        senders.ForEach(sender => _scheduler.Post(() => _ = Drain(sender)));
    }

    /// <summary>Stops delivering; what is undelivered stays stored.</summary>
    public void Dispose()
    {
        if (!_stopped.IsCancellationRequested)
        {
            _stop.Cancel();
            _stop.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Enqueue(IntentWrite intent)
    {
        bool isFirst;
        lock (_gate)
        {
            if (!_bySender.TryGetValue(intent.Sender, out var queue))
            {
                _bySender.Add(intent.Sender, queue = new Queue<IntentWrite>());
            }

            isFirst = queue.Count == 0 && _host is not null;
            queue.Enqueue(intent);
            if (!_causes.TryGetValue(intent.Cause, out var cause))
            {
                _causes.Add(intent.Cause, cause = new Cause());
            }

            cause.Count++;
        }

        if (isFirst)
        {
            _scheduler.Post(() => _ = Drain(intent.Sender));
        }
    }

    /// <summary>Completes when everything an event caused elsewhere is delivered, and what that caused in turn.</summary>
    public Task Settled(Hash128 cause)
    {
        lock (_gate)
        {
            return _causes.TryGetValue(cause, out var waiting) ? waiting.Done.Task : Task.CompletedTask;
        }
    }

    private async Task Drain(TaxpayerId sender)
    {
        while (TryPeek(sender, out var intent))
        {
            if (!await Deliver(intent))
            {
                return;
            }

            Delivered(sender, intent);
        }
    }

    /// <returns>False when stopped.</returns>
    private async Task<bool> Deliver(IntentWrite intent)
    {
        var retry = FirstRetry;
        while (!_stopped.IsCancellationRequested)
        {
            try
            {
                if (DeliveryDelay > TimeSpan.Zero)
                {
                    await _scheduler.Delay(DeliveryDelay, _stopped);
                }

                var receiver = _host!.Taxpayer(intent.Receiver);
                await receiver.Deliver(intent);
                await receiver.Settled();
                return true;
            }
            catch (LedgerParkedException)
            {
                return true;
            }
            catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
            {
                return false;
            }
            catch (Exception)
            {
                // Whatever it was, the message is stored: it is delivered later, by this process or the next.
                await Pause(retry);
                retry = retry * 2 < LastRetry ? retry * 2 : LastRetry;
            }
        }

        return false;
    }

    private async Task Pause(TimeSpan time)
    {
        try
        {
            await _scheduler.Delay(time, _stopped);
        }
        catch (OperationCanceledException)
        {
            // Stopped while waiting: the caller looks.
        }
    }

    private bool TryPeek(TaxpayerId sender, out IntentWrite intent)
    {
        lock (_gate)
        {
            return _bySender[sender].TryPeek(out intent!);
        }
    }

    private void Delivered(TaxpayerId sender, IntentWrite intent)
    {
        Cause? done = null;
        lock (_gate)
        {
            _bySender[sender].Dequeue();
            var cause = _causes[intent.Cause];
            if (--cause.Count == 0)
            {
                _causes.Remove(intent.Cause);
                done = cause;
            }
        }

        done?.Done.TrySetResult();
    }

    private sealed class Cause
    {
        public int Count { get; set; }

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
