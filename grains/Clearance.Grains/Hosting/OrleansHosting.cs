using System.Net;
using System.Net.Sockets;
using Clearance.Entities;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Serialization.Configuration;

namespace Clearance.Grains;

/// <summary>Makes a silo host our grains.</summary>
public static class OrleansHosting
{
    private const double MemoryGap = 5;

    /// <summary>
    /// A silo of a cluster, or one of its own: a cluster that nobody joins, on this machine only. Its services then have the
    /// <see cref="OrleansEngine"/>, which is to be started once the silo is.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="store">An open store; it stays the caller's to close, after the silo.</param>
    /// <param name="scheduler">Time.</param>
    /// <param name="options">How it is run.</param>
    /// <param name="observer">Hears what operators should.</param>
    public static ISiloBuilder UseClearanceGrains(
        this ISiloBuilder silo, IClearanceStore store, IEntityScheduler scheduler, OrleansEngineOptions options,
        IEntityObserver observer)
    {
        var (siloPort, gatewayPort) = (options.SiloPort ?? FreePort(), options.GatewayPort ?? 0);
        if (options.Cluster is { } cluster)
        {
            cluster.Configure(silo, siloPort, gatewayPort);
        }
        else
        {
            silo.UseLocalhostClustering(siloPort, gatewayPort);
        }

        return silo.AddClearanceGrains(store, scheduler, options, observer);
    }

    /// <summary>The grains and the engine around them, in whatever cluster the silo is.</summary>
    internal static ISiloBuilder AddClearanceGrains(
        this ISiloBuilder silo, IClearanceStore store, IEntityScheduler scheduler, OrleansEngineOptions options,
        IEntityObserver observer)
    {
        silo.Configure<SiloMessagingOptions>(messaging =>
        {
            // Beside those from outside there is as much room again for calls of the engine itself, which end what others began.
            messaging.MaxEnqueuedRequestsHardLimit = 2 * options.WaitingCallsMax;
        });
        silo.Configure<TypeManifestOptions>(types => types.EnableConfigurationAnalysis = true);
        silo.Configure<GrainCollectionOptions>(collection => Configure(collection, options));
        silo.Services
            .AddSingleton(options)
            .AddSingleton(new LocalRoots(scheduler.Clock, options.TaxpayerIdleAfter / 3))
            .AddSingleton(new EventHasher(store.RegistrySecret))
            .AddSingleton(scheduler)
            .AddSingleton<OrleansEntityHost>()
            .AddSingleton(services => new OrleansEngine(
                store, scheduler, services.GetRequiredService<OrleansEntityHost>(),
                services.GetRequiredService<EventHasher>(), options, observer))
            .AddSingleton(services => services.GetRequiredService<OrleansEngine>().Services);
        return silo;
    }

    private static void Configure(GrainCollectionOptions collection, OrleansEngineOptions options)
    {
        var shortest = options.DeclarationIdleAfter < options.TaxpayerIdleAfter
            ? options.DeclarationIdleAfter
            : options.TaxpayerIdleAfter;
        if (shortest <= collection.CollectionQuantum)
        {
            collection.CollectionQuantum = shortest / 2;
        }

        collection.ClassSpecificCollectionAge[typeof(TaxpayerGrain).FullName!] = options.TaxpayerIdleAfter;
        collection.ClassSpecificCollectionAge[typeof(DeclarationGrain).FullName!] = options.DeclarationIdleAfter;
        collection.EnableActivationSheddingOnMemoryPressure = true;
        collection.MemoryUsageLimitPercentage = options.MemoryLoadMax * 100;
        collection.MemoryUsageTargetPercentage = Math.Max(0, collection.MemoryUsageLimitPercentage - MemoryGap);
    }

    /// <summary>A port that was free a moment ago; if somebody takes it first, the start says so.</summary>
    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
