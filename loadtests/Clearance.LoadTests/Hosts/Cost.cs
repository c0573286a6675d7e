using System.Diagnostics;

namespace Clearance.LoadTests;

/// <summary>What calls or events took, one with another; the processor and the memory are those of this whole process.</summary>
/// <param name="Count">How many.</param>
/// <param name="Time">How long all took.</param>
/// <param name="Cpu">User and system time.</param>
/// <param name="Bytes">Managed bytes allocated.</param>
internal readonly record struct Cost(long Count, TimeSpan Time, TimeSpan Cpu, long Bytes)
{
    public double PerSecond => Count / Time.TotalSeconds;

    public double CpuMicrosecondsEach => Cpu.TotalMicroseconds / Count;

    public double BytesEach => (double)Bytes / Count;

    /// <summary>Has several callers at work until the time is over.</summary>
    /// <param name="callers">How many.</param>
    /// <param name="length">How long; what is under way then is waited for, and counts.</param>
    /// <param name="caller">One of them, given its number and the timestamp at which to end; returns how much it did.</param>
    public static async Task<Cost> Of(int callers, TimeSpan length, Func<int, long, Task<long>> caller)
    {
        var (cpu, bytes, from) = (
            Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(precise: true), Stopwatch.GetTimestamp());
        var end = from + (long)(length.TotalSeconds * Stopwatch.Frequency);
        var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(i => Task.Run(() => caller(i, end))));
        var cost = new Cost(
            counts.Sum(), Stopwatch.GetElapsedTime(from), Environment.CpuUsage.TotalTime - cpu,
            GC.GetTotalAllocatedBytes(precise: true) - bytes);
        return cost.Count > 0 ? cost : throw new InvalidOperationException("Nothing was done in the time: no result.");
    }
}
