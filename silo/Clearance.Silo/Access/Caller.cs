using Clearance.Domain;

namespace Clearance.Silo;

/// <summary>Who makes a call, as authenticated: by what it proved, and by nothing it says in a body.</summary>
internal sealed record Caller
{
    /// <summary>While access control is not configured: whoever is on this machine, who may do everything (<see cref="HttpGuard"/>).</summary>
    public static Caller Anyone { get; } = new() { Name = "", Roles = Roles.All };

    /// <summary>Its name, the same in every call; empty while nobody is told apart.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public required Roles Roles { get; init; }

    /// <summary>With <see cref="Roles.Bank"/>: the bank whose events it may bring and whose records it may read; null: of any, when nobody is told apart.</summary>
    public string? Bank { get; init; }

    /// <summary>The same, read.</summary>
    public BankCode? OwnBank => Bank is { } text && BankCode.TryParse(text, out var bank) ? bank : null;

    /// <summary>With <see cref="Roles.Taxpayer"/>: the taxpayer that it is or acts for; null: any, when nobody is told apart.</summary>
    public TaxpayerId? Taxpayer { get; init; }

    /// <summary>Who makes this call.</summary>
    public static Caller Of(HttpContext context) => context.Features.Get<Caller>() ?? Anyone;
}
