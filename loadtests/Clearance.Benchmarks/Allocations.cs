namespace Clearance.Benchmarks;

/// <summary>Counts the bytes that operations allocate, exactly: the runtime counts them by thread.</summary>
/// <remarks>
/// The code that runs decides how much that is: what is optimised allocates less. So it is counted where every method is compiled
/// once, fully optimised, before it first runs; with tiers, and with what they learn from earlier runs, it would depend on how long
/// something ran and on what ran before it.
/// </remarks>
internal static class Allocations
{
    private const int WarmUp = 16;
    private const int Rounds = 16;
    private const int CallsPerRound = 8;

    /// <summary>Whether every method of this process is compiled once.</summary>
    public static bool AreExact =>
        Environment.GetEnvironmentVariable("DOTNET_TieredCompilation") is { } said
            ? said == "0"
            : AppContext.TryGetSwitch("System.Runtime.TieredCompilation", out var tiered) && !tiered;

    /// <summary>The bytes of one operation, rounded up.</summary>
    /// <remarks>Of many rounds the least: what pools lose to the collector in one of them, they have in another.</remarks>
    public static long Of(Operation operation)
    {
        Repeat(operation.Run, WarmUp);
        var least = long.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Repeat(operation.Run, CallsPerRound);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        var operations = CallsPerRound * operation.Count;
        return (least + operations - 1) / operations;
    }

    private static void Repeat(Func<object> run, int times)
    {
        for (var i = 0; i < times; i++)
        {
            GC.KeepAlive(run());
        }
    }
}
