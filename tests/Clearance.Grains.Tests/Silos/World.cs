using Clearance.Entities;
using Clearance.Testing.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Serialization.Configuration;

namespace Clearance.Grains.Tests.Silos;

/// <summary>A silo of Orleans with our grains over a store in memory, and, where asked for, a client in front of its gateway.</summary>
internal sealed class World : IAsyncDisposable
{
    private readonly OrleansEngine _engine;
    private readonly IHost? _client;
    private readonly IntentDispatcher? _clientsDispatcher;

    private World(InMemoryStore store, OrleansEngine engine, IHost? client)
    {
        Store = store;
        _engine = engine;
        _client = client;
        Host = engine.Host;
        Intake = engine.Intake;
        if (client is not null)
        {
            var scheduler = engine.Services.Scheduler;
            Grains = client.Services.GetRequiredService<IClusterClient>();
            var host = new OrleansEntityHost(Grains, new LocalRoots(scheduler.Clock, TimeSpan.MaxValue), scheduler);
            _clientsDispatcher = new IntentDispatcher(scheduler);
            Host = host;
            Intake = new EventIntake(
                engine.Services with { Host = host }, new EventHasher(store.RegistrySecret), _clientsDispatcher, TimeSpan.FromSeconds(10));
        }
    }

    public InMemoryStore Store { get; }

    public OrleansEngine Engine => _engine;

    /// <summary>The entities, as the silo sees them, or the client.</summary>
    public OrleansEntityHost Host { get; }

    /// <summary>The way in, of the silo, or of the client.</summary>
    public IIntake Intake { get; }

    /// <summary>The client's grains.</summary>
    public IClusterClient? Grains { get; }

    public static async Task<World> OfOneSilo(OrleansEngineOptions? options = null, InMemoryStore? store = null)
    {
        store ??= new InMemoryStore();
        return new World(store, await OrleansEngine.Start(store, new OrleansScheduler(TimeProvider.System), options), null);
    }

    public static async Task<World> OfAClient(OrleansEngineOptions? options = null)
    {
        var store = new InMemoryStore();
        var gateway = FreePort.Find();
        var engine = await OrleansEngine.Start(
            store, new OrleansScheduler(TimeProvider.System), (options ?? new OrleansEngineOptions()) with { GatewayPort = gateway });
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleansClient(client =>
        {
            client.UseLocalhostClustering(gateway);
            client.Configure<TypeManifestOptions>(types => types.EnableConfigurationAnalysis = true);
        });
        var host = builder.Build();
        await host.StartAsync();
        return new World(store, engine, host);
    }

    /// <summary>Waits until something is so.</summary>
    public static async Task Until(Func<bool> isSo, string what)
    {
        for (var left = 2000; !isSo(); left--)
        {
            left.ShouldBeGreaterThan(0, $"never: {what}");
            await Task.Delay(10);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _clientsDispatcher?.Dispose();
        if (_client is { } client)
        {
            await client.StopAsync();
            client.Dispose();
        }

        await _engine.DisposeAsync();
        await Store.DisposeAsync();
    }
}
