using Clearance.Simulation.Planted;
using Clearance.Simulation.Shrinking;
using Clearance.Testing.Scenarios;
using Clearance.Testing.Worlds;
using Xunit.Abstractions;

namespace Clearance.Simulation.Tests;

/// <summary>A failing history of two hundred events is not read by anybody: the shrinker leaves the few that matter.</summary>
public sealed class ShrinkerTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(PlantedFault.NoDeduplication)]
    [InlineData(PlantedFault.RowParkedTooLate)]
    public async Task A_failure_shrinks_to_a_few_events_and_a_scenario_that_a_right_engine_passes(PlantedFault fault)
    {
        var failed = FirstFailure(fault);

        var least = Shrinker.Shrink(failed, runsMax: 600);
        var file = ScenarioFile.Of(least);
        output.WriteLine(least.Failure);
        output.WriteLine(file);

        least.Failure.ShouldNotBeNull();
        Simulator.Run(least.Options).Failure.ShouldBe(least.Failure, "the same run fails the same way again");
        Simulator.Run(least.Options with { Planted = null }).Failure.ShouldBeNull("it is the planted mistake that fails");
        least.Options.Events.Count().ShouldBeLessThan(20, $"of {failed.Options.Events.Count()} events");
        await ScenarioRunner.Run(Scenario.Parse(file), new DomainScenarioDriver(new DomainWorld()));
    }

    private static SimulationResult FirstFailure(PlantedFault fault)
    {
        for (var seed = 1; ; seed++)
        {
            var result = Simulator.Run(new SimulationOptions(seed) { Planted = fault, StepsMax = 200_000 });
            if (result.Failure is not null)
            {
                return result;
            }
        }
    }
}
