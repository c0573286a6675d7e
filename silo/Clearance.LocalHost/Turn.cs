namespace Clearance.LocalHost;

/// <summary>A call on its way to an entity.</summary>
internal abstract class Turn<TEntity> : WorkItem
    where TEntity : class
{
    internal sealed override void Run(Mailbox mailbox) => ((Slot<TEntity>)mailbox).Begin(this);

    /// <summary>Runs the call on the entity up to its first wait; the task is for nobody, the caller has its own.</summary>
    internal abstract Task Start(Slot<TEntity> slot, TEntity entity);

    internal abstract void Fail(Exception why);
}

/// <inheritdoc/>
/// <remarks>
/// The caller's code never runs inside the turn: an await that left a mailbox continues in it, one from elsewhere continues
/// on the pool. So the completion need not be asynchronous, and on one thread the order stays the seed's.
/// </remarks>
internal sealed class Turn<TEntity, TArgument, TResult>(
    Func<TEntity, TArgument, ValueTask<TResult>> call, TArgument argument, Slot<TEntity>? admittedBy) : Turn<TEntity>
    where TEntity : class
{
    private readonly TaskCompletionSource<TResult> completion = new();

    internal Task<TResult> Task => completion.Task;

    internal override async Task Start(Slot<TEntity> slot, TEntity entity)
    {
        TResult result;
        try
        {
            result = await call(entity, argument);
        }
        catch (Exception exception)
        {
            // Whatever was thrown is the caller's answer.
            slot.Ended(entity, exception);
            admittedBy?.Left();
            completion.SetException(exception);
            return;
        }

        slot.Ended(entity, null);
        admittedBy?.Left();
        completion.SetResult(result);
    }

    internal override void Fail(Exception why)
    {
        admittedBy?.Left();
        completion.SetException(why);
    }
}
