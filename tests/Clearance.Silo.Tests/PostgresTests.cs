using Clearance.Silo.Tests.OpenApi;
using Clearance.Silo.Tests.Running;
using Clearance.Storage;
using Clearance.Testing.Scenarios;
using Clearance.Testing.Stores;

namespace Clearance.Silo.Tests;

/// <summary>The engine with its data in PostgreSQL.</summary>
public sealed class PostgresTests : IAsyncLifetime
{
    private PostgresServer? server;

    private string[] Options =>
        ["--Clearance:Store:Provider", "postgres", "--Clearance:Store:Postgres:ConnectionString", server!.Connection];

    public async Task InitializeAsync() => server = await PostgresServer.Create();

    public async Task DisposeAsync() => await server!.DisposeAsync();

    [Fact]
    public async Task A_scenario_holds_over_HTTP_and_after_a_kill_of_engine_and_server()
    {
        var (code, refusal) = await Run(["--urls", "http://127.0.0.1:0", .. Options]);
        code.ShouldBe(3);
        refusal.ShouldContain("Run its migrations first");
        (await Run(["--migrate", server!.Connection])).ShouldBe(
            (0, $"Clearance {SiloProcess.Version}: the tables have schema version {PostgresMigrations.Version}"));

        await using var engine = await EngineProcess.Start(Options);
        engine.Output.ShouldContain("store PostgreSQL in database 'postgres' on 127.0.0.1:");
        var document = await engine.Client.Get("openapi/v1.json");
        var scenario = Scenario.Read("money-returned-when-it-cannot-be-taken");
        await ScenarioRunner.Run(scenario, new DescribedDriver(engine.Client, document));
        var (second, inUse) = await Run(["--urls", "http://127.0.0.1:0", .. Options]);
        second.ShouldBe(3);
        inUse.ShouldContain($"is in use by process {engine.Process.Id}");

        await engine.Kill();
        await server.Kill();
        await server.Start();
        await engine.Restart();
        await ScenarioRunner.Run(scenario with { Steps = [] }, new DescribedDriver(engine.Client, document));
        engine.Output.ShouldNotContain("failed; traceId");
    }

    /// <summary>The exit code, and the one line that was printed.</summary>
    private static async Task<(int Code, string Line)> Run(string[] options)
    {
        var (code, output, error) = await EngineProcess.Run(options);
        return (code, (output + error).Trim());
    }
}
