using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>One call's events on their way: what was read, what is known already, what is left to apply.</summary>
internal sealed class IntakeCall
{
    private readonly Dictionary<Hash128, int> _first = [];
    private readonly List<(int Index, int First)> _repeats = [];
    private readonly List<(int Index, int First)> _others = [];

    private IntakeCall(int count)
    {
        Events = new IntakeEvent?[count];
        Results = new EventResult[count];
    }

    /// <summary>The events of valid form; null where the form was rejected.</summary>
    public IntakeEvent?[] Events { get; }

    /// <summary>A result per event; null while it is open.</summary>
    public EventResult?[] Results { get; }

    /// <summary>What the call read of the identities its events name.</summary>
    public KnownIdentities Known { get; } = new();

    /// <summary>The events of which messages to other ledgers may have come, by the ledger that sent them.</summary>
    public SortedDictionary<TaxpayerId, List<Hash128>> Senders { get; } = [];

    /// <summary>Whether something of the call may have been applied by now.</summary>
    public bool MayBeApplied { get; set; }

    /// <summary>What is kept though not applied.</summary>
    public List<DeadLetter> DeadLetters { get; } = [];

    /// <summary>Reads every event and judges its form; an id twice in one call is settled by the first.</summary>
    public static IntakeCall Read(
        EventStream stream, IReadOnlyList<ReadOnlyMemory<byte>> events, BankCode? bank, EventHasher hasher, Instant now)
    {
        var call = new IntakeCall(events.Count);
        for (var i = 0; i < events.Count; i++)
        {
            var read = EventReader.Read(stream, events[i].Span);
            if (read.Event is not { } e)
            {
                call.Refuse(i, stream, read.Id, read.Rejection!, events[i], now);
                continue;
            }

            if (bank is { } only && EventBank.Of(e) != only)
            {
                call.Refuse(i, stream, e.Id, Foreign(only), events[i], now);
                continue;
            }

            var intake = new IntakeEvent(stream, e, hasher.Of(stream, e.Id), read.Content, events[i])
            {
                Known = call.Known,
            };
            call.Events[i] = intake;
            call.AddRepeat(i, intake);
        }

        return call;
    }

    /// <summary>The indexes still open, in order.</summary>
    public List<int> Open()
    {
        var open = new List<int>();
        for (var i = 0; i < Results.Length; i++)
        {
            if (Results[i] is null)
            {
                open.Add(i);
            }
        }

        return open;
    }

    /// <summary>Notes a ledger that may have sent messages for an event.</summary>
    public void AddSender(TaxpayerId ledger, int index)
    {
        if (!Senders.TryGetValue(ledger, out var events))
        {
            Senders.Add(ledger, events = []);
        }

        events.Add(Events[index]!.Id);
    }

    /// <summary>Notes a result; a conflict goes to quarantine.</summary>
    public void Finish(int index, EventResult result, Instant now)
    {
        Results[index] = result;
        if (result.Status == EventStatus.Conflict)
        {
            DeadLetters.Add(Quarantine.LetterOf(Events[index]!, now));
        }
    }

    /// <summary>Answers the repeats within the call from their firsts.</summary>
    /// <returns>Those that have another content than their first, where that was not what is known by this id either.</returns>
    public List<int> FinishRepeats(Instant now)
    {
        foreach (var (index, first) in _repeats)
        {
            var result = Results[first]!;
            Results[index] = result.Status == EventStatus.Accepted ? result with { Status = EventStatus.Duplicate } : result;
        }

        var open = new List<int>();
        foreach (var (index, first) in _others)
        {
            if (Results[first]!.Status == EventStatus.Conflict)
            {
                open.Add(index);
            }
            else
            {
                Finish(index, Results[index]!, now);
            }
        }

        return open;
    }

    /// <summary>Who brings an event decides it, not what the event says of itself.</summary>
    private static Rejection Foreign(BankCode bank) => new(
        RejectionCode.BankMismatch, "bank", $"bank must be {bank}, as whom the sender is authenticated: a bank brings only its own events.");

    private void Refuse(int index, EventStream stream, string? id, Rejection rejection, ReadOnlyMemory<byte> raw, Instant now)
    {
        Results[index] = new EventResult(id, EventStatus.Rejected, rejection);
        DeadLetters.Add(DeadLetter.Of(stream, now, rejection, raw));
    }

    private void AddRepeat(int index, IntakeEvent intake)
    {
        if (_first.TryAdd(intake.Id, index))
        {
            return;
        }

        var first = _first[intake.Id];
        if (Events[first]!.Content == intake.Content)
        {
            _repeats.Add((index, first));
            Results[index] = new EventResult(intake.Event.Id, EventStatus.Duplicate);
        }
        else
        {
            _others.Add((index, first));
            Results[index] = new EventResult(intake.Event.Id, EventStatus.Conflict);
        }
    }
}
