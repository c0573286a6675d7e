using System.Collections.Immutable;

namespace Clearance.Domain;

/// <summary>
/// Whether a taxpayer has fulfilled what it owes customs on a date: nothing outstanding on any released or cleared declaration, and no late
/// interest left to assess; or else what is owed.
/// </summary>
public sealed record Completion
{
    /// <summary>The legal date it is made for: it moves interest and what is overdue, every fact received counts.</summary>
    public required DateOnly On { get; init; }

    /// <summary>The declarations something is owed for, in order of clearance date, registration time, key.</summary>
    public required ImmutableArray<Settlement> Owing { get; init; }

    /// <summary>The sums over them.</summary>
    public required SettlementSums Sums { get; init; }

    /// <summary>Whether nothing is owed.</summary>
    public bool IsComplete => Owing.IsEmpty;

    /// <summary>Makes the statement.</summary>
    /// <param name="declarations">All declarations of the taxpayer, settled ones too: tax paid late bears interest nobody asked for yet.</param>
    /// <param name="standing">The taxpayer's.</param>
    /// <param name="on">The legal date it is made for.</param>
    public static Completion Of(IEnumerable<Declaration> declarations, Standing standing, DateOnly on)
    {
        var owing = Settlement.Of(declarations, standing, on, static settlement => settlement.Owed > 0);
        return new Completion { On = on, Owing = owing, Sums = SettlementSums.Of(owing) };
    }
}
