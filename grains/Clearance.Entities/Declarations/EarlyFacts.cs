using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>Applies facts that name only a declaration nobody owns yet, and makes one commit unit of it.</summary>
internal sealed class EarlyFacts(DeclarationKey key, EntityServices services, DeclarationIdentity before, long version)
{
    private readonly List<RegistryRecord> _events = [];
    private readonly List<DeadLetter> _deadLetters = [];
    private readonly List<string> _causes = [];
    private readonly List<EventResult> _results = [];
    private readonly Dictionary<Hash128, (Hash128 Content, EventResult Result)> _seen = [];
    private readonly Instant _now = services.Now;
    private DeclarationFacts _facts = before.Facts;

    /// <summary>A result per event, in order.</summary>
    public IReadOnlyList<EventResult> Results => _results;

    /// <summary>Applies facts in order; ids the registry knows are answered from it.</summary>
    public async Task Apply(IReadOnlyList<IntakeEvent> events)
    {
        var known = await services.Store.FindEvents([.. events.Select(e => e.Id)], CancellationToken.None);
        for (var i = 0; i < events.Count; i++)
        {
            var result = known[i] is { } record ? Repeats.ResultOf(events[i], record) : Apply(events[i]);
            if (result.Status == EventStatus.Conflict)
            {
                _deadLetters.Add(Quarantine.LetterOf(events[i], _now));
            }

            _results.Add(result);
        }
    }

    /// <summary>Makes the unit; none when nothing is to be written.</summary>
    public CommitUnit? Build()
    {
        if (_events.Count == 0 && _deadLetters.Count == 0)
        {
            return null;
        }

        List<IdentityWrite> identities = [];
        List<JournalWrite> journal = [];
        if (_causes.Count > 0)
        {
            var after = before with { Facts = _facts, Version = before.Version + _causes.Count };
            after = Journal(after, journal);
            identities.Add(new IdentityWrite(key, version, null, LedgerCodec.Encode(after)));
        }

        return new CommitUnit
        {
            Identities = identities,
            Events = _events,
            DeadLetters = _deadLetters,
            Journal = journal,
        };
    }

    private DeclarationIdentity Journal(DeclarationIdentity after, List<JournalWrite> journal)
    {
        var decision = Assessment.Unregistered(key, after, _now.LegalDate);
        if (decision.Outcome == Outcome.Unknown || !JournalEntry.Differs(before.Journal, decision))
        {
            return after;
        }

        var (entry, head) = JournalEntry.Next(
            before.Journal, decision, new JournalOccasion(after.Version, _now, _causes, []));
        journal.Add(entry);
        return after with { Journal = head };
    }

    private EventResult Apply(IntakeEvent intake)
    {
        if (_seen.TryGetValue(intake.Id, out var first))
        {
            return first.Content != intake.Content ? new EventResult(intake.Event.Id, EventStatus.Conflict)
                : first.Result.Status == EventStatus.Rejected ? first.Result
                : new EventResult(intake.Event.Id, EventStatus.Duplicate);
        }

        var rejection = _facts.Apply((DeclarationEvent)intake.Event, out _facts);
        var outcome = rejection is null ? EventOutcome.Accepted : EventOutcome.Rejected;
        var kept = rejection is null ? null : LedgerCodec.Encode(rejection);
        _events.Add(intake.Record(key.ToString(), outcome, kept));
        if (rejection is null)
        {
            _causes.Add(JournalEntry.CauseOf(intake.Stream, intake.Event.Id));
        }
        else
        {
            _deadLetters.Add(new DeadLetter(
                intake.Stream, _now, rejection.Code.ToString(), rejection.Field, rejection.Detail, intake.Raw));
        }

        var status = rejection is null ? EventStatus.Accepted : EventStatus.Rejected;
        var result = new EventResult(intake.Event.Id, status, rejection);
        _seen.Add(intake.Id, (intake.Content, result));
        return result;
    }
}
