using System.Runtime.InteropServices;
using NBomber.Contracts;
using NBomber.Contracts.Stats;

namespace NBomber.CSharp;

/// <summary>With the overloads among which the compiler chooses.</summary>
public static class Response
{
    public static Response<object> Ok(
        [Optional, DefaultParameterValue("")] string statusCode,
        [Optional, DefaultParameterValue(0L)] long sizeBytes,
        [Optional, DefaultParameterValue("")] string message,
        [Optional, DefaultParameterValue(0.0)] double latencyMs) => throw null!;

    public static Response<T> Ok<T>(
        [Optional, DefaultParameterValue("")] string statusCode,
        [Optional, DefaultParameterValue(0L)] long sizeBytes,
        [Optional, DefaultParameterValue("")] string message,
        [Optional, DefaultParameterValue(0.0)] double latencyMs) => throw null!;

    public static Response<T> Ok<T>(
        T payload,
        [Optional, DefaultParameterValue("")] string statusCode,
        [Optional, DefaultParameterValue(0L)] long sizeBytes,
        [Optional, DefaultParameterValue("")] string message,
        [Optional, DefaultParameterValue(0.0)] double latencyMs) => throw null!;

    public static Response<object> Fail(
        [Optional, DefaultParameterValue("")] string statusCode,
        [Optional, DefaultParameterValue("")] string message,
        [Optional, DefaultParameterValue(0L)] long sizeBytes,
        [Optional, DefaultParameterValue(0.0)] double latencyMs) => throw null!;

    public static Response<T> Fail<T>(
        [Optional, DefaultParameterValue("")] string statusCode,
        [Optional, DefaultParameterValue("")] string message,
        [Optional, DefaultParameterValue(0L)] long sizeBytes,
        [Optional, DefaultParameterValue(0.0)] double latencyMs) => throw null!;

    public static Response<T> Fail<T>(
        T payload,
        [Optional, DefaultParameterValue("")] string statusCode,
        [Optional, DefaultParameterValue("")] string message,
        [Optional, DefaultParameterValue(0L)] long sizeBytes,
        [Optional, DefaultParameterValue(0.0)] double latencyMs) => throw null!;
}

public static class Scenario
{
    public static ScenarioProps Create(string name, Func<IScenarioContext, Task<IResponse>> run) => throw null!;

    public static ScenarioProps WithWarmUpDuration(this ScenarioProps scenario, TimeSpan duration) => throw null!;

    public static ScenarioProps WithoutWarmUp(this ScenarioProps scenario) => throw null!;

    public static ScenarioProps WithLoadSimulations(this ScenarioProps scenario, params LoadSimulation[] loadSimulations) => throw null!;

    public static ScenarioProps WithMaxFailCount(this ScenarioProps scenario, int maxFailCount) => throw null!;
}

public static class NBomberRunner
{
    public static NBomberContext RegisterScenarios(params ScenarioProps[] scenarios) => throw null!;

    public static NBomberContext WithTestSuite(this NBomberContext context, string testSuite) => throw null!;

    public static NBomberContext WithTestName(this NBomberContext context, string testName) => throw null!;

    public static NodeStats Run(this NBomberContext context) => throw null!;

    public static NodeStats Run(this NBomberContext context, params string[] args) => throw null!;
}

public static class Simulation
{
    public static LoadSimulation Inject(int rate, TimeSpan interval, TimeSpan during) => throw null!;
}
