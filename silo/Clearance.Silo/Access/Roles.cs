namespace Clearance.Silo;

/// <summary>What a caller is. One may be several; what each may do is in <c>docs/operating/access.md</c>.</summary>
[Flags]
internal enum Roles
{
    /// <summary>Nobody: what everybody may ask, and no more.</summary>
    None = 0,

    /// <summary>A system of customs that registers declarations and clears them.</summary>
    ClearanceSystem = 1,

    /// <summary>A bank: it writes and reads its own payments and letters.</summary>
    Bank = 2,

    /// <summary>An officer who proposes moves of money.</summary>
    OfficerMaker = 4,

    /// <summary>An officer who approves or refuses what another proposed.</summary>
    OfficerChecker = 8,

    /// <summary>A gate: it asks whether goods may go, and sees no amount.</summary>
    Port = 16,

    /// <summary>A taxpayer: it sees what is its own.</summary>
    Taxpayer = 32,

    /// <summary>Who keeps the engine running.</summary>
    Operator = 64,

    /// <summary>Who may read everything and change nothing.</summary>
    Auditor = 128,

    /// <summary>All of them.</summary>
    All = 255,
}
