using Clearance.Entities;
using Clearance.LocalHost;

namespace Clearance.Silo;

/// <summary>An engine in this process over an open store.</summary>
/// <param name="opened">The store; closed after the engine.</param>
/// <param name="engine">What is to be ended.</param>
/// <param name="services">What its entities are given.</param>
/// <param name="intake">Its way in.</param>
/// <param name="silos">Asks for the silos of its cluster; null: it is alone.</param>
internal sealed class EmbeddedEngine(
    OpenStore opened, EntityEngine engine, EntityServices services, IIntake intake, Func<Task<IReadOnlyList<SiloState>>>? silos = null)
    : Engine
{
    /// <inheritdoc/>
    public override IIntake Intake => field ??= new CountedIntake(intake, Flows);

    /// <inheritdoc/>
    public override IEntityHost Entities => services.Host;

    /// <inheritdoc/>
    public override IClearanceStore Store => opened.Store;

    /// <inheritdoc/>
    public override EngineLoad Load => engine.Load;

    /// <inheritdoc/>
    public override TimeProvider Clock => services.Scheduler.Clock;

    /// <inheritdoc/>
    public override string StoreName => opened.Name;

    /// <inheritdoc/>
    public override string StorePlace => opened.Place;

    /// <inheritdoc/>
    public override GroupCommitCounts Commits => services.Committer.Counts;

    /// <inheritdoc/>
    public override Task<IReadOnlyList<SiloState>> Silos() => silos?.Invoke() ?? base.Silos();

    /// <summary>Starts an engine of mailboxes on an open store.</summary>
    public static async Task<Engine> Local(
        OpenStore opened, SiloSettings settings, IEntityObserver observer, CancellationToken cancel)
    {
        var options = new LocalEngineOptions
        {
            SettleWithin = settings.SettleTimeout,
            DeliveryDelay = settings.DeliveryDelay,
            Host = new LocalHostOptions
            {
                TaxpayerIdleAfter = settings.LedgerIdle,
                DeclarationIdleAfter = settings.DeclarationIdle,
                WaitingCallsMax = settings.WaitingCallsMax,
                MemoryLoadMax = settings.MemoryPercentMax / 100.0,
            },
        };
        var engine = await LocalEngine.Start(
            opened.Store, new ThreadPoolScheduler(TimeProvider.System), options, observer, cancel);
        return new EmbeddedEngine(opened, engine, engine.Services, engine.Intake);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await engine.DisposeAsync();
        await opened.Store.DisposeAsync();
    }
}
