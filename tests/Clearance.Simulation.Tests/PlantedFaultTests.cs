using Clearance.Simulation.Planted;
using Xunit.Abstractions;

namespace Clearance.Simulation.Tests;

/// <summary>A simulation that notices nothing proves nothing: each planted mistake must be noticed, and soon.</summary>
public sealed class PlantedFaultTests(ITestOutputHelper output)
{
    private const int HistoriesMax = 200;

    public static TheoryData<PlantedFault> All => [.. Enum.GetValues<PlantedFault>()];

    [Theory]
    [MemberData(nameof(All))]
    public void A_planted_fault_is_noticed(PlantedFault fault)
    {
        for (var seed = 1; seed <= HistoriesMax; seed++)
        {
            if (Simulator.Run(new SimulationOptions(seed) { Planted = fault, StepsMax = 200_000 }).Failure is { } failure)
            {
                output.WriteLine($"| {fault} | {seed} |");
                output.WriteLine(failure);
                return;
            }
        }

        Assert.Fail($"{fault} was not noticed in {HistoriesMax} histories.");
    }
}
