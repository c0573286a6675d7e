using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>Finds out, when asked, whether the store takes commits: it commits nothing in particular.</summary>
/// <remarks>
/// Nothing is written while nobody asks, and at most once a second however often it is asked. Who asks a store that does not
/// answer is told so soon, and the commit is left to end whenever it does; no second one is sent after it.
/// </remarks>
internal sealed class StoreProbe(IClearanceStore store, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private Task<string?>? probe;
    private long begunAt;

    /// <summary>Why nothing can be committed now; null: it can.</summary>
    public async Task<string?> NotReady()
    {
        var (asked, since) = Ask();
        try
        {
            var left = Patience - clock.GetElapsedTime(since);
            return await asked.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock)
                ?? (store.HoldsLease ? null : "the lease on the store is not held");
        }
        catch (TimeoutException)
        {
            return $"the store has not answered for {clock.GetElapsedTime(since).TotalSeconds:0} s";
        }
    }

    private (Task<string?> Probe, long Since) Ask()
    {
        lock (gate)
        {
            if (probe is null || (probe.IsCompleted && clock.GetElapsedTime(begunAt) > Fresh))
            {
                begunAt = clock.GetTimestamp();
                probe = Commit();
            }

            return (probe, begunAt);
        }
    }

    private async Task<string?> Commit()
    {
        try
        {
            await store.Probe(CancellationToken.None);
            return null;
        }
#pragma warning disable CA1031 // Whatever it is, it is why nothing can be committed.
        catch (Exception failed)
#pragma warning restore CA1031
        {
            return Describe(failed);
        }
    }

    /// <summary>What the store says, and what lies at the bottom of it, such as a connection that was refused.</summary>
    private static string Describe(Exception failed)
    {
        var cause = failed.GetBaseException().Message;
        var text = failed.Message.Contains(cause, StringComparison.Ordinal) ? failed.Message : $"{failed.Message} ({cause})";
        return $"the store takes no commits: {text.TrimEnd('.')}";
    }
}
