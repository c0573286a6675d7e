using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>What a ledger's head row holds beside its version.</summary>
public sealed record LedgerHead
{
    /// <summary>The sums over everything the ledger ever held.</summary>
    public LedgerTotals Totals { get; init; }

    /// <summary>The standing's version.</summary>
    public long StandingVersion { get; init; }

    /// <summary>The re-decision under way, if any.</summary>
    public LedgerPass? Pass { get; init; }

    /// <summary>No decision changes by date alone before this legal date; null: none ever.</summary>
    public DateOnly? NextChangeOn { get; init; }
}

/// <summary>A re-decision of every open declaration after the standing or the date changed: in pages, oldest first.</summary>
/// <param name="StartedAt">The ledger version it started at: events up to it are settled when it is done.</param>
/// <param name="RequestedAt">The last version that asked for one; if later, another pass follows this one.</param>
/// <param name="CursorTime">Declarations registered before this are done …</param>
/// <param name="CursorKey">… and at this time up to this key's value.</param>
public sealed record LedgerPass(long StartedAt, long RequestedAt, Instant CursorTime, long CursorKey);
