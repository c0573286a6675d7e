using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.Running;
using Clearance.Testing.Stores;

namespace Clearance.Silo.Tests.Dashboard;

public sealed class DashboardTests
{
    private const string Key = "twenty characters, or more";

    private static readonly string[] Paths = ["/", "/index.min.js", "/DashboardCounters", "/ClusterStats", "/Trace", "/nowhere"];

    [Fact]
    public async Task It_shows_the_grains_to_who_has_its_key_and_nothing_to_anybody_else()
    {
        var port = FreePort.Find();
        await using var engine = await EngineProcess.Start(
            "--host", "Orleans", "--Clearance:Cluster:DashboardPort", $"{port}", "--Clearance:Cluster:DashboardKey", Key);
        var registration = Sample.Registration(Sample.Declaration(), Sample.Taxpayer()).ToJsonString();
        (await engine.Http.PostEvent("customs.declarations", registration)).Short().ShouldBe("accepted");

        using var nobody = At(port, null);
        using var guesser = At(port, "twenty characters, or less");
        foreach (var path in Paths)
        {
            (await nobody.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, path);
            (await guesser.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, path);
        }

        using var owner = At(port, Key);
        (await owner.GetStringAsync("/")).ShouldContain("<title>");
        (await Counters(owner)).ShouldContain("TaxpayerGrain");
        (await owner.GetAsync("/Trace")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await engine.Http.GetAsync("/DashboardCounters")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await engine.Stop()).ShouldBe(0);
    }

    [Fact]
    public async Task A_port_that_somebody_has_is_refused()
    {
        using var somebody = new TcpListener(IPAddress.Loopback, 0);
        somebody.Start();
        var port = ((IPEndPoint)somebody.LocalEndpoint).Port;
        var data = Directory.CreateTempSubdirectory("clearance-").FullName;
        var (code, output, error) = await EngineProcess.Run(
            ["--host", "Orleans", "--urls", "http://127.0.0.1:0", "--data", data, "--Clearance:Cluster:DashboardPort", $"{port}"],
            ("Clearance__Cluster__DashboardKey", Key));
        Directory.Delete(data, recursive: true);

        code.ShouldBe(4);
        output.ShouldBeEmpty();
        var line = error.Trim().Split('\n').ShouldHaveSingleItem();
        line.ShouldContain($":{port}");
        line.ShouldContain("Clearance:Cluster:DashboardPort");
    }

    [Theory]
    [InlineData("")]
    [InlineData("nineteen characters")]
    public async Task It_is_not_shown_without_a_key_worth_the_name_and_the_key_is_not_printed(string key)
    {
        var (code, output, error) = await EngineProcess.Run(
            ["--host", "Orleans", "--Clearance:Cluster:DashboardPort", "8080"], ("Clearance__Cluster__DashboardKey", key));

        code.ShouldBe(2);
        output.ShouldBeEmpty();
        error.Trim().Split('\n').ShouldHaveSingleItem().ShouldBe(
            "Clearance cannot start: Clearance:Cluster:DashboardPort is '8080': it shows every silo and grain, so "
            + "Clearance:Cluster:DashboardKey must be set, to at least 20 characters.");
    }

    private static HttpClient At(int port, string? key)
    {
        var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        if (key is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"operator:{key}")));
        }

        return client;
    }

    /// <summary>The dashboard counts once a second.</summary>
    private static async Task<string> Counters(HttpClient dashboard)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (true)
        {
            var counters = await dashboard.GetStringAsync("/DashboardCounters", late.Token);
            if (counters.Contains("TaxpayerGrain", StringComparison.Ordinal))
            {
                return counters;
            }

            await Task.Delay(200, late.Token);
        }
    }
}
