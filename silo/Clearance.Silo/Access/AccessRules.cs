using Clearance.Domain;

namespace Clearance.Silo;

/// <summary>Who may call, as the access file says it at one time. Another file is another object: nothing that was found out lives on.</summary>
/// <param name="Issuers">Whose tokens are taken, by their names.</param>
/// <param name="Certificates">Who calls with which certificate, by the SHA-256 of it in capitals.</param>
/// <param name="Limits">What single callers may do beside the limits of all, by their names.</param>
internal sealed record AccessRules(
    IReadOnlyDictionary<string, TokenIssuer> Issuers,
    IReadOnlyDictionary<string, Caller> Certificates,
    IReadOnlyDictionary<string, ClientLimit> Limits)
{
    /// <summary>The tokens that were looked at by these rules.</summary>
    public SeenTokens Seen { get; } = new();

    /// <summary>Whether anybody calls with a certificate.</summary>
    public bool HasCertificates => Certificates.Count > 0;

    /// <summary>Who is of a name, roles and what goes with them; null: nobody can be that.</summary>
    /// <param name="name">The name.</param>
    /// <param name="roles">The roles.</param>
    /// <param name="bank">The bank, where it is one.</param>
    /// <param name="taxpayer">The taxpayer, where it is one.</param>
    /// <param name="why">Why not.</param>
    public static Caller? CallerOf(string? name, Roles roles, string? bank, string? taxpayer, out string why)
    {
        var code = default(BankCode);
        var id = default(TaxpayerId);
        why = !RoleNames.IsName(name)
            ? $"its name must be 1 to {RoleNames.NameLengthMax} letters, digits and . _ - @ : |, and begin with a letter or digit"
            : !RoleNames.MayBeTogether(roles) ? "bank, port and taxpayer are held to what is their own, and go with no other role"
            : roles == Roles.Bank && !BankCode.TryParse(bank ?? "", out code) ? "a bank needs its code: 2 to 11 of A-Z 0-9"
            : roles == Roles.Taxpayer && !TaxpayerId.TryParse(taxpayer, out id) ? "a taxpayer needs its id"
            : "";
        return why.Length > 0 ? null : new Caller
        {
            Name = name!,
            Roles = roles,
            Bank = roles == Roles.Bank ? code.Value : null,
            Taxpayer = roles == Roles.Taxpayer ? id : null,
        };
    }
}

/// <summary>What one caller may do at once and in a second; 0: as much as all together may.</summary>
/// <param name="EventsPerSecond">Events it brings.</param>
/// <param name="QueriesPerSecond">Questions it asks.</param>
/// <param name="Concurrency">Calls of it that are not answered yet.</param>
/// <param name="Subscribers">Streams it follows.</param>
internal sealed record ClientLimit(int EventsPerSecond, int QueriesPerSecond, int Concurrency, int Subscribers)
{
    /// <summary>No limit of its own.</summary>
    public static ClientLimit None { get; } = new(0, 0, 0, 0);
}
