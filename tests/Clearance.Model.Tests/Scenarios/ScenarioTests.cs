using System.Text.Json;
using System.Text.Json.Nodes;
using Clearance.Testing.Scenarios;

namespace Clearance.Model.Tests;

public sealed class ScenarioTests
{
    public static TheoryData<string> Names => [.. Scenario.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Scenario_holds_in_the_model(string name)
    {
        var scenario = Scenario.Read(name);
        return ScenarioRunner.Run(scenario with { Steps = [.. scenario.Steps.Select(WithoutField)] }, new ModelScenarioDriver());
    }

    /// <summary>The model says which rejection it is, not which member it points at.</summary>
    private static ScenarioStep WithoutField(ScenarioStep step)
    {
        if (step.Expect is not { } expect)
        {
            return step;
        }

        var json = JsonObject.Create(expect)!;
        json.Remove("field");
        return step with { Expect = JsonSerializer.SerializeToElement(json) };
    }
}
