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

    /// <summary>Seeds in which something about keys that go on was wrong, with what it was.</summary>
    [Theory]
    [InlineData(1_200_047, "who was answered while his event waited is told nothing of the commit that applies it")]
    public void What_was_found_of_keys_that_go_on_stays_mended(int seed, string what) =>
        Simulator.Run(new SimulationOptions(seed)).Failure.ShouldBeNull(what);
}
