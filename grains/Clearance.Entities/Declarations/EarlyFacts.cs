using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>Applies facts that name only a declaration nobody owns yet, and makes one commit unit of it.</summary>
/// <remarks>
/// A fact whose application throws stops its declaration, as a record does that cannot be read: it is parked with its bytes,
/// and so is every later fact. The record is then one that nobody can decode, so that whoever registers the declaration or
/// pays for it cannot go on without the facts that wait.
/// </remarks>
internal sealed partial class EarlyFacts(DeclarationKey key, EntityServices services, IdentityRecord? record)
{
    private readonly List<RegistryRecord> _events = [];
    private readonly List<DeadLetter> _deadLetters = [];
    private readonly List<ParkedEvent> _parked = [];
    private readonly List<string> _causes = [];
    private readonly List<EventResult> _results = [];
    private readonly Dictionary<Hash128, (Hash128 Content, EventResult Result)> _seen = [];
    private readonly Instant _now = services.Now;
    private DeclarationIdentity _before = DeclarationIdentity.Nobody;
    private DeclarationFacts _facts = DeclarationFacts.None;
    private bool _isReadable = true;
    private bool _isStopped;

    /// <summary>A result per event, in order.</summary>
    public IReadOnlyList<EventResult> Results => _results;

    /// <summary>Applies facts in order; ids the registry knows are answered from it.</summary>
    public async Task Apply(IReadOnlyList<IntakeEvent> events)
    {
        Read();
        var known = await services.Store.FindEvents([.. events.Select(e => e.Id)], CancellationToken.None);
        for (var i = 0; i < events.Count; i++)
        {
            var result = known[i] is { } registered ? Repeats.ResultOf(events[i], registered) : ApplyNew(events[i]);
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
        if (_events.Count + _deadLetters.Count + _resumed.Count == 0)
        {
            return null;
        }

        List<IdentityWrite> identities = [];
        List<JournalWrite> journal = [];
        if (_causes.Count + _parked.Count + _resumed.Count > 0)
        {
            identities.Add(new IdentityWrite(key, record?.Version ?? 0, null, _isReadable ? Encode(journal) : record!.Body));
        }

        return new CommitUnit
        {
            Identities = identities,
            Events = _events,
            DeadLetters = _deadLetters,
            Journal = journal,
            Parked = _parked,
            Resumed = _resumed,
        };
    }

    private void Read()
    {
        try
        {
            _before = LedgerCodec.DecodeIdentity(record);
            _facts = _before.Facts;
        }
        catch (CorruptRecordException corrupt)
        {
            (_isReadable, _isStopped) = (false, true);
            services.Observer.Parked(key.ToString(), string.Empty, corrupt);
        }
    }

    private byte[] Encode(List<JournalWrite> journal)
    {
        var after = _before with { Facts = _facts, Version = _before.Version + _causes.Count };
        var body = LedgerCodec.Encode(_causes.Count > 0 ? Journal(after, journal) : after);
        return _isStopped ? LedgerCodec.Stop(body) : body;
    }

    private DeclarationIdentity Journal(DeclarationIdentity after, List<JournalWrite> journal)
    {
        var decision = Assessment.Unregistered(key, after, _now.LegalDate);
        if (decision.Outcome == Outcome.Unknown || !JournalEntry.Differs(_before.Journal, decision))
        {
            return after;
        }

        var (entry, head) = JournalEntry.Next(
            _before.Journal, decision, new JournalOccasion(after.Version, _now, _causes, []));
        journal.Add(entry);
        return after with { Journal = head };
    }

    private EventResult ApplyNew(IntakeEvent intake)
    {
        if (_seen.TryGetValue(intake.Id, out var first))
        {
            return first.Content != intake.Content ? new EventResult(intake.Event.Id, EventStatus.Conflict)
                : first.Result.Status == EventStatus.Rejected ? first.Result
                : new EventResult(intake.Event.Id, EventStatus.Duplicate);
        }

        var result = _isStopped ? Park(intake, string.Empty) : TryApply(intake);
        _seen.Add(intake.Id, (intake.Content, result));
        return result;
    }

    private EventResult TryApply(IntakeEvent intake)
    {
        Rejection? rejection;
        try
        {
            rejection = _facts.Apply((DeclarationEvent)intake.Event, out var facts);
            _facts = facts;
        }
        catch (Exception poison) when (poison.IsPoison())
        {
            _isStopped = true;
            services.Observer.Parked(key.ToString(), intake.Event.Id, poison);
            return Park(intake, poison.ToString());
        }

        if (rejection is null)
        {
            _events.Add(intake.Record(key.ToString(), EventOutcome.Accepted, null));
            _causes.Add(JournalEntry.CauseOf(intake.Stream, intake.Event.Id));
            return new EventResult(intake.Event.Id, EventStatus.Accepted);
        }

        _events.Add(intake.Record(key.ToString(), EventOutcome.Rejected, LedgerCodec.Encode(rejection)));
        _deadLetters.Add(DeadLetter.Of(intake.Stream, _now, rejection, intake.Raw));
        return new EventResult(intake.Event.Id, EventStatus.Rejected, rejection);
    }

    private EventResult Park(IntakeEvent intake, string why)
    {
        _parked.Add(new ParkedEvent(0, key.ToString(), intake.Stream, intake.Raw.ToArray(), why));
        _events.Add(intake.Record(key.ToString(), EventOutcome.Accepted, null));
        return new EventResult(intake.Event.Id, EventStatus.Accepted);
    }
}
