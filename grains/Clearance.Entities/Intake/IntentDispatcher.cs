using System.Diagnostics.CodeAnalysis;
using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>Delivers messages between ledgers, outside turns, in order per sender, until each is delivered.</summary>
/// <remarks>
/// Safe because a message is stored with its sender's commit and deleted in its receiver's: a crash, a lost reply or a
/// repeated delivery can only find it still there, or gone. What is for a receiver that is stopped keeps its place and is tried again now
/// and then; it counts as settled, and messages to others pass it.
/// </remarks>
public sealed class IntentDispatcher : IIntentSink, IDisposable
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryStopped = TimeSpan.FromSeconds(5);

    private readonly IEntityScheduler _scheduler;
    private readonly Lock _gate = new();
    private readonly SortedDictionary<TaxpayerId, Outbox> _bySender = [];
    private readonly CausesUnderWay _causes = new();
    private readonly HashSet<TaxpayerId> _stoppedReceivers = [];
    private readonly CancellationTokenSource _stop;
    private readonly CancellationToken _stopped;
    private IEntityHost? _host;
    private IClearanceStore? _store;
    private long _looks;
    private bool _isLooking;

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
                return _bySender.Values.Sum(outbox => outbox.Pending);
            }
        }
    }

    /// <summary>Begins to deliver, with what an earlier process left undelivered first.</summary>
    public async Task Start(IEntityHost host, IClearanceStore store, CancellationToken cancel)
    {
        var stored = await StoredIntents.Pending(store, cancel);
        lock (_gate)
        {
            Take(stored);
            (_host, _store) = (host, store);
        }

        StartDraining();
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
        bool starts;
        lock (_gate)
        {
            var outbox = OutboxOf(intent.Sender);
            outbox.Add(intent, _causes);
            starts = MayStart(outbox);
        }

        if (starts)
        {
            _scheduler.Post(() => _ = Drain(intent.Sender));
        }
    }

    /// <inheritdoc/>
    /// <remarks>Nothing new is delivered until it is known what is stored: it may be older than what is queued.</remarks>
    public void LookAgain()
    {
        lock (_gate)
        {
            _looks++;
            if (_isLooking || _store is null)
            {
                return;
            }

            _isLooking = true;
        }

        _scheduler.Post(() => _ = Look(_store));
    }

    /// <summary>Completes when everything an event caused elsewhere is delivered, and what that caused in turn.</summary>
    public Task Settled(Hash128 cause)
    {
        lock (_gate)
        {
            return _causes.Settled(cause);
        }
    }

    /// <inheritdoc/>
    public void GoesOn(TaxpayerId receiver)
    {
        bool was;
        lock (_gate)
        {
            was = _stoppedReceivers.Remove(receiver);
        }

        if (was)
        {
            StartDraining();
        }
    }

    private async Task Look(IClearanceStore store)
    {
        while (!_stopped.IsCancellationRequested)
        {
            try
            {
                var looks = Volatile.Read(ref _looks);
                var stored = await StoredIntents.Pending(store, CancellationToken.None);
                if (TryTake(stored, looks))
                {
                    StartDraining();
                    return;
                }
            }
            catch (Exception)
            {
                // Whatever it was: who does not look again delivers nothing any more.
                await _scheduler.Pause(FirstRetry, _stopped);
            }
        }
    }

    /// <summary>Puts what is stored in its order; false when somebody asked again meanwhile.</summary>
    private bool TryTake(List<IntentRecord> stored, long looks)
    {
        lock (_gate)
        {
            if (_looks != looks)
            {
                return false;
            }

            Take(stored);
            _isLooking = false;
            return true;
        }
    }

    /// <summary>Who delivers one message of a sender delivers all before it too.</summary>
    private void Take(List<IntentRecord> stored)
    {
        foreach (var sent in stored.GroupBy(record => record.Intent.Sender))
        {
            if (sent.Any(record => record.IsOurs) || OutboxOf(sent.Key).Waiting.Count > 0)
            {
                OutboxOf(sent.Key).Take([.. sent.Select(record => record.Intent)], _causes);
            }
        }
    }

    private void StartDraining()
    {
        List<TaxpayerId> idle;
        lock (_gate)
        {
            idle = [.. _bySender.Where(it => MayStart(it.Value)).Select(it => it.Key)];
        }

        idle.ForEach(sender => _scheduler.Post(() => _ = Drain(sender)));
    }

    /// <summary>Whether somebody is to begin delivering an outbox; whoever hears yes must.</summary>
    private bool MayStart(Outbox outbox)
    {
        var may = !_isLooking && _host is not null && !outbox.IsDraining && outbox.Waiting.Count > 0;
        outbox.IsDraining |= may;
        return may;
    }

    private async Task Drain(TaxpayerId sender)
    {
        while (TryPeek(sender, out var intent))
        {
            if (await Deliver(intent) is not { } isDelivered)
            {
                return;
            }

            Ended(sender, intent, isDelivered);
        }
    }

    /// <returns>False when its receiver is stopped; null when this dispatcher is.</returns>
    private async Task<bool?> Deliver(IntentWrite intent)
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
                return false;
            }
            catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
            {
                return null;
            }
            catch (Exception)
            {
                // Whatever it was, the message is stored: it is delivered later, by this process or the next.
                await _scheduler.Pause(retry, _stopped);
                retry = retry * 2 < LastRetry ? retry * 2 : LastRetry;
            }
        }

        return null;
    }

    private bool TryPeek(TaxpayerId sender, [NotNullWhen(true)] out IntentWrite? intent)
    {
        lock (_gate)
        {
            var outbox = _bySender[sender];
            intent = _isLooking ? null : outbox.Begin(_stoppedReceivers, _causes);
            outbox.IsDraining = intent is not null;
            return intent is not null;
        }
    }

    private void Ended(TaxpayerId sender, IntentWrite intent, bool isDelivered)
    {
        bool stops;
        lock (_gate)
        {
            _bySender[sender].End(intent, isDelivered, _causes);
            stops = !isDelivered && _stoppedReceivers.Add(intent.Receiver);
        }

        if (stops)
        {
            _scheduler.Post(() => _ = TryAgain(intent.Receiver));
        }
    }

    private async Task TryAgain(TaxpayerId receiver)
    {
        await _scheduler.Pause(RetryStopped, _stopped);
        if (!_stopped.IsCancellationRequested)
        {
            GoesOn(receiver);
        }
    }

    private Outbox OutboxOf(TaxpayerId sender)
    {
        if (!_bySender.TryGetValue(sender, out var outbox))
        {
            _bySender.Add(sender, outbox = new Outbox());
        }

        return outbox;
    }
}
