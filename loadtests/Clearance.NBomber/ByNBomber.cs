using Clearance.LoadTests.Open.Steps;
using NBomber.Contracts;
using NBomber.CSharp;

namespace Clearance.NBomber;

/// <summary>Has NBomber take the steps of a load: bodies of events and questions, each at its rate, and an end of its own for each kind.</summary>
internal static class ByNBomber
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Runs until the profile's time is over; NBomber writes its report into the folder <c>reports</c>.</summary>
    public static void Run(LoadSteps steps)
    {
        var profile = steps.Profile;
        var scenarios = new List<ScenarioProps>();
        if (steps.BodiesPerSecond > 0)
        {
            scenarios.Add(Offered("events", steps.BodiesPerSecond, steps.NextBody, profile.WarmUpSeconds, profile.Seconds));
        }

        if (steps.QuestionsPerSecond > 0)
        {
            scenarios.Add(Offered("questions", steps.QuestionsPerSecond, steps.NextQuestion, profile.WarmUpSeconds, profile.Seconds));
        }

        NBomberRunner.RegisterScenarios([.. scenarios]).WithTestSuite("Clearance").WithTestName(profile.Name).Run();
    }

    /// <summary>What is refused is a failure here and no reason to stop: how much that is, is what overload is measured for.</summary>
    private static ScenarioProps Offered(string name, int perSecond, Func<Task<StepEnd>> step, double warmUp, double seconds)
    {
        var scenario = Scenario.Create(name, async _ => ResponseOf(await step()))
            .WithMaxFailCount(int.MaxValue)
            .WithLoadSimulations(Simulation.Inject(perSecond, Second, TimeSpan.FromSeconds(seconds)));
        return warmUp > 0 ? scenario.WithWarmUpDuration(TimeSpan.FromSeconds(warmUp)) : scenario.WithoutWarmUp();
    }

    /// <summary>Without a time of ours, so that NBomber's own counts.</summary>
    private static Response<object> ResponseOf(StepEnd end) => end.IsOk
        ? Response.Ok(statusCode: end.Status, sizeBytes: 0, message: "", latencyMs: 0)
        : Response.Fail(statusCode: end.Status, message: "", sizeBytes: 0, latencyMs: 0);
}
