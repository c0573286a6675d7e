using System.Collections.Immutable;

namespace Clearance.Domain;

/// <summary>A declaration that wants more of a letter than it has.</summary>
/// <param name="RegisteredAt">Capacity goes in order of registration time …</param>
/// <param name="Key">… then key.</param>
public readonly record struct Waiting(Instant RegisteredAt, DeclarationKey Key) : IComparable<Waiting>
{
    /// <inheritdoc/>
    public int CompareTo(Waiting other)
    {
        var order = RegisteredAt.CompareTo(other.RegisteredAt);
        return order != 0 ? order : Key.CompareTo(other.Key);
    }
}

/// <summary>What a bank said when it issued a letter.</summary>
/// <param name="Kind">Separate or general.</param>
/// <param name="Amount">The limit then, in đồng.</param>
/// <param name="EffectiveFrom">The first day it serves.</param>
/// <param name="ExpiresOn">The last day it serves, unless amended.</param>
/// <param name="Offices">The offices covered; empty: every office.</param>
/// <param name="Declaration">The declaration named, if any.</param>
/// <param name="Invoice">The invoice named, if any.</param>
/// <param name="BillOfLading">The bill named, if any.</param>
public sealed record Letter(
    GuaranteeKind Kind, long Amount, DateOnly EffectiveFrom, DateOnly ExpiresOn, ImmutableArray<OfficeCode> Offices,
    DeclarationKey? Declaration, string? Invoice, string? BillOfLading);

/// <summary>The amendment that holds: the highest revision, then the latest, then the greater id.</summary>
/// <param name="Revision">Its number.</param>
/// <param name="Amount">The limit, in đồng.</param>
/// <param name="ExpiresOn">The last day.</param>
/// <param name="Stamp">Which event.</param>
public sealed record LetterAmendment(int Revision, long Amount, DateOnly ExpiresOn, Stamp Stamp)
{
    /// <summary>Whether this holds over another.</summary>
    public bool Supersedes(LetterAmendment other) =>
        Revision != other.Revision ? Revision > other.Revision : Stamp.Supersedes(other.Stamp);
}

/// <summary>A letter of guarantee of this taxpayer, perhaps only named, amended or revoked so far.</summary>
/// <remarks>Invariant: 0 ≤ reserved ≤ limit, and limit = available + reserved (domain.md §3).</remarks>
public sealed record Guarantee
{
    /// <summary>What names it.</summary>
    public required GuaranteeReference Reference { get; init; }

    /// <summary>What the bank issued; null while the letter is not known.</summary>
    public Letter? Letter { get; init; }

    /// <summary>The amendment that holds, if any; it may come before the issue.</summary>
    public LetterAmendment? Amendment { get; init; }

    /// <summary>Whether a revocation was received.</summary>
    public bool Revoked { get; init; }

    /// <summary>What declarations hold of it, in đồng.</summary>
    public long Reserved { get; init; }

    /// <summary>Declarations that name it and hold nothing of it; derived from the declarations.</summary>
    public ImmutableSortedSet<Waiting> Waiting { get; init; } = [];

    /// <summary>Declarations that hold some of it and want more; derived from the declarations.</summary>
    public ImmutableSortedSet<Waiting> Growing { get; init; } = [];

    /// <summary>The limit, in đồng; 0 while not known.</summary>
    public long Limit => Letter is null ? 0 : Amendment?.Amount ?? Letter.Amount;

    /// <summary>What is left, in đồng.</summary>
    public long Available => Limit - Reserved;

    /// <summary>The last day it serves.</summary>
    public DateOnly ExpiresOn => Amendment?.ExpiresOn ?? Letter?.ExpiresOn ?? DateOnly.MinValue;

    /// <summary>With a declaration listed among those that want more.</summary>
    public Guarantee Listing(Waiting entry, bool holds) => holds
        ? this with { Growing = Growing.Add(entry), Waiting = Waiting.Remove(entry) }
        : this with { Waiting = Waiting.Add(entry), Growing = Growing.Remove(entry) };

    /// <summary>With a declaration no longer listed.</summary>
    public Guarantee Unlisting(Waiting entry) =>
        this with { Waiting = Waiting.Remove(entry), Growing = Growing.Remove(entry) };

    /// <summary>Whether the office is covered.</summary>
    public bool Covers(OfficeCode office) => Letter is { } letter && (letter.Offices.IsEmpty || letter.Offices.Contains(office));

    /// <summary>Whether kind and references fit the declaration (domain.md §3, <c>GuaranteeMismatch</c>).</summary>
    public bool Fits(Declaration declaration)
    {
        var registration = declaration.Registration;
        if (Letter is not { } letter
            || letter.Kind != (registration.Term == PaymentTerm.A ? GuaranteeKind.Separate : GuaranteeKind.General))
        {
            return false;
        }

        if (letter.Kind == GuaranteeKind.General)
        {
            return true;
        }

        var namesGoods = letter.Invoice is not null || letter.BillOfLading is not null;
        var sameGoods = (letter.Invoice is not null && letter.Invoice == registration.Invoice)
            || (letter.BillOfLading is not null && letter.BillOfLading == registration.BillOfLading);
        return (letter.Declaration is null || letter.Declaration == declaration.Key) && (!namesGoods || sameGoods);
    }

    /// <summary>Whether it may be reserved from for this declaration; dates are judged at the decision, not here.</summary>
    public bool Admits(Declaration declaration) =>
        !Revoked && Fits(declaration) && Covers(declaration.Registration.Office);
}
