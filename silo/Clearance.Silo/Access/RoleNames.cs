namespace Clearance.Silo;

/// <summary>How roles are written in the access file and in tokens, and what a name of a caller may be.</summary>
internal static class RoleNames
{
    /// <summary>The most characters of a caller's name: it is the maker or checker of moves, and stands in the log.</summary>
    public const int NameLengthMax = 64;

    private static readonly Dictionary<string, Roles> Known = new(StringComparer.Ordinal)
    {
        ["clearance-system"] = Roles.ClearanceSystem,
        ["bank"] = Roles.Bank,
        ["officer-maker"] = Roles.OfficerMaker,
        ["officer-checker"] = Roles.OfficerChecker,
        ["port"] = Roles.Port,
        ["taxpayer"] = Roles.Taxpayer,
        ["operator"] = Roles.Operator,
        ["auditor"] = Roles.Auditor,
    };

    /// <summary>Every name, for people.</summary>
    public static string All => string.Join(", ", Known.Keys);

    /// <summary>The role of a name.</summary>
    public static bool TryParse(string name, out Roles role) => Known.TryGetValue(name, out role);

    /// <summary>
    /// Whether a caller may have these roles together: one that is held to its own records has no other, for what the other may see
    /// would be seen by both.
    /// </summary>
    public static bool MayBeTogether(Roles roles) =>
        roles is Roles.Bank or Roles.Port or Roles.Taxpayer || (roles & (Roles.Bank | Roles.Port | Roles.Taxpayer)) == 0;

    /// <summary>Whether it can be a caller's name: letters, digits and a few signs, so that no log is forged by one.</summary>
    public static bool IsName(string? name) =>
        name is { Length: > 0 and <= NameLengthMax } && char.IsAsciiLetterOrDigit(name[0])
        && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '@' or ':' or '|');
}
