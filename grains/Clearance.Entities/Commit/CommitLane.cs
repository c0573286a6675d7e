using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>
/// Which lane of a store a unit is committed in. Groups of different lanes are in flight at once, and each lane's journal has
/// positions of its own, so a ledger is always in the same one.
/// </summary>
public static class CommitLane
{
    private const uint Offset = 2_166_136_261;
    private const uint Prime = 16_777_619;

    /// <summary>The lane of a unit; what belongs to no ledger is in the first.</summary>
    public static int Of(CommitUnit unit, int lanes)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return unit.Ledger is { } ledger ? Of(ledger.Taxpayer, lanes) : 0;
    }

    /// <summary>The lane of a ledger: by FNV-1a of the id, which is the same in every process and version.</summary>
    public static int Of(TaxpayerId taxpayer, int lanes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lanes, 1);
        if (lanes == 1)
        {
            return 0;
        }

        var hash = Offset;
        foreach (var digit in taxpayer.Value)
        {
            hash = unchecked((hash ^ digit) * Prime);
        }

        // The low bits of this hash are its worst.
        return (int)((hash ^ (hash >> 15)) % (uint)lanes);
    }
}
