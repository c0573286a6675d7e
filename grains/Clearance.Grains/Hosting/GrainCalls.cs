using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Grains;

/// <summary>Gives callers of grains what callers of entities know: results, and the exceptions entities throw.</summary>
internal static class GrainCalls
{
    /// <summary>Longer than a cluster takes to notice that a silo is gone, shorter than callers over HTTP wait.</summary>
    private static readonly TimeSpan AskWithin = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>Awaits a call.</summary>
    /// <inheritdoc cref="Answer{TMessage, TAnswer}"/>
    public static Task<T> Answer<T>(Task<T> call, TaxpayerId ledger = default) => Answer(call, static answer => answer, ledger);

    /// <summary>Awaits a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="read">Takes the answer out of the message.</param>
    /// <param name="ledger">Whose ledger was called.</param>
    /// <exception cref="OverloadedException">Too many wait for the grain; the call did not reach it.</exception>
    /// <exception cref="StoreUnavailableException">The grain could not be reached, or did not answer in time; safe to repeat.</exception>
    public static async Task<TAnswer> Answer<TMessage, TAnswer>(
        Task<TMessage> call, Func<TMessage, TAnswer> read, TaxpayerId ledger = default)
    {
        try
        {
            return read(await call);
        }
        catch (EntityFaultException fault)
        {
            throw fault.Thrown(ledger);
        }
        catch (LimitExceededException refused)
        {
            throw new OverloadedException("Too many calls wait for this entity; nothing was done.", inner: refused);
        }
        catch (Exception unreached) when (unreached is OrleansException or TimeoutException)
        {
            throw new StoreUnavailableException("It is not known whether the call took effect; repeat it.", unreached);
        }
    }

    /// <summary>Asks what changes nothing, again and again while nobody can be reached who would know.</summary>
    /// <remarks>
    /// A silo that was killed is asked until the others have declared it dead; then the question finds a silo that lives, which waits
    /// until the ledger may be loaded. A caller who waits a few seconds is better served than one who must ask again.
    /// </remarks>
    /// <exception cref="StoreUnavailableException">Nobody answered in the time; safe to repeat.</exception>
    public static async Task<T> Ask<T>(Func<Task<T>> question, IEntityScheduler scheduler, TaxpayerId ledger = default)
    {
        var from = scheduler.Clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await Answer(question(), ledger);
            }
            catch (StoreUnavailableException lost)
                when (lost.InnerException is OrleansException
                    && scheduler.Clock.GetElapsedTime(from) < AskWithin)
            {
                await scheduler.Delay(AskEvery, CancellationToken.None);
            }
        }
    }

    /// <summary>Awaits a call that has no result.</summary>
    public static Task Done(Task call, TaxpayerId ledger) => Answer(Finished(call), ledger);

    private static async Task<bool> Finished(Task call)
    {
        await call;
        return true;
    }
}
