using System.Diagnostics;

namespace Clearance.Silo;

/// <summary>A silo, as the cluster knows it.</summary>
/// <param name="Name">Its address, or that of this process.</param>
/// <param name="Status">What the cluster says of it: <c>Active</c>, <c>Dead</c> …</param>
/// <param name="StartedAt">Since when it is there, in UTC.</param>
/// <param name="AliveAt">When it was last heard of, in UTC.</param>
internal sealed record SiloState(string Name, string Status, DateTime StartedAt, DateTime AliveAt)
{
    /// <summary>Whether it takes part.</summary>
    public const string Active = nameof(Active);

    /// <summary>When this process began, in UTC.</summary>
    public static DateTime ProcessStartedAt { get; } = StartOfThisProcess();

    /// <summary>This process, alone.</summary>
    public static SiloState ThisProcess => new("this process", Active, ProcessStartedAt, DateTime.UtcNow);

    private static DateTime StartOfThisProcess()
    {
        using var process = Process.GetCurrentProcess();
        return process.StartTime.ToUniversalTime();
    }
}
