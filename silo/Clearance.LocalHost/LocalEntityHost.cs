using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.LocalHost;

/// <summary>Hosts entities in this process: activated on first use, one turn at a time each, let go when unused.</summary>
/// <remarks>
/// At most one slot of a key takes calls: a slot that retires closes its mailbox first and leaves the table after, and calls
/// that still reach it go on to its successor, in their order. It knows nothing of other processes: the store's lease keeps
/// those out.
/// </remarks>
public sealed class LocalEntityHost : IEntityHost, IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly long startedAt;
    private readonly Task sweeping;
    private int pressure;

    /// <summary>Hosts the entities that a factory makes, which is given the host.</summary>
    public LocalEntityHost(
        IEntityScheduler scheduler, Func<IEntityHost, EntityFactory> entities, LocalHostOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        ArgumentNullException.ThrowIfNull(entities);
        Scheduler = scheduler;
        Options = options ?? new LocalHostOptions();
        Taxpayers = new(id => new TaxpayerSlot(this, id));
        Declarations = new(key => new DeclarationSlot(this, key));
        Entities = entities(this);
        startedAt = scheduler.Clock.GetTimestamp();
        sweeping = Options.CollectEvery == Timeout.InfiniteTimeSpan
            ? Task.CompletedTask
            : new Mailbox(scheduler).Run(Sweep);
    }

    /// <summary>What became of ledgers.</summary>
    public EntityCounts TaxpayerCounts => Taxpayers.Tally.Counts;

    /// <summary>What became of declarations' identities.</summary>
    public EntityCounts DeclarationCounts => Declarations.Tally.Counts;

    internal IEntityScheduler Scheduler { get; }

    internal LocalHostOptions Options { get; }

    internal EntityFactory Entities { get; }

    internal SlotTable<TaxpayerId, ITaxpayer, TaxpayerSlot> Taxpayers { get; }

    internal SlotTable<DeclarationKey, IDeclaration, DeclarationSlot> Declarations { get; }

    internal bool IsStopping => stop.IsCancellationRequested;

    /// <inheritdoc/>
    public ITaxpayer Taxpayer(TaxpayerId id) => Taxpayers.At(id);

    /// <inheritdoc/>
    public IDeclaration Declaration(DeclarationKey key) => Declarations.At(key);

    /// <summary>
    /// Lets go of entities unused for long. While memory is short, for half as long at each look: the oldest go first.
    /// </summary>
    public void Collect()
    {
        var isShort = Options.MemoryLoad() > Options.MemoryLoadMax;
        pressure = Math.Clamp(pressure + (isShort ? 1 : -1), 0, 20);
        Collect(Options.TaxpayerIdleAfter / (1 << pressure), Options.DeclarationIdleAfter / (1 << pressure));
    }

    /// <summary>
    /// Takes no more calls and waits, for as long as <see cref="LocalHostOptions.DrainWithin"/>, until every call taken has
    /// ended and no entity has work under way. Calls that still wait for an activation are refused.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (IsStopping)
        {
            return;
        }

        stop.Cancel();
        await sweeping;
        var started = Scheduler.Clock.GetTimestamp();
        while (Collect(TimeSpan.Zero, TimeSpan.Zero)
            && Scheduler.Clock.GetElapsedTime(started) < Options.DrainWithin)
        {
            await Scheduler.Delay(TimeSpan.FromMilliseconds(5), CancellationToken.None);
        }
    }

    internal static StoreUnavailableException Stopping() => new("The engine is stopping.");

    private bool Collect(TimeSpan taxpayers, TimeSpan declarations)
    {
        var now = Scheduler.Clock.GetElapsedTime(startedAt).Ticks + 1;
        return Taxpayers.Collect(taxpayers, now) | Declarations.Collect(declarations, now);
    }

    private async Task Sweep()
    {
        try
        {
            while (true)
            {
                await Scheduler.Delay(Options.CollectEvery, stop.Token);
                Collect();
            }
        }
        catch (OperationCanceledException) when (IsStopping)
        {
        }
    }
}
