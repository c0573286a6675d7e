namespace Clearance.Storage;

/// <summary>How a store of single records is used.</summary>
public sealed record RecordStoreOptions
{
    /// <summary>How many records are read or written at once. Default: 16.</summary>
    public int AtOnce { get; init; } = 16;

    /// <summary>How many bytes of records are held so that a commit need not read them. Default: 128 MiB.</summary>
    public long CacheBytes { get; init; } = 128L * 1024 * 1024;

    /// <summary>How many ids of events are held that were looked up and then committed. Default: 100,000.</summary>
    public int RecentEventsMax { get; init; } = 100_000;
}
