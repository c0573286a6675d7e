using System.Diagnostics;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.LoadTests;

/// <summary>Calls that change nothing, to entities that are active, each when the caller's one before it is answered.</summary>
internal sealed class HostCalls(IEntityHost host, OpenDeclarations open)
{
    /// <summary>A call may be answered on the spot: so often a caller lets the others have the thread.</summary>
    private const int CallsInARow = 100;

    /// <summary>Asks random declarations for their decision.</summary>
    public async Task<long> AskDecisions(int caller, long end)
    {
        var random = new Random(caller);
        long calls = 0;
        while (Stopwatch.GetTimestamp() < end)
        {
            for (var i = 0; i < CallsInARow; i++)
            {
                var decision = await host.Declaration(open.Keys[random.Next(open.Keys.Count)]).Decide(null);
                if (decision.Outcome != Outcome.Hold)
                {
                    throw new InvalidOperationException("An unpaid declaration is not held: no result.");
                }
            }

            calls += CallsInARow;
            await Task.Yield();
        }

        return calls;
    }

    /// <summary>Asks random ledgers whether they are settled, which they are.</summary>
    public async Task<long> AskSettled(int caller, long end)
    {
        var random = new Random(caller);
        long calls = 0;
        while (Stopwatch.GetTimestamp() < end)
        {
            for (var i = 0; i < CallsInARow; i++)
            {
                await host.Taxpayer(open.Taxpayers[random.Next(open.Taxpayers.Count)]).Settled();
            }

            calls += CallsInARow;
            await Task.Yield();
        }

        return calls;
    }
}
