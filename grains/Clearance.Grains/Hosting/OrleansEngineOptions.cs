using Clearance.Entities;

namespace Clearance.Grains;

/// <summary>How an engine of grains is run.</summary>
public sealed record OrleansEngineOptions : EngineOptions
{
    /// <summary>How long a ledger stays in memory unused. Default: 10 minutes.</summary>
    public TimeSpan TaxpayerIdleAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a declaration's identity stays in memory unused. Default: 2 minutes.</summary>
    public TimeSpan DeclarationIdleAfter { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The share of memory in use above which unused grains leave sooner. Default: 0.85.</summary>
    public double MemoryLoadMax { get; init; } = 0.85;

    /// <summary>How many calls from outside may wait for one entity; more are refused. Default: 5000.</summary>
    public int WaitingCallsMax { get; init; } = 5000;

    /// <summary>How long a stop waits until work under way has ended. Default: 30 s.</summary>
    public TimeSpan StopWithin { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What the silo is built into. Default: a host of nothing else.</summary>
    public Func<SiloShell> Shell { get; init; } = SiloShell.Bare;

    /// <summary>The port on which the silo listens to silos. Default: one free on this machine, as nobody else must know it.</summary>
    public int? SiloPort { get; init; }

    /// <summary>The cluster it is a silo of. Default: none, it is alone.</summary>
    public SiloCluster? Cluster { get; init; }

    /// <summary>
    /// The port on which it listens to clients of the cluster. Default: none. Whoever reaches it may call any
    /// grain, and there is no access control behind it.
    /// </summary>
    public int? GatewayPort { get; init; }
}
