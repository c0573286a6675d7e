using Clearance.Silo.Tests.OpenApi;
using Clearance.Silo.Tests.Running;
using Clearance.Testing.Scenarios;

namespace Clearance.Silo.Tests;

/// <summary>Every scenario over HTTP, each against a process and a data folder of its own.</summary>
public sealed class ScenarioTests(ScenarioTests.Engines engines) : IClassFixture<ScenarioTests.Engines>
{
    public static TheoryData<string> Names => [.. Scenario.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Scenario_holds_over_HTTP(string name)
    {
        await using var engine = await engines.Next();
        var document = await engine.Client.Get("openapi/v1.json");
        await ScenarioRunner.Run(Scenario.Read(name), new DescribedDriver(engine.Client, document));
        engine.Output.ShouldNotContain("failed; traceId");
        engine.Output.ShouldNotContain("is stopped");
    }

    /// <summary>Starts the next engine while a scenario plays against the last.</summary>
    public sealed class Engines : IAsyncLifetime
    {
        private Task<EngineProcess> next = Task.FromException<EngineProcess>(new InvalidOperationException());

        internal async Task<EngineProcess> Next()
        {
            var engine = await next;
            next = EngineProcess.Start();
            return engine;
        }

        public Task InitializeAsync()
        {
            next = EngineProcess.Start();
            return Task.CompletedTask;
        }

        public async Task DisposeAsync() => await (await next).DisposeAsync();
    }
}
