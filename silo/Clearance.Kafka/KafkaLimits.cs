namespace Clearance.Kafka;

/// <summary>Bounds of the consumer's work.</summary>
public sealed record KafkaLimits
{
    /// <summary>The most messages of one call of the intake. Default: 2,048.</summary>
    public int BatchMessagesMax { get; init; } = 2048;

    /// <summary>The most bytes of one call, one message excepted. Default: 32 MiB, what 512 of the largest are.</summary>
    public long BatchBytesMax { get; init; } = 32 * 1024 * 1024;

    /// <summary>How long messages are gathered before those there are go on. Default: 2 ms.</summary>
    public TimeSpan BatchWithin { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>The most messages of one stream held; fetching pauses above. Default: 8,192.</summary>
    public int HeldMessagesMax { get; init; } = 8192;

    /// <summary>The most bytes of one stream held; fetching pauses above. Default: 32 MiB.</summary>
    public long HeldBytesMax { get; init; } = 32 * 1024 * 1024;

    /// <summary>How long after a failed call it is repeated the first time, twice as long each next time. Default: 100 ms.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait before a call is repeated. Default: 5 s.</summary>
    public TimeSpan RetryAfterMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long calls under way may take to end when partitions are revoked or the engine stops. Default: 5 s.</summary>
    public TimeSpan EndWithin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the store is told how far each partition is finished. Default: 1 s.</summary>
    public TimeSpan SaveEvery { get; init; } = TimeSpan.FromSeconds(1);
}
