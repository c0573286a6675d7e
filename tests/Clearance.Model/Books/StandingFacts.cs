using Clearance.Domain;

namespace Clearance.Model;

/// <summary>What customs said of a taxpayer (domain.md §4, §8.4, §8.5).</summary>
internal sealed class StandingFacts
{
    private readonly List<TaxpayerStatusChanged> _statuses = [];
    private readonly List<DecisionEvent> _enforcement = [];
    private readonly List<DecisionEvent> _priority = [];
    private readonly List<DebtReliefGranted> _reliefs = [];

    public void Take(TaxpayerEvent e)
    {
        switch (e)
        {
            case TaxpayerStatusChanged status:
                _statuses.Add(status);
                break;
            case EnforcementPlaced or EnforcementLifted:
                _enforcement.Add((DecisionEvent)e);
                break;
            case PriorityGranted or PriorityRevoked:
                _priority.Add((DecisionEvent)e);
                break;
            case DebtReliefGranted relief:
                _reliefs.Add(relief);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(e), e.GetType().Name, "No fact of a taxpayer's standing.");
        }
    }

    public TaxpayerStatus StatusOn(DateOnly date)
    {
        TaxpayerStatusChanged? holds = null;
        foreach (var one in _statuses)
        {
            if (one.EffectiveFrom <= date
                && (holds is null || one.EffectiveFrom > holds.EffectiveFrom
                    || (one.EffectiveFrom == holds.EffectiveFrom && one.Stamp.Supersedes(holds.Stamp))))
            {
                holds = one;
            }
        }

        return holds?.Status ?? TaxpayerStatus.Active;
    }

    public bool IsStoppedOn(DateOnly date) => IsAnyInForce(_enforcement, date);

    public bool HasPriorityOn(DateOnly date) => IsAnyInForce(_priority, date);

    /// <summary>Through <c>until</c>, or for ever; any relief will do.</summary>
    public bool IsRelieved(DeclarationKey declaration, DateOnly date) =>
        _reliefs.Exists(it => it.Declaration == declaration && (it.Until is not { } until || date <= until));

    private static bool IsAnyInForce(List<DecisionEvent> events, DateOnly date)
    {
        var holds = new Dictionary<string, DecisionEvent>(StringComparer.Ordinal);
        foreach (var one in events)
        {
            if (one.EffectiveFrom <= date
                && (!holds.TryGetValue(one.Decision, out var other) || one.EffectiveFrom > other.EffectiveFrom
                    || (one.EffectiveFrom == other.EffectiveFrom && one.Stamp.Supersedes(other.Stamp))))
            {
                holds[one.Decision] = one;
            }
        }

        return holds.Values.Any(it => it is EnforcementPlaced or PriorityGranted);
    }
}
