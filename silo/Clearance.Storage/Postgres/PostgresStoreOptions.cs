namespace Clearance.Storage;

/// <summary>Which PostgreSQL database holds a store, and how it is used.</summary>
public sealed record PostgresStoreOptions
{
    /// <summary>
    /// An Npgsql connection string. What the store depends on (schema, isolation, time-outs, prepared statements) is set by the
    /// store itself, whatever this says. It must reach the server itself and not a pool of transactions: the lease is a lock of
    /// one session.
    /// </summary>
    public required string ConnectionString { get; init; }

    /// <summary>
    /// How many groups may be committed at once, each on a connection of its own and in a lane of its own; 1 to 4. It may be
    /// another number at every opening. Default: 1.
    /// </summary>
    public int Lanes { get; init; } = 1;

    /// <summary>
    /// Whether other engines have the database open too, each with this set: then a ledger is claimed by who loads it
    /// (<see cref="Entities.IClusterStore"/>). Default: no, this engine alone.
    /// </summary>
    public bool Cluster { get; init; }

    /// <summary>
    /// In a cluster: how long a ledger that another engine has is asked for before it is unavailable, longer than an engine that died
    /// keeps it. Default: 6 seconds.
    /// </summary>
    public TimeSpan ClaimWithin { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>How many reads may run at once, each on a connection of its own. Default: 8.</summary>
    public int Readers { get; init; } = 8;

    /// <summary>
    /// How long after its last sign of life an engine answers from memory, and how long the next one waits when the one before
    /// did not take its leave. Default: 2 seconds.
    /// </summary>
    public TimeSpan LeaseTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the outcome of a COMMIT that was not answered is looked for before it is called unknown. Default: 15 seconds.</summary>
    public TimeSpan ResolveWithin { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The clock of the lease, and of what is stored for people.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How long the server may take over one statement, in seconds.</summary>
    internal int SecondsPerCommand { get; init; } = 10;

    /// <summary>Called at each step of a commit by tests, which kill the server or throw there.</summary>
    internal Func<CommitStep, Task>? OnStep { get; init; }
}
