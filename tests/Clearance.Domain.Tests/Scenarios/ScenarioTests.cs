using Clearance.Testing.Scenarios;
using Clearance.Testing.Worlds;

namespace Clearance.Domain.Tests;

public sealed class ScenarioTests
{
    public static TheoryData<string> Names => [.. Scenario.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Scenario_holds_in_the_domain(string name) =>
        ScenarioRunner.Run(Scenario.Read(name), new DomainScenarioDriver(new DomainWorld()));

    [Theory]
    [MemberData(nameof(Names))]
    public Task Scenario_holds_when_rows_leave_memory(string name) => ScenarioRunner.Run(
        Scenario.Read(name), new DomainScenarioDriver(new DomainWorld { Evictions = new Random(1) }));
}
