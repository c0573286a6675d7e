using Clearance.Simulation.Faults;

namespace Clearance.Simulation.Tests;

/// <summary>A ledger in which something throws stops alone, and nothing of what waits behind it is lost.</summary>
public sealed class ParkedKeyTests
{
    private const int Enough = 5;

    [Fact]
    public void What_waits_behind_an_event_that_throws_is_applied_once_that_is_repaired()
    {
        var stopped = 0;
        for (var seed = 1; stopped < Enough; seed++)
        {
            seed.ShouldBeLessThan(200);
            var result = Simulator.Run(new SimulationOptions(seed));
            result.Failure.ShouldBeNull($"seed {seed}");
            if (result.SentAgain > 1)
            {
                result.Faults.ShouldContain(fault => fault.Kind == FaultKind.Poison);
                stopped++;
            }
        }
    }
}
