namespace Clearance.Entities;

/// <summary>The bounds of group commit.</summary>
public sealed record GroupCommitLimits
{
    /// <summary>The bounds used unless others are given.</summary>
    public static GroupCommitLimits Default { get; } = new();

    /// <summary>Most units in one group. Default: 2,000, a few tens of milliseconds of writing.</summary>
    public int UnitsPerGroupMax { get; init; } = 2_000;

    /// <summary>
    /// Units that are group enough. Default: 256. A flight that has landed and finds fewer lets everything else that is ready to run go
    /// first, once: the callers it has just answered bring their next units.
    /// </summary>
    public int UnitsPerGroupWanted { get; init; } = 256;

    /// <summary>Most bytes in one group, one unit excepted. Default: 8 MiB, so that a group is no long stall.</summary>
    public long BytesPerGroupMax { get; init; } = 8L * 1024 * 1024;

    /// <summary>Most units waiting. Default: 16,384; whoever comes then waits for room.</summary>
    public int UnitsWaitingMax { get; init; } = 16_384;
}
