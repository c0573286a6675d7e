using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Grains;

/// <summary>Gives callers of grains what callers of entities know: results, and the exceptions entities throw.</summary>
internal static class GrainCalls
{
    /// <summary>Awaits a call.</summary>
    /// <exception cref="OverloadedException">Too many wait for the grain; the call did not reach it.</exception>
    /// <exception cref="StoreUnavailableException">The grain could not be reached, or did not answer in time; safe to repeat.</exception>
    public static async Task<T> Answer<T>(Task<T> call, TaxpayerId ledger = default)
    {
        try
        {
            return await call;
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

    /// <summary>Awaits a call that has no result.</summary>
    public static Task Done(Task call, TaxpayerId ledger) => Answer(Finished(call), ledger);

    private static async Task<bool> Finished(Task call)
    {
        await call;
        return true;
    }
}
