using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.Running;
using Clearance.Storage;
using Clearance.Testing.Stores;

namespace Clearance.Silo.Tests.Cluster;

/// <summary>S7: two engines that know each other by certificates from files, as an operator starts them. In a build with Orleans.</summary>
public sealed class SecuredEnginesTests : IAsyncLifetime, IDisposable
{
    private readonly SiloFolder folder = new();
    private PostgresServer? server;

    public async Task InitializeAsync()
    {
        server = await PostgresServer.Create();
        await PostgresMigrations.Run(server.Connection);
    }

    public async Task DisposeAsync()
    {
        await server!.DisposeAsync();
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task They_decide_together_and_the_operations_page_names_both()
    {
        var ports = (FreePort.Find(), FreePort.Find());
        await using var first = await Start(ports.Item1);
        await using var second = await Start(ports.Item2);
        var (declaration, taxpayer) = (Sample.Declaration(), Sample.Taxpayer());
        var registration = Sample.Registration(declaration, taxpayer).ToJsonString();
        (await first.Http.PostEvent("customs.declarations", registration)).Short().ShouldBe("accepted");
        (await second.Client.Eligibility(declaration, new DateOnly(2026, 11, 2))).Outcome.ShouldBe("hold");

        foreach (var engine in (EngineProcess[])[first, second])
        {
            var silos = (await engine.Http.GetJson("/v1/operations")).GetProperty("silos").EnumerateArray()
                .Select(static it => (Name: it.GetProperty("silo").GetString()!.Split('@')[0], Status: it.GetProperty("status").GetString()));
            silos.ShouldBe([($"127.0.0.1:{ports.Item1}", "Active"), ($"127.0.0.1:{ports.Item2}", "Active")], ignoreOrder: true);
        }

        (await first.Stop()).ShouldBe(0, first.Output);
        (await second.Stop()).ShouldBe(0, second.Output);
        first.Output.ShouldNotContain("refused: a connection between silos");
    }

    private Task<EngineProcess> Start(int port) => EngineProcess.Start(
    [
        "--host", "Orleans", "--Clearance:Store:Provider", "postgres", "--Clearance:Store:Postgres:Cluster", "true",
        "--Clearance:Store:Postgres:ConnectionString", server!.Connection, "--Clearance:Cluster:SiloPort", $"{port}", .. folder.Options,
    ]);
}
