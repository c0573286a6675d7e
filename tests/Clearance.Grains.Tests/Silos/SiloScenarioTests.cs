using Clearance.Testing.Scenarios;

namespace Clearance.Grains.Tests.Silos;

public sealed class SiloScenarioTests
{
    public static TheoryData<string> Names => [.. Scenario.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Scenario_holds_in_a_silo(string name)
    {
        await using var world = await World.OfOneSilo();
        await ScenarioRunner.Run(Scenario.Read(name), new EngineScenarioDriver(world.Intake, world.Host));
    }

    /// <summary>Every call goes over a socket: nothing but what Orleans' serializer carries gets through.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public async Task Scenario_holds_for_a_client_of_the_cluster(string name)
    {
        await using var world = await World.OfAClient();
        await ScenarioRunner.Run(Scenario.Read(name), new EngineScenarioDriver(new SettledIntake(world), world.Host));
    }
}
