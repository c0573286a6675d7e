using System.Text;
using Clearance.Domain;
using Clearance.Entities;
using Clearance.Grains.Tests.Messages;
using Clearance.Testing.Scenarios;

namespace Clearance.Grains.Tests.Silos;

/// <summary>Three silos over one database: any answers for any declaration.</summary>
public sealed class ClusterTests(ClusterServer server) : IClassFixture<ClusterServer>
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("CLEARANCE_TEST_LONG") == "1";

    private static readonly string[] Moving =
    [
        "cleared-before-registration",
        "money-for-another-taxpayers-declaration",
        "money-of-one-for-goods-of-another",
        "money-returned-when-it-cannot-be-taken",
        "suspense-repaired",
        "two-officers-move-money",
    ];

    /// <summary>Those in which ledgers send each other messages; all of them in a long run.</summary>
    public static TheoryData<string> Names => [.. IsLong ? Scenario.Names : Moving];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Scenario_holds_whatever_silo_each_call_goes_to(string name)
    {
        await using var cluster = await ThreeSilos.On(await server.Make());
        await ScenarioRunner.Run(Scenario.Read(name), new EngineScenarioDriver(cluster, cluster));
    }

    [Fact]
    public async Task Ledgers_of_a_silo_that_leaves_are_answered_for_by_the_others_and_no_event_is_lost()
    {
        await using var cluster = await ThreeSilos.On(await server.Make());
        for (var i = 0; i < 12; i++)
        {
            (await Place(cluster, i)).Status.ShouldBe(EventStatus.Accepted);
        }

        var has = cluster.Engines.Single(static engine => engine.Roots.Count > 0);
        await cluster.Stop(has);

        (await Place(cluster, 12)).Status.ShouldBe(EventStatus.Accepted);
        (await Place(cluster, 3)).Status.ShouldBe(EventStatus.Duplicate);
        (await cluster.Taxpayer(Samples.Taxpayer).Root()).Version.ShouldBe(13);
        cluster.Engines.Count(static engine => engine.Roots.Count > 0).ShouldBe(1);
    }

    [Fact]
    public async Task A_silo_asked_for_a_ledger_of_another_lets_it_go()
    {
        await using var cluster = await ThreeSilos.On(await server.Make());
        (await Place(cluster, 1)).Status.ShouldBe(EventStatus.Accepted);
        var has = cluster.Engines.Single(static engine => engine.Roots.Count > 0);
        var other = cluster.Engines.First(engine => engine != has).Services.Store;

        // As a second activation would, where the directory of grains named two.
        await Eventually(() => other.LoadLedger(Samples.Taxpayer, default));

        has.Roots.TryRoot(Samples.Taxpayer, out _).ShouldBeNull();
        var claimed = (IClusterStore)other;
        await claimed.Release(Samples.Taxpayer, claimed.ClaimOf(Samples.Taxpayer));
        (await Place(cluster, 2)).Status.ShouldBe(EventStatus.Accepted);
    }

    private static async Task<LedgerRecord?> Eventually(Func<Task<LedgerRecord?>> load)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await load();
            }
            catch (StoreUnavailableException) when (tries < 5)
            {
                // It is asked for again.
            }
        }
    }

    private static async Task<EventResult> Place(ThreeSilos cluster, int number)
    {
        var json = Encoding.UTF8.GetString(Samples.Event.Raw.Span).Replace("TCHQ:1", $"TCHQ:{number}", StringComparison.Ordinal);
        return (await cluster.Take(EventStream.Taxpayers, [Encoding.UTF8.GetBytes(json)], CancellationToken.None)).ShouldHaveSingleItem();
    }
}
