using Clearance.Entities;

namespace Clearance.Grains.Tests.Conformance;

/// <summary>What a test asks of a host, whichever it is.</summary>
public sealed record HostSettings
{
    public TimeSpan SettleWithin { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan DeliveryDelay { get; init; }

    public TimeSpan TaxpayerIdleAfter { get; init; } = TimeSpan.FromMinutes(10);

    public EntityLimits Entities { get; init; } = new();

    public int WaitingCallsMax { get; init; } = 5000;

    /// <summary>Whether a ledger leaves memory when that is asked for, and not by the clock.</summary>
    public bool LetsGoWhenAsked { get; init; }

    /// <summary>Whether it has a second member, in a host that can have one: whoever asks that is far from the ledgers.</summary>
    public bool HasFar { get; init; }
}
