using System.Text.Json;

namespace Clearance.Testing.Scenarios;

/// <summary>Plays a scenario through a driver; one piece of code for all of them.</summary>
public static class ScenarioRunner
{
    /// <summary>Plays every step, then the checks at the end.</summary>
    /// <exception cref="ScenarioFailedException">An answer is not the one the scenario gives; says why it matters.</exception>
    public static async Task Run(Scenario scenario, IScenarioDriver driver)
    {
        for (var i = 0; i < scenario.Steps.Count; i++)
        {
            var step = scenario.Steps[i];
            if (step.Check is { } check)
            {
                await Check(scenario, $"steps[{i}].check", check, driver);
            }
            else
            {
                var result = await driver.Post(step.Stream!, step.Event);
                if (step.Expect is { } expected)
                {
                    Fail(scenario, $"steps[{i}]", step.Event, result, JsonComparison.Members(expected, result));
                }
            }
        }

        for (var i = 0; i < scenario.Checks.Count; i++)
        {
            await Check(scenario, $"checks[{i}]", scenario.Checks[i], driver);
        }
    }

    private static async Task Check(Scenario scenario, string where, JsonElement check, IScenarioDriver driver)
    {
        var answer = await driver.Ask(
            check.GetProperty("declaration").GetString()!, check.GetProperty("on").GetString()!);
        Fail(scenario, where, check, answer, AnswerComparison.Differences(check, answer));
    }

    private static void Fail(
        Scenario scenario, string where, JsonElement expected, JsonElement got, IEnumerable<string> differences)
    {
        var found = differences.ToList();
        if (found.Count > 0)
        {
            throw new ScenarioFailedException(
                $"""
                 {scenario.Name}: {scenario.Why}
                 at {where}:
                 {string.Join(Environment.NewLine, found.Select(difference => "  " + difference))}
                 given: {Compact(expected)}
                 got:   {Compact(got)}
                 """);
        }
    }

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element, AnswerComparison.Readable);
}

/// <summary>A scenario's answer is not the one it gives.</summary>
public sealed class ScenarioFailedException(string message) : Exception(message);
