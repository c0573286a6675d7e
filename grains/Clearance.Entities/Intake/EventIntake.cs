using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>The way in: judges form, then identity, then lets the ledgers judge by state, and waits until all is visible.</summary>
/// <param name="services">What entities are given.</param>
/// <param name="hasher">The registry's keyed hash.</param>
/// <param name="dispatcher">Delivers what events cause elsewhere.</param>
/// <param name="settleWithin">How long a call waits for its effects to be visible.</param>
public sealed class EventIntake(
    EntityServices services, EventHasher hasher, IntentDispatcher dispatcher, TimeSpan settleWithin) : IIntake
{
    private readonly IntakeRouter _router = new(services);
    private readonly UnderWay _underWay = new(services.Scheduler.Clock);
    private readonly ClusterSettling? _cluster = services.Store is IClusterStore store ? new(services, store) : null;

    /// <summary>How many events are not answered yet, and how long the oldest call waits.</summary>
    public (int Events, TimeSpan Oldest) Load => _underWay.Now;

    /// <inheritdoc/>
    public Task<IReadOnlyList<EventResult>> Take(
        EventStream stream, IReadOnlyList<ReadOnlyMemory<byte>> events, CancellationToken cancel) => Take(stream, events, null, cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<EventResult>> Take(
        EventStream stream, IReadOnlyList<ReadOnlyMemory<byte>> events, BankCode? bank, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(events);
        var entered = _underWay.Enter(events.Count);
        try
        {
            var results = await TakeAll(stream, events, bank, cancel);
            services.Measures?.Answered(stream, results, _underWay.Since(entered));
            return results;
        }
        finally
        {
            _underWay.Leave(entered);
        }
    }

    private async Task<IReadOnlyList<EventResult>> TakeAll(
        EventStream stream, IReadOnlyList<ReadOnlyMemory<byte>> events, BankCode? bank, CancellationToken cancel)
    {
        var call = IntakeCall.Read(stream, events, bank, hasher, services.Now);
        try
        {
            var redeciding = await AnswerKnown(call);
            var segments = IntakeSegments.Of(call, call.Open());
            for (var i = 0; i < segments.Count; i++)
            {
                redeciding.UnionWith(await _router.Apply(call, segments[i]));
                var follows = i + 1 < segments.Count;
                if (follows)
                {
                    await Settle(call, redeciding, cancel);
                }
            }

            await Settle(call, redeciding, cancel);
            await AnswerPending(call);
            await AnswerRepeats(call);
            if (call.DeadLetters.Count > 0)
            {
                await services.Store.AppendDeadLetters(call.DeadLetters, CancellationToken.None);
                call.DeadLetters.ForEach(letter => services.Measures?.Kept(letter));
            }

            return call.Results!;
        }
        catch (OverloadedException refused) when (call.MayBeApplied)
        {
            throw new OverloadedException("Some of the call may be applied; repeat all of it.", isPartial: true, refused);
        }
        catch (Exception error) when (error is CommitOutcomeUnknownException or StateConflictException)
        {
            throw new StoreUnavailableException("It is not known whether everything is durable; repeat the call.", error);
        }
    }

    /// <summary>Answers what the registry knows, in one query.</summary>
    /// <returns>The taxpayers whose ledgers hold the known events: a duplicate settles too.</returns>
    private async Task<HashSet<TaxpayerId>> AnswerKnown(IntakeCall call)
    {
        var homes = new HashSet<TaxpayerId>();
        var open = call.Open();
        var ids = open.ConvertAll(index => call.Events[index]!.Id);
        if (ids.Count == 0)
        {
            return homes;
        }

        var mark = services.Store.RegistryMark;
        var known = await services.Store.FindEvents(ids, CancellationToken.None);
        for (var i = 0; i < open.Count; i++)
        {
            call.Events[open[i]]!.AbsentAt = mark;
            if (known[i] is { } record)
            {
                call.Finish(open[i], Repeats.ResultOf(call.Events[open[i]]!, record), services.Now);
                if (TaxpayerId.TryParse(record.Home, out var home))
                {
                    homes.Add(home);
                    call.AddSender(home, open[i]);
                }
            }
        }

        return homes;
    }

    /// <summary>An id that came twice with different contents: at most one of them is what is known.</summary>
    private async Task AnswerRepeats(IntakeCall call)
    {
        foreach (var index in call.FinishRepeats(services.Now))
        {
            var intake = call.Events[index]!;
            var known = (await services.Store.FindEvents([intake.Id], CancellationToken.None))[0]!;
            call.Finish(index, Repeats.ResultOf(intake, known) with { IsPending = false }, services.Now);
        }
    }

    /// <summary>An officers' move to another ledger has its outcome only when that ledger answered.</summary>
    private async Task AnswerPending(IntakeCall call)
    {
        for (var i = 0; i < call.Results.Length; i++)
        {
            if (call.Results[i] is { IsPending: true } pending)
            {
                var record = (await services.Store.FindEvents([call.Events[i]!.Id], CancellationToken.None))[0];
                call.Results[i] = record is { Outcome: EventOutcome.Rejected, Rejection: { } why }
                    ? new EventResult(pending.Id, EventStatus.Rejected, LedgerCodec.DecodeRejection(why))
                    : pending with { IsPending = false };
            }
        }
    }

    private async Task Settle(IntakeCall call, HashSet<TaxpayerId> redeciding, CancellationToken cancel)
    {
        var settling = _cluster is null ? SettleAll(call, redeciding) : _cluster.All(call.Senders, redeciding, settleWithin);
        if (settling.IsCompletedSuccessfully)
        {
            return;
        }

        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var waited = services.Scheduler.Delay(settleWithin, late.Token);
        if (await Task.WhenAny(settling, waited) != settling)
        {
            throw new NotSettledException(
                $"Durable, but not every effect was visible within {settleWithin.TotalSeconds:0.#} s; repeat the call.");
        }

        // Not CancelAsync, which would run on a pool that is none of the scheduler's.
        late.Cancel();
        await settling;
    }

    private async Task SettleAll(IntakeCall call, HashSet<TaxpayerId> redeciding)
    {
        for (var i = 0; i < call.Events.Length; i++)
        {
            if (call.Results[i] is not null && call.Events[i] is { } intake)
            {
                await dispatcher.Settled(intake.Id);
            }
        }

        foreach (var taxpayer in redeciding)
        {
            await services.Host.Taxpayer(taxpayer).Settled();
        }
    }
}
