using System.Collections.Immutable;
using Clearance.LocalHost;

namespace Clearance.Simulation.Faults;

/// <summary>One fault of a plan: which kind, at what.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="Number">At what: the number of an event, or what names a commit.</param>
public readonly record struct FaultPoint(FaultKind Kind, ulong Number);

/// <summary>Decides by the seed where faults happen.</summary>
/// <remarks>
/// Each is decided by itself, from the seed and what it happens to, never from a common sequence: an event taken out of a
/// history leaves the others' faults where they were.
/// </remarks>
internal sealed class FaultPlan
{
    private const int Whole = 10_000;

    private readonly ulong _seed;
    private readonly int[] _rates = new int[Enum.GetValues<FaultKind>().Length];
    private readonly ImmutableHashSet<FaultPoint> _dropped;
    private readonly List<FaultPoint> _injected = [];
    private bool _stopped;

    public FaultPlan(int seed, bool none, ImmutableHashSet<FaultPoint> dropped)
    {
        _seed = SeededChoice.Mix((ulong)seed);
        _dropped = dropped;
        var weight = none ? 0 : Pick(FaultKind.Crash, ulong.MaxValue, 4);
        foreach (var (kind, rate) in Rates)
        {
            _rates[(int)kind] = rate * weight;
        }
    }

    /// <summary>How often each happens, of ten thousand, at weight one: seeds are calm, or have up to three times that.</summary>
    private static IEnumerable<(FaultKind Kind, int Rate)> Rates =>
    [
        (FaultKind.CommitFails, 60), (FaultKind.OutcomeLostAfter, 60), (FaultKind.OutcomeLostBefore, 40),
        (FaultKind.SlowCommit, 300), (FaultKind.ReadFails, 12), (FaultKind.SlowRead, 150),
        (FaultKind.CrashBeforeWrite, 15), (FaultKind.CrashAfterWrite, 25), (FaultKind.Crash, 50), (FaultKind.Stop, 20),
        (FaultKind.LeaseLost, 40), (FaultKind.Freeze, 30), (FaultKind.Rebalance, 150), (FaultKind.Duplicate, 200),
        (FaultKind.Reorder, 700), (FaultKind.DaysPass, 60), (FaultKind.Poison, 12),
    ];

    /// <summary>Hears of everything that happens.</summary>
    public Action<FaultKind>? Happened { get; set; }

    /// <summary>What happened so far.</summary>
    public IReadOnlyList<FaultPoint> Injected => _injected;

    /// <summary>Nothing happens from now on.</summary>
    public void Stop() => _stopped = true;

    /// <summary>Whether it happens here.</summary>
    public bool Hits(FaultKind kind, ulong number)
    {
        var rate = _rates[(int)kind];
        if (_stopped || rate == 0 || SeededChoice.Below(Number(kind, number), Whole) >= rate)
        {
            return false;
        }

        var point = new FaultPoint(kind, number);
        if (_dropped.Contains(point))
        {
            return false;
        }

        _injected.Add(point);
        Happened?.Invoke(kind);
        return true;
    }

    /// <summary>How much, which one: a number below a bound.</summary>
    public int Pick(FaultKind kind, ulong number, int below) => SeededChoice.Below(~Number(kind, number), below);

    /// <summary>How long, up to a bound, mostly short.</summary>
    public TimeSpan Time(FaultKind kind, ulong number, int millisecondsMax)
    {
        var most = 1 + Pick(kind, number, millisecondsMax * 1000);
        return TimeSpan.FromMicroseconds(Pick(kind, number ^ 1, most));
    }

    private ulong Number(FaultKind kind, ulong number) =>
        SeededChoice.Mix(_seed ^ SeededChoice.Mix(number ^ ((ulong)kind << 56)));
}
