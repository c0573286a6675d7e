using Clearance.Entities;

namespace Clearance.Grains;

/// <summary>The activation of a ledger in this process, as its neighbours reach it.</summary>
/// <remarks>
/// A turn taken here is a turn of the activation: it runs on the activation's own scheduler, one at a time with those that
/// messages bring, and through the same methods of the grain. What it saves is the message. The runtime does not count it, so
/// the activation itself must: it ends only when the ledger has nothing under way, and a turn that comes to it when it takes
/// no more is handed back, to be sent as a message, which waits for the next activation.
/// </remarks>
/// <param name="entity">The ledger.</param>
/// <param name="grain">Its grain itself, not a reference to it.</param>
/// <param name="turns">Runs turns of the activation.</param>
/// <param name="letGo">Ends the activation.</param>
internal sealed class LocalLedger(IPublishesRoot entity, ITaxpayerGrain grain, TaskScheduler turns, Action letGo)
{
    /// <summary>When the runtime heard last that the ledger is in use.</summary>
    internal long ToldAt;

    private volatile bool _isClosed;

    /// <summary>The last committed root; null when it must be asked for.</summary>
    public LedgerRoot? TryRoot() => entity.TryRoot();

    /// <summary>Ends the activation, once what is under way is done.</summary>
    public void LetGo() => letGo();

    /// <summary>Takes no more turns. A turn of the activation.</summary>
    public void Close() => _isClosed = true;

    /// <summary>Makes a call as a turn of the activation; null when it takes no more, and nothing was done.</summary>
    /// <remarks>The caller's code never runs inside the turn: an await outside the activation goes on outside it.</remarks>
    public Task<T?> Turn<TArgument, T>(Func<ITaxpayerGrain, TArgument, Task<T>> call, TArgument argument)
        where T : class
    {
        var turn = new Task<Task<T>>(
            () => _isClosed ? Task.FromResult<T>(null!) : call(grain, argument), TaskCreationOptions.DenyChildAttach);
        turn.Start(turns);
        return turn.Unwrap()!;
    }
}
