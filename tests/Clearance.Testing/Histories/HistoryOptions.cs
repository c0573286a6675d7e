namespace Clearance.Testing.Histories;

/// <summary>What a generated history may hold.</summary>
public sealed record HistoryOptions
{
    /// <summary>Everything: tight letters, officers' moves, refused and repeated events.</summary>
    public static HistoryOptions Everything { get; } = new();

    /// <summary>Only what any order of arrival must leave the same: without what the contract's <i>Order</i> excepts.</summary>
    public static HistoryOptions AnyOrder { get; } = new()
    {
        Tight = false,
        Revoked = false,
        Moves = false,
        Unitemised = false,
        Contested = false,
        Conflicts = false,
    };

    /// <summary>Letters too small for all, some revoked or lowered; nothing else that the order decides.</summary>
    public static HistoryOptions AnyOrderTight { get; } = AnyOrder with { Tight = true, Revoked = true, SteadyExpiry = true };

    /// <summary>Money that the order moves: unitemised rows and officers' moves.</summary>
    public static HistoryOptions AnyOrderOfMoney { get; } = Everything with { Contested = false, Conflicts = false };

    /// <summary>How many taxpayers there are; few, so that they meet.</summary>
    public int Taxpayers { get; init; } = 3;

    /// <summary>How many declarations there are.</summary>
    public int Declarations { get; init; } = 6;

    /// <summary>How many letters there are.</summary>
    public int Letters { get; init; } = 6;

    /// <summary>The fewest events.</summary>
    public int EventsMin { get; init; } = 15;

    /// <summary>The most events.</summary>
    public int EventsMax { get; init; } = 35;

    /// <summary>What every id starts with, so that several histories may share an engine.</summary>
    public string IdPrefix { get; init; } = "";

    /// <summary>Whether letters are too small for all who name them.</summary>
    public bool Tight { get; init; } = true;

    /// <summary>Whether letters are revoked.</summary>
    public bool Revoked { get; init; } = true;

    /// <summary>Whether an amendment of a letter keeps its last day, which dates debts.</summary>
    public bool SteadyExpiry { get; init; }

    /// <summary>Whether officers move money.</summary>
    public bool Moves { get; init; } = true;

    /// <summary>Whether rows may name no declaration.</summary>
    public bool Unitemised { get; init; } = true;

    /// <summary>Whether a second taxpayer may register a declaration, or a letter be issued twice.</summary>
    public bool Contested { get; init; } = true;

    /// <summary>Whether an id may come again with other content.</summary>
    public bool Conflicts { get; init; } = true;

    /// <summary>Whether an event may come again as it was.</summary>
    public bool Repeats { get; init; } = true;

    /// <summary>Whether some events are of a form the contract refuses.</summary>
    public bool Faults { get; init; } = true;
}
