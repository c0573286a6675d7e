using System.Globalization;
using Clearance.Domain;
using Clearance.Entities;
using Clearance.Entities.Tests.Codec;
using Clearance.LocalHost;
using Clearance.Testing.Scenarios;
using Clearance.Testing.Stores;

namespace Clearance.Grains.Tests.Messages;

/// <summary>Plays a scenario so that every call of an entity, and every answer, is carried.</summary>
internal sealed class WiredScenario : IAsyncDisposable
{
    private static readonly int[] DaysAside = [-400, -30, -1, 0, 1, 16, 31, 400];

    private readonly InMemoryStore _store = new();
    private readonly IntentDispatcher _dispatcher;
    private readonly LocalEntityHost _behind;
    private readonly WiredHost _host;
    private readonly EventIntake _intake;

    private WiredScenario(Wire wire)
    {
        var scheduler = new ThreadPoolScheduler(TimeProvider.System);
        var hasher = new EventHasher(_store.RegistrySecret);
        _dispatcher = new IntentDispatcher(scheduler);
        EntityServices? services = null;
        _behind = new LocalEntityHost(scheduler, _ => EntityFactory.Of(
            id => new TaxpayerEntity(id, services!, hasher), key => new DeclarationEntity(key, services!)));
        _host = new WiredHost(_behind, wire);
        services = new EntityServices
        {
            Store = _store,
            Committer = new GroupCommitter(_store, TaskScheduler.Default),
            Scheduler = scheduler,
            Host = _host,
            Intents = _dispatcher,
        };
        _intake = new EventIntake(services, hasher, _dispatcher, TimeSpan.FromSeconds(10));
    }

    public static async Task Run(string name, Wire wire)
    {
        await using var world = new WiredScenario(wire);
        await world._dispatcher.Start(world._host, world._store, CancellationToken.None);
        var scenario = Scenario.Read(name);
        await ScenarioRunner.Run(scenario, new EngineScenarioDriver(world._intake, world._host));
        foreach (var check in scenario.Checks)
        {
            DeclarationKey.TryParseEither(check.GetProperty("declaration").GetString(), out var key).ShouldBeTrue();
            await world.Compare(
                key, DateOnly.ParseExact(check.GetProperty("on").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture));
        }

        wire.Messages.ShouldBeGreaterThan(scenario.Steps.Count);
    }

    public async ValueTask DisposeAsync()
    {
        _dispatcher.Dispose();
        await _behind.DisposeAsync();
        await _store.DisposeAsync();
    }

    /// <summary>A decision from the slice that was carried is the one from the whole ledger, on other dates too.</summary>
    private async Task Compare(DeclarationKey key, DateOnly date)
    {
        if (await _host.Declaration(key).Owner() is not { } owner)
        {
            return;
        }

        await _host.Taxpayer(owner).Root();
        var (root, declaration) = await _behind.Taxpayer(owner).Find(key);
        foreach (var on in DaysAside.Select(date.AddDays))
        {
            var decided = await _host.Declaration(key).Decide(on);
            Printout.Of(decided).ShouldBe(Printout.Of(root.Decide(declaration!, on)));
        }
    }
}
