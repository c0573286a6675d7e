using Clearance.Domain;
using Clearance.Workload;

namespace Clearance.LoadTests;

/// <summary>Common events that no run before had.</summary>
internal static class FreshEvents
{
    /// <summary>The legal date of now.</summary>
    public static DateOnly Today => Instant.From(DateTimeOffset.UtcNow).LegalDate;

    /// <summary>Another part of the sequence each time, so that a run against a running engine brings new declarations.</summary>
    public static CommonEvents Of(int taxpayers, double skew, DateOnly day) =>
        new(1, DateTimeOffset.UtcNow.ToUnixTimeSeconds() * 37 % 90_000_000, taxpayers, skew, day);
}
