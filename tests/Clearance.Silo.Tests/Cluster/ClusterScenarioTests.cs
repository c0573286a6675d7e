using Clearance.Silo.Tests.OpenApi;
using Clearance.Testing.Scenarios;
using Clearance.Testing.Stores;

namespace Clearance.Silo.Tests.Cluster;

/// <summary>
/// Scenarios over HTTP against three engines, each call to the next of them, each scenario with engines and a database of its own: two of
/// those in which ledgers send each other messages; all of them in a long run. In a build with Orleans.
/// </summary>
public sealed class ClusterScenarioTests
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("CLEARANCE_TEST_LONG") == "1";

    public static TheoryData<string> Names =>
        [.. IsLong ? Scenario.Names : ["money-of-one-for-goods-of-another", "money-returned-when-it-cannot-be-taken"]];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Scenario_holds_whatever_engine_each_call_goes_to(string name)
    {
        await using var server = await PostgresServer.Create();
        await using var cluster = await ThreeEngines.Start(server.Connection);
        var document = await cluster.Client.Get("openapi/v1.json");
        await ScenarioRunner.Run(Scenario.Read(name), new DescribedDriver(cluster.Client, document));
        foreach (var engine in cluster.Engines)
        {
            engine.Output.ShouldNotContain("failed; traceId");
        }
    }
}
