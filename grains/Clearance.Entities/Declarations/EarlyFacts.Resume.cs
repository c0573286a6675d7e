using Clearance.Domain;

namespace Clearance.Entities;

/// <content>A stopped declaration goes on: the facts that wait are applied in the order in which they came.</content>
internal sealed partial class EarlyFacts
{
    private readonly List<ResumedEvent> _resumed = [];

    /// <summary>Applies what waits, up to a fact that throws still.</summary>
    /// <param name="waiting">The front of the queue.</param>
    /// <param name="isAll">Whether nothing is behind it.</param>
    /// <exception cref="CorruptRecordException">The record is damaged, and not only stopped.</exception>
    public Resumption Resume(IReadOnlyList<ParkedEvent> waiting, bool isAll)
    {
        _before = LedgerCodec.DecodeIdentity(record is null ? null : record with { Body = LedgerCodec.GoOn(record.Body) });
        _facts = _before.Facts;
        var hasher = new EventHasher(services.Store.RegistrySecret);
        string? stoppedBy = null;
        var why = string.Empty;
        foreach (var parked in waiting)
        {
            (stoppedBy, why) = TryResume(parked, hasher);
            if (stoppedBy is not null)
            {
                break;
            }
        }

        _isStopped = stoppedBy is not null || !isAll;
        return new Resumption(_resumed.Count, stoppedBy, why) { IsStopped = _isStopped };
    }

    /// <summary>Applies what waited in the queue of a ledger; it leaves that queue in this declaration's commit.</summary>
    public void Adopt(ParkedEvent parked)
    {
        Read();
        var (stoppedBy, why) = _isStopped
            ? (string.Empty, string.Empty)
            : TryResume(parked, new EventHasher(services.Store.RegistrySecret));
        if (stoppedBy is not null)
        {
            _isStopped = true;
            _resumed.Add(new ResumedEvent(parked.Sequence, null));
            _parked.Add(parked with { Sequence = 0, Home = key.ToString(), Why = why });
        }
    }

    private (string? StoppedBy, string Why) TryResume(ParkedEvent parked, EventHasher hasher)
    {
        var read = EventReader.Read(parked.Stream, parked.Body);
        if (read.Event is not DeclarationEvent fact)
        {
            return (read.Id ?? string.Empty, "It was a fact of a declaration when it came and is none now.");
        }

        Rejection? rejection;
        try
        {
            rejection = _facts.Apply(fact, out var facts);
            _facts = facts;
        }
        catch (Exception poison) when (poison.IsPoison())
        {
            services.Observer.Parked(key.ToString(), fact.Id, poison);
            return (fact.Id, poison.ToString());
        }

        if (rejection is null)
        {
            _causes.Add(JournalEntry.CauseOf(parked.Stream, fact.Id));
            _resumed.Add(new ResumedEvent(parked.Sequence, null));
            return (null, string.Empty);
        }

        var intake = new IntakeEvent(parked.Stream, fact, hasher.Of(parked.Stream, fact.Id), read.Content, parked.Body);
        _deadLetters.Add(DeadLetter.Of(parked.Stream, _now, rejection, parked.Body));
        _resumed.Add(new ResumedEvent(
            parked.Sequence, intake.Record(key.ToString(), EventOutcome.Rejected, LedgerCodec.Encode(rejection))));
        return (null, string.Empty);
    }
}
