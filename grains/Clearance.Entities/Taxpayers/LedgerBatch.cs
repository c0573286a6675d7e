using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>Applies what waits to a ledger, one by one, and makes one commit unit of it.</summary>
/// <remarks>
/// Nothing here is visible to anybody: the ledger, the results and the messages leave only after the unit's commit.
/// An event whose application throws on a ledger just read is parked with its bytes, and so is every later event of the
/// batch: they queue behind it. What was applied before it is kept. On a ledger that may be old it only throws.
/// </remarks>
internal sealed partial class LedgerBatch(
    EntityServices services, EventHasher hasher, LedgerState before, Instant now, bool wasParked, BatchBasis basis)
{
    private readonly LedgerSurroundings _around = new(services.Store, hasher, before.Ledger.Taxpayer, before.Version);
    private readonly LedgerEffects _effects = new(services.Measures is not null);
    private readonly List<RegistryRecord> _events = [];
    private readonly List<RegistryRecord> _answers = [];
    private readonly List<string> _delivered = [];
    private readonly List<DeadLetter> _deadLetters = [];
    private readonly List<ParkedEvent> _parked = [];
    private readonly List<IntentWrite> _intents = [];
    private readonly List<(EventWork Work, EventResult Result)> _results = [];
    private readonly List<MessageWork> _messages = [];
    private Dictionary<Hash128, (Hash128 Content, EventResult Result)>? _seen;
    private Ledger _ledger = before.Ledger;

    /// <summary>Whether the ledger is stopped: it was, or applying something threw.</summary>
    public bool IsParked { get; private set; } = wasParked;

    /// <summary>Whether what throws on this ledger does so for good.</summary>
    public bool IsJustRead => basis == BatchBasis.Read;

    /// <summary>What changed.</summary>
    public LedgerChanges Changes => _effects.Changes;

    /// <summary>What was read from the store for this batch.</summary>
    public LedgerSurroundings Around => _around;

    /// <summary>What banks' events freed; null: nobody measures it.</summary>
    public ReleaseWatch? Released { get; } = services.Measures is null ? null : new ReleaseWatch(now.LegalDate);

    /// <summary>The decisions that changed, counted.</summary>
    public DecisionTally? Decisions => _effects.Decisions;

    /// <summary>What became of each event.</summary>
    public List<(EventWork Work, EventResult Result)> Results => _results;

    /// <summary>Messages to be delivered once the unit is durable.</summary>
    public IReadOnlyList<IntentWrite> Intents => _intents;

    /// <summary>Alerts to be told once the unit is durable.</summary>
    public IReadOnlyList<Alert> Alerts => _effects.Alerts;

    /// <summary>Applies everything, in order.</summary>
    public async Task Apply(IReadOnlyList<LedgerWork> works)
    {
        if (!IsParked)
        {
            await _around.Prefetch(_ledger, works, trust: basis == BatchBasis.Held);
        }

        _seen = works.Count > 1 ? new(works.Count) : null; // One event cannot come twice.
        foreach (var work in works)
        {
            if (work is EventWork e)
            {
                await Apply(e);
            }
            else if (work is MessageWork message)
            {
                await Apply(message);
            }
            else
            {
                await GoOn(work);
            }
        }
    }

    /// <summary>Makes the unit, and the state there is once it is durable; no unit when nothing is to be written.</summary>
    public (CommitUnit? Unit, LedgerState After) Build()
    {
        var after = before;
        LedgerWrite? write = null;
        List<JournalWrite> journal = [];
        if (_events.Count + _delivered.Count + _parked.Count + _resumed.Count > 0)
        {
            // Also where nothing changed: a refusal judged on an old ledger must not be kept, so it states the version too.
            var version = before.Version + 1;
            journal = _effects.Journal(ref _ledger, version, now, out var nextChangeOn);
            nextChangeOn = LedgerEffects.Earlier(nextChangeOn, _ledger.Standing.On(now.LegalDate).NextChangeOn);
            var pass = NextPass(version);
            var isNewPass = before.Pass is null && pass is not null;
            after = before with
            {
                Ledger = _ledger,
                Version = version,
                Pass = pass,
                NextChangeOn = isNewPass ? nextChangeOn : LedgerEffects.Earlier(before.NextChangeOn, nextChangeOn),
            };
            write = new LedgerWrite
            {
                Taxpayer = _ledger.Taxpayer,
                ExpectedVersion = before.Version,
                NewVersion = version,
                Head = after.EncodeHead(),
                NextChangeOn = after.NextChangeOn,
                PassOpen = after.IsDue,
                Rows = LedgerRows.Of(_ledger, Changes, now.LegalDate, services.Limits, _around.RowsKnownTo(before.Ledger)),
            };
        }

        return (write is null && _deadLetters.Count == 0 ? null : UnitOf(write, journal), after);
    }

    /// <summary>Tells everybody who waits.</summary>
    /// <param name="awaitsRedecision">Whether a re-decision is under way.</param>
    public void Complete(bool awaitsRedecision)
    {
        foreach (var (work, result) in _results)
        {
            work.Complete(awaitsRedecision ? result with { AwaitsRedecision = true } : result);
        }

        foreach (var message in _messages)
        {
            message.Complete();
        }

        TellResumed();
    }

    private CommitUnit UnitOf(LedgerWrite? write, List<JournalWrite> journal) => new()
    {
        Ledger = write,
        Identities = _around.Writes(),
        Events = _events,
        Answers = _answers,
        Intents = _intents,
        Delivered = _delivered,
        Journal = journal,
        DeadLetters = _deadLetters,
        Parked = _parked,
        Resumed = _resumed,
    };

    private async ValueTask Apply(EventWork work)
    {
        var intake = work.Intake;
        if (_seen is not null && _seen.TryGetValue(intake.Id, out var first))
        {
            Finish(work, Repeated(intake, first.Content, first.Result));
            return;
        }

        var result = IsParked ? Park(intake, string.Empty) : await TryApply(intake);
        // One that goes elsewhere says nothing of another content by its id.
        _ = result.IsMisrouted || _seen?.TryAdd(intake.Id, (intake.Content, result)) == true;
        Finish(work, result);
    }

    private async ValueTask<EventResult> TryApply(IntakeEvent intake)
    {
        Applied applied;
        try
        {
            applied = await ApplyOnce(ledger => ledger.Apply(intake.Event, _around));
        }
        catch (Exception poison) when (IsJustRead && poison.IsPoison())
        {
            Stop(intake.Event.Id, poison);
            return Park(intake, poison.ToString());
        }

        if (applied.IsMisrouted)
        {
            return new EventResult(intake.Event.Id, EventStatus.Rejected) { IsMisrouted = true };
        }

        if (applied.Rejection is { } rejection)
        {
            Register(intake, EventOutcome.Rejected, LedgerCodec.Encode(rejection));
            _deadLetters.Add(DeadLetter.Of(intake.Stream, now, rejection, intake.Raw));
            return new EventResult(intake.Event.Id, EventStatus.Rejected, rejection);
        }

        Register(intake, applied.IsPending ? EventOutcome.Pending : EventOutcome.Accepted, null);
        Released?.Look(intake.Event, _ledger, applied);
        Accept(applied, JournalEntry.CauseOf(intake.Stream, intake.Event.Id), intake.Id);
        return new EventResult(intake.Event.Id, EventStatus.Accepted)
        {
            IsPending = applied.IsPending,
            HasSent = applied.Messages.Length > 0,
        };
    }

    private async ValueTask Apply(MessageWork work)
    {
        if (IsParked)
        {
            work.Fail(new LedgerParkedException(_ledger.Taxpayer));
            return;
        }

        LedgerMessage message;
        Applied applied;
        try
        {
            message = LedgerCodec.DecodeMessage(work.Intent.Body);
            applied = await ApplyOnce(ledger => ledger.Apply(message, _around));
        }
        catch (Exception poison) when (IsJustRead && poison.IsPoison())
        {
            // The intent stays where it is; the parked row keeps the ledger stopped after a restart.
            Stop(work.Intent.Key, poison);
            _parked.Add(new ParkedEvent(0, _ledger.Taxpayer.Value, EventStream.Taxpayers, work.Intent.Body, poison.ToString()));
            work.Fail(new LedgerParkedException(_ledger.Taxpayer));
            return;
        }

        _delivered.Add(work.Intent.Key);
        Accept(applied, $"{work.Intent.Kind}/{message.Move}", work.Intent.Cause);
        foreach (var answer in applied.Answers)
        {
            var outcome = answer.Refusal is null ? EventOutcome.Accepted : EventOutcome.Rejected;
            _answers.Add(new RegistryRecord(
                hasher.Of(EventStream.Taxpayers, answer.Move), default, _ledger.Taxpayer.Value, outcome,
                answer.Refusal is { } refusal ? LedgerCodec.Encode(refusal) : null));
        }

        _messages.Add(work);
    }

    private async ValueTask<Applied> ApplyOnce(Func<Ledger, Applied> apply)
    {
        while (true)
        {
            var applied = apply(_ledger);
            if (applied.Needs is not { } needs)
            {
                return applied;
            }

            _ledger = await _around.Fetch(_ledger, needs);
        }
    }

    private void Accept(Applied applied, string cause, Hash128 causeId)
    {
        _ledger = applied.Ledger;
        _effects.Add(applied, cause);
        foreach (var (key, identity) in applied.Identities)
        {
            _around.Changed(key, identity);
        }

        foreach (var message in applied.Messages)
        {
            _intents.Add(StoredIntents.Of(message, causeId));
        }
    }

    private EventResult Repeated(IntakeEvent intake, Hash128 content, EventResult first)
    {
        if (content == intake.Content)
        {
            return first.Status == EventStatus.Rejected
                ? first
                : new EventResult(first.Id, EventStatus.Duplicate) { IsPending = first.IsPending };
        }

        _deadLetters.Add(Quarantine.LetterOf(intake, now));
        return new EventResult(first.Id, EventStatus.Conflict);
    }

    private void Stop(string id, Exception poison)
    {
        IsParked = true;
        services.Observer.Parked(_ledger.Taxpayer.Value, id, poison);
    }

    private void Register(IntakeEvent intake, EventOutcome outcome, byte[]? rejection) =>
        _events.Add(intake.Record(_ledger.Taxpayer.Value, outcome, rejection));

    private void Finish(EventWork work, EventResult result) => _results.Add((work, result));

    /// <summary>A re-decision is asked for when something decides differently for declarations that no event touched.</summary>
    private LedgerPass? NextPass(long version)
    {
        if (_ledger.Declarations.Count <= Changes.Declarations.Count
            || Redecision.IsNeedless(before.Ledger.Standing, _ledger.Standing, Changes, now.LegalDate))
        {
            return before.Pass;
        }

        return before.Pass is { } open
            ? open with { RequestedAt = version }
            : new LedgerPass(version, version, default, 0);
    }
}
