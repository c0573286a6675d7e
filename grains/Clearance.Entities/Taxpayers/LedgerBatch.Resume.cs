using Clearance.Domain;

namespace Clearance.Entities;

/// <content>What waits behind an event that throws, and a stopped ledger that goes on: it is applied in the order in which it came.</content>
/// <remarks>
/// What is applied leaves the queue in the commit that applies it, and the ledger shows itself as stopped until the queue is empty. An event
/// that throws still stays where it is, with all behind it. One that the ledger refuses by now has a dead letter, as it has when it comes late.
/// </remarks>
internal sealed partial class LedgerBatch
{
    private readonly List<ResumedEvent> _resumed = [];
    private readonly List<AdoptWork> _adopted = [];
    private (ResumeWork Work, Resumption How)? _resumption;

    private Task GoOn(LedgerWork work) => work switch
    {
        ResumeWork resume => Resume(resume),
        AdoptWork adopt => Adopt(adopt),
        _ => Task.CompletedTask,
    };

    private void TellResumed()
    {
        _resumption?.Work.Complete(_resumption.Value.How);
        _adopted.ForEach(static work => work.Complete());
    }

    private EventResult Park(IntakeEvent intake, string why)
    {
        _parked.Add(new ParkedEvent(0, _ledger.Taxpayer.Value, intake.Stream, intake.Raw.ToArray(), why));
        Register(intake, EventOutcome.Accepted, null);
        return new EventResult(intake.Event.Id, EventStatus.Accepted);
    }

    private async Task Resume(ResumeWork work)
    {
        if (before.Unreadable is { } unreadable)
        {
            work.Fail(unreadable.ToException());
            return;
        }

        var most = services.Limits.EventsPerCommitMax;
        var waiting = await services.Store.ParkedEvents(_ledger.Taxpayer.Value, most + 1, CancellationToken.None);
        IsParked = false;
        Obstacle? obstacle = null;
        foreach (var parked in waiting.Take(most))
        {
            obstacle = await TryResume(parked);
            if (obstacle is not null)
            {
                break;
            }
        }

        IsParked = obstacle is not null || waiting.Count > most;
        _resumption = (work, new Resumption(_resumed.Count, obstacle?.Id, obstacle?.Why ?? string.Empty)
        {
            IsStopped = IsParked,
            IsElsewhere = obstacle is { IsElsewhere: true },
        });
    }

    /// <summary>Applies what waited in the queue of another ledger; it leaves that queue in this ledger's commit.</summary>
    private async Task Adopt(AdoptWork work)
    {
        if (work.Parked.Home == _ledger.Taxpayer.Value)
        {
            // Two who let one ledger go on are in each other's way: taken from its own queue it would lose its place there.
            work.Fail(new StateConflictException($"What waits for the ledger of taxpayer {_ledger.Taxpayer} is not brought to it."));
            return;
        }

        var obstacle = IsParked ? new Obstacle(string.Empty, string.Empty) : await TryResume(work.Parked);
        if (obstacle is { IsElsewhere: true })
        {
            work.Fail(new StateConflictException($"Event {obstacle.Id} does not belong to the ledger of taxpayer {_ledger.Taxpayer} either."));
            return;
        }

        if (obstacle is not null)
        {
            IsParked = true;
            _resumed.Add(new ResumedEvent(work.Parked.Sequence, null));
            _parked.Add(work.Parked with { Sequence = 0, Home = _ledger.Taxpayer.Value, Why = obstacle.Why });
        }

        _adopted.Add(work);
    }

    /// <summary>Applies one of them; why not, if it cannot be.</summary>
    private async Task<Obstacle?> TryResume(ParkedEvent parked)
    {
        // What is no event stands for a message: that is stored still, and comes again once the ledger takes messages.
        if (parked.Body.AsSpan().TrimStart(" \t\r\n"u8) is not [(byte)'{', ..])
        {
            _resumed.Add(new ResumedEvent(parked.Sequence, null));
            return null;
        }

        var read = EventReader.Read(parked.Stream, parked.Body);
        if (read.Event is not { } e)
        {
            return new Obstacle(read.Id ?? string.Empty, $"It was an event when it came and is none now: {read.Rejection!.Detail}");
        }

        Applied applied;
        try
        {
            applied = await ApplyOnce(ledger => ledger.Apply(e, _around));
        }
        catch (Exception poison) when (IsJustRead && poison.IsPoison())
        {
            services.Observer.Parked(_ledger.Taxpayer.Value, e.Id, poison);
            return new Obstacle(e.Id, poison.ToString());
        }

        if (applied.IsMisrouted)
        {
            return new Obstacle(e.Id, "It belongs to another ledger.") { IsElsewhere = true };
        }

        var intake = new IntakeEvent(parked.Stream, e, hasher.Of(parked.Stream, e.Id), read.Content, parked.Body);
        _resumed.Add(new ResumedEvent(parked.Sequence, Judge(intake, applied)));
        return null;
    }

    /// <summary>What becomes of it; its registry row when that says something else from now on.</summary>
    private RegistryRecord? Judge(IntakeEvent intake, Applied applied)
    {
        if (applied.Rejection is { } rejection)
        {
            _deadLetters.Add(DeadLetter.Of(intake.Stream, now, rejection, intake.Raw));
            return intake.Record(_ledger.Taxpayer.Value, EventOutcome.Rejected, LedgerCodec.Encode(rejection));
        }

        Released?.Look(intake.Event, _ledger, applied);
        Accept(applied, JournalEntry.CauseOf(intake.Stream, intake.Event.Id), intake.Id);
        return applied.IsPending ? intake.Record(_ledger.Taxpayer.Value, EventOutcome.Pending, null) : null;
    }

    /// <summary>Why an event cannot be applied here.</summary>
    private sealed record Obstacle(string Id, string Why)
    {
        public bool IsElsewhere { get; init; }
    }
}
