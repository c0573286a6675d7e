using Clearance.Domain;
using Clearance.Entities;
using Clearance.Simulation.Faults;
using Clearance.Simulation.Planted;
using Clearance.Testing.Stores;

namespace Clearance.Simulation.Stores;

/// <summary>What outlives every process: the stored state, who claims which ledger, and the order of commits.</summary>
/// <remarks>
/// The rules of commits are those of <see cref="InMemoryState"/>, and the cluster's besides: to load a ledger is to claim it, and a
/// commit states the claim. Whoever loaded last may write and answer, nobody else.
/// </remarks>
internal sealed class SimulatedDisk(Sabotage sabotage, Poison poison)
{
    private readonly Dictionary<TaxpayerId, long> _claims = [];

    /// <summary>The fault planted, if any.</summary>
    public Sabotage Sabotage => sabotage;

    /// <summary>What throws whenever it is applied.</summary>
    public Poison Poison => poison;

    /// <summary>Everything stored.</summary>
    public InMemoryState State { get; private set; } = new();

    /// <summary>The same in every run, so that hashes are too.</summary>
    public byte[] Secret { get; } = [.. Enumerable.Range(1, 32).Select(static i => (byte)i)];

    /// <summary>The epoch of the latest process.</summary>
    public long LastEpoch { get; set; }

    /// <summary>Every message that was ever sent, by its key.</summary>
    public Dictionary<string, IntentWrite> Sent { get; } = new(StringComparer.Ordinal);

    /// <summary>Every event that ever waited behind one that threw, by its place in the queues.</summary>
    public Dictionary<long, ParkedEvent> EverParked { get; } = [];

    /// <summary>What was kept though not applied, by its bytes' number.</summary>
    public HashSet<ulong> DeadLetters { get; } = [];

    /// <summary>Hears of every unit as it becomes durable, in order.</summary>
    public Action<CommitUnit, SimulatedStore>? Committed { get; set; }

    public void Claim(TaxpayerId taxpayer, long epoch) => _claims[taxpayer] = epoch;

    public bool Holds(TaxpayerId taxpayer, long epoch) => _claims.GetValueOrDefault(taxpayer) == epoch;

    /// <summary>The queue of a parked key is taken out, and its events are as if they had never come.</summary>
    public void Unpark(TaxpayerId ledger, IReadOnlyList<Hash128> events) => State = State.Unpark(ledger.Value, events);

    /// <summary>Writes units as one transaction, each whole or not at all.</summary>
    public CommitOutcome[] Commit(IReadOnlyList<CommitUnit> units, SimulatedStore by)
    {
        var outcomes = new CommitOutcome[units.Count];
        for (var i = 0; i < units.Count; i++)
        {
            outcomes[i] = TryCommit(units[i], by) ? CommitOutcome.Committed : CommitOutcome.Conflict;
        }

        return outcomes;
    }

    private bool TryCommit(CommitUnit unit, SimulatedStore by)
    {
        if (!sabotage.Is(PlantedFault.NoFencing) && unit.Ledger is { } ledger && !Holds(ledger.Taxpayer, by.LeaseEpoch))
        {
            return false;
        }

        if (State.Apply(sabotage.Of(unit, State), by.LeaseEpoch) is not { } next)
        {
            return false;
        }

        sabotage.Written(unit);

        State = next;
        foreach (var intent in unit.Intents)
        {
            Sent[intent.Key] = intent;
        }

        foreach (var parked in unit.Parked.Count > 0 ? next.ParkedEvents(unit.Parked[0].Home, int.MaxValue) : [])
        {
            EverParked[parked.Sequence] = parked;
        }

        foreach (var letter in unit.DeadLetters)
        {
            DeadLetters.Add(TraceNumbers.Of(letter.Raw.Span));
        }

        Committed?.Invoke(unit, by);
        return true;
    }
}
