using Clearance.Domain;
using Clearance.Simulation.Faults;
using Clearance.Testing.Worlds;

namespace Clearance.Simulation;

/// <summary>Counts what occurs in a run: event types by reasons, and by the faults that happened while they were under way.</summary>
internal sealed class Occurrences
{
    private readonly Dictionary<WorldEvent, int> _underWay = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<TaxpayerId, string> _last = [];

    public Dictionary<string, long[]> Reasons { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, long[]> TypeFaults { get; } = new(StringComparer.Ordinal);

    public void Sent(WorldEvent e) => _underWay[e] = _underWay.GetValueOrDefault(e) + 1;

    public void Answered(WorldEvent e)
    {
        if (_underWay.TryGetValue(e, out var count))
        {
            _underWay[e] = count - 1;
        }
    }

    public void Happened(FaultKind kind)
    {
        foreach (var (e, count) in _underWay)
        {
            if (count > 0 && e.Read.Event is not null)
            {
                Row(TypeFaults, e.Type, Enum.GetValues<FaultKind>().Length)[(int)kind]++;
            }
        }
    }

    /// <summary>An event was applied to a ledger.</summary>
    public void Applied(WorldEvent e, TaxpayerId? ledger)
    {
        if (ledger is { } taxpayer)
        {
            _last[taxpayer] = e.Type;
        }
    }

    /// <summary>A declaration was decided next.</summary>
    public void Decided(Decision decision)
    {
        if (decision.Taxpayer is { } taxpayer && _last.TryGetValue(taxpayer, out var type))
        {
            foreach (var reason in decision.Reasons)
            {
                Row(Reasons, type, Enum.GetValues<ReasonCode>().Length)[(int)reason.Code]++;
            }
        }
    }

    private static long[] Row(Dictionary<string, long[]> rows, string type, int length) =>
        rows.TryGetValue(type, out var row) ? row : rows[type] = new long[length];
}
