using Clearance.LocalHost;
using Clearance.Testing.Engines;
using Clearance.Testing.Stores;

namespace Clearance.Entities.Tests.Engine;

/// <summary>An engine in mailboxes over a store in memory.</summary>
internal sealed class TestEngine : TestedEngine, IAsyncDisposable
{
    /// <summary>Hundreds of calls at once on a crowded machine are late, and no test of an engine is about that.</summary>
    private static readonly LocalEngineOptions Patient = new() { SettleWithin = TimeSpan.FromMinutes(1) };

    private TestEngine(InMemoryStore store, LocalEngine engine)
        : base(store, engine) => Engine = engine;

    public LocalEngine Engine { get; }

    public static async Task<TestEngine> Start(
        InMemoryStore? store = null, TimeProvider? clock = null, LocalEngineOptions? options = null,
        IEntityObserver? observer = null)
    {
        store ??= new InMemoryStore();
        var scheduler = new ThreadPoolScheduler(clock ?? TimeProvider.System);
        return new TestEngine(store, await LocalEngine.Start(store, scheduler, options ?? Patient, observer));
    }

    /// <summary>A process dies and another starts on what was durable.</summary>
    public async Task<TestEngine> Restart()
    {
        var next = Store.Reopen();
        await Engine.DisposeAsync();
        return await Start(next);
    }

    public ValueTask DisposeAsync() => Engine.DisposeAsync();
}
