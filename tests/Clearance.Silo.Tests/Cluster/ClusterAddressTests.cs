using System.Net;
using System.Net.NetworkInformation;
using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.Running;
using Clearance.Storage;
using Clearance.Testing.Stores;
using Npgsql;

namespace Clearance.Silo.Tests.Cluster;

/// <summary>Silos that reach each other at an address each, as those of several machines do.</summary>
public sealed class ClusterAddressTests : IAsyncLifetime
{
    private const string First = "127.0.0.2";
    private const string Second = "127.0.0.3";

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

    [Fact]
    public async Task They_form_a_cluster_with_one_port_and_listen_at_no_other_address()
    {
        var port = FreePort.Find();
        await using var first = await Start(First, port);
        await using var second = await Start(Second, port);

        (await Active()).ShouldBe([$"{First}:{port}", $"{Second}:{port}"]);
        IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(it => it.Port == port)
            .ShouldBe([new(IPAddress.Parse(First), port), new(IPAddress.Parse(Second), port)], ignoreOrder: true);
        var (declaration, taxpayer) = (Sample.Declaration(), Sample.Taxpayer());
        var registration = Sample.Registration(declaration, taxpayer).ToJsonString();
        (await first.Http.PostEvent("customs.declarations", registration)).Short().ShouldBe("accepted");
        (await second.Client.Eligibility(declaration, new DateOnly(2026, 11, 2))).Outcome.ShouldBe("hold");
        (await first.Stop()).ShouldBe(0);
        (await second.Stop()).ShouldBe(0);
    }

    private Task<EngineProcess> Start(string address, int port) => EngineProcess.Start(
        "--host", "Orleans", "--Clearance:Store:Provider", "postgres", "--Clearance:Store:Postgres:Cluster", "true",
        "--Clearance:Store:Postgres:ConnectionString", server!.Connection, "--Clearance:Cluster:SiloPort", $"{port}",
        "--Clearance:Cluster:Address", address);

    /// <summary>Those that the table of silos has as members.</summary>
    private async Task<IReadOnlyList<string>> Active()
    {
        await using var source = NpgsqlDataSource.Create(server!.Connection);
        await using var query = source.CreateCommand("SELECT address || ':' || port FROM clearance.silo WHERE status = 3 ORDER BY address");
        await using var row = await query.ExecuteReaderAsync();
        var members = new List<string>();
        while (await row.ReadAsync())
        {
            members.Add(row.GetString(0));
        }

        return members;
    }
}
