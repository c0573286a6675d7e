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

    /// <summary>The providers of this build, and what the engine says of each.</summary>
    public static TheoryData<string, string> Stores
    {
        get
        {
            var stores = new TheoryData<string, string> { { "postgres", "store PostgreSQL in database 'postgres' on 127.0.0.1:" } };
            if (SiloSettings.HasOrleans)
            {
                stores.Add("adonet", "store of single records in PostgreSQL database 'postgres' on 127.0.0.1:");
            }

            return stores;
        }
    }

    public async Task InitializeAsync() => server = await PostgresServer.Create();

    public async Task DisposeAsync() => await server!.DisposeAsync();

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_scenario_holds_over_HTTP_and_after_a_kill_of_engine_and_server(string provider, string named)
    {
        string[] options = ["--Clearance:Store:Provider", provider, "--Clearance:Store:Postgres:ConnectionString", server!.Connection];
        var (code, refusal) = await Run(["--urls", "http://127.0.0.1:0", .. options]);
        code.ShouldBe(3);
        refusal.ShouldContain("Run its migrations first");
        (await Run(["--migrate", server!.Connection])).ShouldBe(
            (0, $"Clearance {SiloProcess.Version}: the tables have schema version {PostgresMigrations.Version}"));

        await using var engine = await EngineProcess.Start(options);
        engine.Output.ShouldContain(named);
        var document = await engine.Client.Get("openapi/v1.json");
        var scenario = Scenario.Read("money-returned-when-it-cannot-be-taken");
        await ScenarioRunner.Run(scenario, new DescribedDriver(engine.Client, document));
        var (second, inUse) = await Run(["--urls", "http://127.0.0.1:0", .. options]);
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
