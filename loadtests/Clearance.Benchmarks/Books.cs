using Clearance.Domain;
using Clearance.Entities;
using Clearance.Workload;

namespace Clearance.Benchmarks;

/// <summary>
/// One taxpayer's ledger, grown from the common events as its entity grows it, and what may come next. An operation leaves it as it
/// was, so that each begins from the same.
/// </summary>
internal sealed class Books
{
    /// <summary>Declarations at the end that nobody has paid yet.</summary>
    public const int UnpaidCount = 8;

    // What events name of identities comes with them, as the way in reads it, so the ledger asks nobody: whoever does fails here.
    private readonly EntityServices _services = new()
    {
        Store = null!,
        Committer = null!,
        Scheduler = new StillTime(),
        Host = null!,
        Intents = null!,
    };

    private LedgerState _state;

    /// <param name="declarations">How many there are, all in memory.</param>
    public Books(int declarations)
    {
        var events = new CommonEvents(1, 0, taxpayers: 1, skew: 0, StillTime.Today);
        var (registered, paid) = (new List<IntakeEvent>(declarations), new List<IntakeEvent>(declarations));
        while (registered.Count < declarations)
        {
            var (registrations, payments) = events.Next(Math.Min(Limits.EventsPerCallMax, declarations - registered.Count));
            registered.AddRange(WayIn.Read(registrations));
            paid.AddRange(WayIn.Read(payments));
        }

        Keys = [.. paid.Select(static intake => Confirmed(intake).Rows[0].Declaration!.Value)];
        Registration = WayIn.Read(events.Next(1).Registrations)[0];
        Payment = paid[^UnpaidCount];
        PaymentOfAll = Together(paid[^UnpaidCount..]);
        _state = new LedgerState(Ledger.Empty(Confirmed(Payment).Taxpayer), 0, null, null);
        Grow(registered);
        Grow(paid[..^UnpaidCount]);
    }

    /// <summary>The ledger.</summary>
    public Ledger Ledger => _state.Ledger;

    /// <summary>Its declarations, the unpaid ones last.</summary>
    public IReadOnlyList<DeclarationKey> Keys { get; }

    /// <summary>The registration of one more declaration.</summary>
    public IntakeEvent Registration { get; }

    /// <summary>The payment of the first unpaid declaration.</summary>
    public IntakeEvent Payment { get; }

    /// <summary>One payment of all unpaid declarations.</summary>
    public PaymentConfirmed PaymentOfAll { get; }

    /// <summary>What the ledger looks up beside itself.</summary>
    public ISurroundings Around() => new LedgerSurroundings(_services.Store, WayIn.Hasher, Ledger.Taxpayer, _state.Version);

    /// <summary>What one event is to the ledger when it waits for its turn.</summary>
    public static IReadOnlyList<LedgerWork> Waiting(IntakeEvent intake) => [new EventWork(intake, new EventCall(1), 0)];

    /// <summary>A turn of the ledger, up to what it gives to the group commit.</summary>
    public CommitUnit Commit(IReadOnlyList<LedgerWork> works) => Turn(works).Unit;

    /// <summary>The rows that applying an event changed, and the head, as they are stored.</summary>
    public LedgerWrite Write(Applied applied)
    {
        var changes = new LedgerChanges();
        changes.Add(applied);
        var after = _state with { Ledger = applied.Ledger, Version = _state.Version + 1 };
        return new LedgerWrite
        {
            Taxpayer = Ledger.Taxpayer,
            ExpectedVersion = _state.Version,
            NewVersion = after.Version,
            Head = after.EncodeHead(),
            NextChangeOn = after.NextChangeOn,
            PassOpen = after.IsDue,
            Rows = LedgerRows.Of(
                applied.Ledger, changes, StillTime.Today, _services.Limits, new KnownRows(_state.Ledger, [], [])),
        };
    }

    /// <summary>The occasion of the ledger's next decision.</summary>
    public JournalOccasion Occasion(IntakeEvent cause) => new(
        _state.Version + 1, StillTime.Now, [JournalEntry.CauseOf(cause.Stream, cause.Event.Id)], []);

    private void Grow(List<IntakeEvent> events)
    {
        foreach (var some in events.Chunk(_services.Limits.EventsPerCommitMax))
        {
            var call = new EventCall(some.Length);
            var (unit, batch, after) = Turn([.. some.Select((intake, i) => new EventWork(intake, call, i))]);
            if (unit.Events.Count != some.Length || batch.IsParked || unit.DeadLetters.Count > 0)
            {
                throw new InvalidOperationException("An event was not accepted.");
            }

            _state = after with { Ledger = Residents.Keep(after.Ledger, batch, _services) };
        }
    }

    private (CommitUnit Unit, LedgerBatch Batch, LedgerState After) Turn(IReadOnlyList<LedgerWork> works)
    {
        var batch = new LedgerBatch(_services, WayIn.Hasher, _state, StillTime.Now, wasParked: false, BatchBasis.Held);
        var applying = batch.Apply(works);
        if (!applying.IsCompletedSuccessfully)
        {
            throw new InvalidOperationException("The ledger asked for something it was to know.", applying.Exception);
        }

        var (unit, after) = batch.Build();
        return (unit!, batch, after);
    }

    private static PaymentConfirmed Confirmed(IntakeEvent intake) => (PaymentConfirmed)intake.Event;

    private static PaymentConfirmed Together(List<IntakeEvent> payments) => Confirmed(payments[0]) with
    {
        Rows = [.. payments.SelectMany(static intake => Confirmed(intake).Rows).Select(static (row, i) => row with { Row = i + 1 })],
    };
}
