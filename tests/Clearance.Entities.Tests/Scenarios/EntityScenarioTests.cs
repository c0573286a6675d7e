using Clearance.LocalHost;
using Clearance.Testing.Scenarios;
using Clearance.Testing.Stores;

namespace Clearance.Entities.Tests.Scenarios;

public sealed class EntityScenarioTests
{
    public static TheoryData<string> Names => [.. Scenario.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Scenario_holds_in_the_entities(string name)
    {
        await using var store = new InMemoryStore();
        await using var engine = await LocalEngine.Start(store, new ThreadPoolScheduler(TimeProvider.System));
        await ScenarioRunner.Run(Scenario.Read(name), new EngineScenarioDriver(engine.Intake, engine.Host));
    }
}
