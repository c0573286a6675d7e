namespace Clearance.Simulation.Shrinking;

/// <summary>Takes events and faults out of a run that fails, for as long as it fails without them.</summary>
/// <remarks>
/// What is left out leaves the other faults where they were (see <c>FaultPlan</c>), so most cuts change nothing else. Whether it fails with the
/// same words does not count; only a run that does not end is another failure than a wrong answer.
/// </remarks>
public sealed class Shrinker
{
    private readonly int _runsMax;
    private readonly long _stepsMax;
    private readonly bool _ended;
    private int _runs;

    private Shrinker(SimulationResult failed, int runsMax)
    {
        (Best, _runsMax) = (failed, runsMax);
        _ended = HasEnded(failed);
        _stepsMax = Math.Min(failed.Options.StepsMax, (2 * failed.Steps) + 50_000);
    }

    /// <summary>The least that failed so far.</summary>
    private SimulationResult Best { get; set; }

    /// <summary>The least run that still fails.</summary>
    /// <param name="failed">A run that failed.</param>
    /// <param name="runsMax">How many runs it may take.</param>
    public static SimulationResult Shrink(SimulationResult failed, int runsMax = 1_000)
    {
        ArgumentNullException.ThrowIfNull(failed);
        var shrinker = new Shrinker(failed, runsMax);
        shrinker.DropEvents();
        shrinker.DropFaults();
        shrinker.DropEvents();
        return shrinker.Best;
    }

    private void DropEvents() => Drop(
        [.. Best.Options.Events.Select(it => it.Index)],
        cut => Best.Options with { WithoutEvents = Best.Options.WithoutEvents.Union(cut) });

    private void DropFaults() => Drop(
        [.. Best.Faults.Distinct()],
        cut => Best.Options with { WithoutFaults = Best.Options.WithoutFaults.Union(cut) });

    /// <summary>Leaves out halves, then quarters, and so on down to single ones.</summary>
    private void Drop<T>(List<T> present, Func<IReadOnlyList<T>, SimulationOptions> without)
    {
        for (var size = (present.Count + 1) / 2; size > 0; size /= 2)
        {
            var at = 0;
            while (at < present.Count && _runs < _runsMax)
            {
                var cut = present.GetRange(at, Math.Min(size, present.Count - at));
                if (Fails(without(cut)))
                {
                    present.RemoveRange(at, cut.Count);
                }
                else
                {
                    at += size;
                }
            }
        }
    }

    private bool Fails(SimulationOptions options)
    {
        _runs++;
        var result = Simulator.Run(options with { StepsMax = _stepsMax });
        var fails = result.Failure is not null && HasEnded(result) == _ended;
        if (fails)
        {
            Best = result;
        }

        return fails;
    }

    private static bool HasEnded(SimulationResult result) => result.Steps < result.Options.StepsMax;
}
