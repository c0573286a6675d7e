namespace Clearance.Storage;

/// <summary>Where an embedded store lives and what it may use.</summary>
public sealed record SqliteStoreOptions
{
    /// <summary>The data folder; made when it is not there.</summary>
    public required string Directory { get; init; }

    /// <summary>
    /// Page cache of the writer, in megabytes. Default: 256. Readers map the file instead, so what they read is kept once,
    /// by the operating system.
    /// </summary>
    public long CacheMegabytes { get; init; } = 256;

    /// <summary>How many reads may run at once, each on a thread and a connection of its own. Default: 3.</summary>
    public int Readers { get; init; } = 3;

    /// <summary>
    /// The write-ahead log is copied into the database when it is longer than this, in megabytes. Default: 256: long enough
    /// that a page changed by many commits is copied once, short enough to recover in about a second.
    /// </summary>
    public long CheckpointMegabytes { get; init; } = 256;

    /// <summary>The clock of what is stored for people: when the store was made and opened.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>
    /// How many events are found through memory before they are sorted into the registry. Default: 524,288, some 40 MB for
    /// them and as much for those being sorted.
    /// </summary>
    internal int RegistryWindow { get; init; } = 524_288;

    /// <summary>
    /// The same for the journal's index. Default: 131,072: what waits is read from the journal itself when the store opens.
    /// </summary>
    internal int JournalWindow { get; init; } = 131_072;

    /// <summary>Called at each step of a commit by tests, which throw there or copy the folder as a crash would leave it.</summary>
    internal Action<CommitStep>? OnStep { get; init; }
}

/// <summary>The steps of a commit, in order.</summary>
internal enum CommitStep : byte
{
    Begun = 1,
    UnitWritten = 2,
    AllWritten = 3,
    Committing = 4,
    Committed = 5,
    Resolving = 6,
}
