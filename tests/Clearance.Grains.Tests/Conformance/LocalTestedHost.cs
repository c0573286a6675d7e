using Clearance.Domain;
using Clearance.LocalHost;
using Clearance.Testing.Stores;

namespace Clearance.Grains.Tests.Conformance;

/// <summary>Mailboxes of this process.</summary>
internal sealed class LocalTestedHost : TestedHost
{
    private readonly LocalEngine _engine;
    private readonly Counting _counting;

    private LocalTestedHost(InMemoryStore store, LocalEngine engine, Counting counting)
        : base(store, engine, engine) => (_engine, _counting) = (engine, counting);

    public override long ActiveLedgers => _engine.Host.TaxpayerCounts.Active;

    public override int Conflicts => _counting.Conflicts;

    public static async Task<TestedHost> Start(HostSettings? settings, InMemoryStore? store)
    {
        settings ??= new HostSettings();
        store ??= new InMemoryStore();
        var counting = new Counting();
        var options = new LocalEngineOptions
        {
            SettleWithin = settings.SettleWithin,
            DeliveryDelay = settings.DeliveryDelay,
            Entities = settings.Entities,
            Host = new LocalHostOptions
            {
                WaitingCallsMax = settings.WaitingCallsMax,
                TaxpayerIdleAfter = settings.LetsGoWhenAsked ? TimeSpan.FromTicks(1) : settings.TaxpayerIdleAfter,
                CollectEvery = settings.LetsGoWhenAsked ? Timeout.InfiniteTimeSpan : settings.TaxpayerIdleAfter / 10,
            },
        };
        var engine = await LocalEngine.Start(store, new ThreadPoolScheduler(TimeProvider.System), options, counting);
        return new LocalTestedHost(store, engine, counting);
    }

    /// <inheritdoc/>
    /// <remarks>In one process only the clock asks for it; so whatever is not in use just then goes.</remarks>
    public override void LetGo(TaxpayerId taxpayer) => _engine.Host.Collect();

    public override ValueTask DisposeAsync() => _engine.DisposeAsync();
}
