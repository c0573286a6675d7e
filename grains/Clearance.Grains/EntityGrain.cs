using Clearance.Entities;

namespace Clearance.Grains;

/// <summary>Hosts an entity: activates it, hands it its calls, and lets it go.</summary>
/// <remarks>
/// <para>
/// A fault after which an entity must not be used ends its activation before the caller hears of it; the next call finds a
/// fresh one, which reads what is durable. Until the old entity has nothing under way it stays registered and calls wait:
/// otherwise the fresh one could load what a commit of the old one is about to replace, and answer from it. That wait is
/// bounded by the cluster's deactivation timeout; after it, the store's version check alone keeps the two apart. Then it gives
/// up its claim, so that any process may load it.
/// </para>
/// <para>
/// An activation that cannot load keeps the reason for the call that asked for it, and ends with it. Were it to throw while
/// it activates, the runtime would make every caller wait for seconds.
/// </para>
/// </remarks>
/// <typeparam name="TEntity">What is hosted.</typeparam>
/// <param name="scheduler">Waits.</param>
/// <param name="admittedMax">How many calls from outside may wait for the entity.</param>
public abstract class EntityGrain<TEntity>(IEntityScheduler scheduler, int admittedMax) : Grain
    where TEntity : class, IEntity
{
    private static readonly TimeSpan IdlePoll = TimeSpan.FromMilliseconds(2);

    private Exception? _neverLoaded;
    private int _admitted;

    /// <summary>The entity.</summary>
    protected abstract TEntity Entity { get; }

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Entity.Activate();

            // One that was given up meanwhile is not told of its end: shown, it would be read beside its successor for ever.
            cancellationToken.ThrowIfCancellationRequested();
            Show();
        }
        catch (Exception failure) when (EntityFaultException.Of(failure) is { } fault)
        {
            _neverLoaded = fault;
        }
        catch
        {
            await Entity.End();
            throw;
        }
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Hide();
        while (_neverLoaded is null && !Entity.IsIdle && !cancellationToken.IsCancellationRequested)
        {
            await scheduler.Delay(IdlePoll, CancellationToken.None);
        }

        await Entity.End();
    }

    /// <summary>Lets readers beside the calls see the entity.</summary>
    protected virtual void Show()
    {
    }

    /// <summary>Takes it out of their sight.</summary>
    protected virtual void Hide()
    {
    }

    /// <summary>A call from outside: it is refused while as many as may wait for the entity do.</summary>
    /// <remarks>Those of the engine itself end what was begun, and are as many as the calls they come of: only the runtime refuses one.</remarks>
    /// <param name="call">The call.</param>
    /// <param name="message">Makes what is sent back of what it answers.</param>
    protected async Task<TMessage> Admit<TAnswer, TMessage>(Func<TEntity, Task<TAnswer>> call, Func<TAnswer, TMessage> message)
    {
        if (_admitted >= admittedMax)
        {
            throw EntityFaultException.Of(
                new OverloadedException($"{admittedMax} calls wait for this entity; nothing was done."))!;
        }

        _admitted++;
        try
        {
            return message(await call(Loaded()));
        }
        catch (Exception failure) when (EntityFaultException.Of(failure) is { } fault)
        {
            throw EndedBy(fault);
        }
        finally
        {
            _admitted--;
        }
    }

    /// <summary>Makes a call of the entity that has no result; what it throws leaves as a fault that crosses processes.</summary>
    protected async Task Call(Func<TEntity, Task> call)
    {
        try
        {
            await call(Loaded());
        }
        catch (Exception failure) when (EntityFaultException.Of(failure) is { } fault)
        {
            throw EndedBy(fault);
        }
    }

    private TEntity Loaded() => _neverLoaded is null ? Entity : throw _neverLoaded;

    private EntityFaultException EndedBy(EntityFaultException fault)
    {
        if (_neverLoaded is not null || fault.EndsActivation)
        {
            Hide();
            DeactivateOnIdle();
        }

        return fault;
    }
}
