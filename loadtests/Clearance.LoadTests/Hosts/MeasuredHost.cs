using Clearance.Entities;
using Clearance.LocalHost;
using Clearance.Storage;

namespace Clearance.LoadTests;

/// <summary>A host of entities, to be measured in this process.</summary>
/// <remarks>Nothing is active when its engine starts, and nothing that became active leaves memory while it is measured.</remarks>
/// <param name="Name">What it is called on the command line and in reports.</param>
/// <param name="Start">Starts an engine on an open store.</param>
internal sealed record MeasuredHost(string Name, Func<IClearanceStore, CancellationToken, Task<EntityEngine>> Start)
{
    private static readonly LocalEngineOptions Local = new()
    {
        ActivatedAtStart = 0,
        Host = new LocalHostOptions { CollectEvery = Timeout.InfiniteTimeSpan },
    };

    /// <summary>Those this build has, the local one first.</summary>
    public static IReadOnlyList<MeasuredHost> All { get; } =
    [
        new("local", static async (store, cancel) =>
            await LocalEngine.Start(store, new ThreadPoolScheduler(TimeProvider.System), Local, cancel: cancel)),
#if WITH_ORLEANS
        new("orleans", SiloEngine.Alone),
#endif
    ];

    /// <summary>Starts it on the embedded store in a folder, which is made if need be, and stops it afterwards.</summary>
    public async Task On(string folder, Func<EntityEngine, Task> work, CancellationToken cancel)
    {
        await using var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Directory = folder }, cancel);
        await using var engine = await Start(store, cancel);
        await work(engine);
    }
}
