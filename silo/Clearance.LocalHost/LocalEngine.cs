using Clearance.Entities;

namespace Clearance.LocalHost;

/// <summary>How an engine of one process is run.</summary>
public sealed record LocalEngineOptions : EngineOptions
{
    /// <summary>When entities leave memory.</summary>
    public LocalHostOptions Host { get; init; } = new();
}

/// <summary>The engine in one process: entities in mailboxes.</summary>
public sealed class LocalEngine : EntityEngine
{
    private LocalEngine(
        IClearanceStore store, IEntityScheduler scheduler, LocalEntityHost host, EventHasher hasher,
        LocalEngineOptions options, IEntityObserver observer, LocalEngineParts parts)
        : base(store, scheduler, host, hasher, options, observer, parts.Services) => Host = host;

    /// <summary>The entities.</summary>
    public LocalEntityHost Host { get; }

    /// <summary>Starts an engine on an open store. The store stays the caller's to close, after the engine.</summary>
    public static Task<LocalEngine> Start(
        IClearanceStore store, IEntityScheduler scheduler, LocalEngineOptions? options = null,
        IEntityObserver? observer = null, CancellationToken cancel = default) =>
        Start(store, scheduler, options, observer, new LocalEngineParts(), cancel);

    internal static async Task<LocalEngine> Start(
        IClearanceStore store, IEntityScheduler scheduler, LocalEngineOptions? options,
        IEntityObserver? observer, LocalEngineParts parts, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (store is IClusterStore)
        {
            throw new ArgumentException(
                "The local host is one process and knows nothing of others: a store of a cluster needs Orleans.", nameof(store));
        }

        options ??= new LocalEngineOptions();
        LocalEngine? engine = null;
        var hasher = new EventHasher(store.RegistrySecret);
        var host = new LocalEntityHost(scheduler, _ => parts.Entities(() => engine!.Services, hasher), options.Host);
        engine = new LocalEngine(store, scheduler, host, hasher, options, observer ?? SilentObserver.Instance, parts);
        await engine.Begin(cancel);
        return engine;
    }

    /// <inheritdoc/>
    protected override (long Ledgers, long? Declarations) InMemory => (Host.TaxpayerCounts.Active, Host.DeclarationCounts.Active);

    /// <inheritdoc/>
    protected override ValueTask StopHost() => Host.DisposeAsync();
}
