using System.Collections.Immutable;

namespace Clearance.Domain;

/// <summary>What names a row of a payment.</summary>
/// <param name="Payment">The payment's id.</param>
/// <param name="Row">The row's number within it.</param>
public readonly record struct RowRef(string Payment, int Row) : IComparable<RowRef>
{
    /// <inheritdoc/>
    public int CompareTo(RowRef other)
    {
        var order = string.CompareOrdinal(Payment, other.Payment);
        return order != 0 ? order : Row.CompareTo(other.Row);
    }
}

/// <summary>One row of a payment as the bank wrote it.</summary>
/// <param name="Row">Its number.</param>
/// <param name="Target">The declaration's text as received; null when the row is unitemised. It may be malformed: the money is real.</param>
/// <param name="Code">The sub-item; null only when unitemised.</param>
/// <param name="Account">Budget or deposit.</param>
/// <param name="Amount">Whole đồng, above 0.</param>
public sealed record PaymentRow(int Row, string? Target, ushort? Code, Account Account, long Amount)
{
    /// <summary>The declaration named, when its number is well formed.</summary>
    public DeclarationKey? Declaration =>
        Target is not null && DeclarationKey.TryParseEither(Target, out var key) ? key : null;
}

/// <summary>A bank confirms that it debited a payer (domain.md §2).</summary>
public sealed record PaymentConfirmed(string Id, Instant At, TaxpayerId Taxpayer) : TaxpayerEvent(Id, At, Taxpayer)
{
    /// <summary>The bank.</summary>
    public required BankCode Bank { get; init; }

    /// <summary>When the payer's account was debited: the payment date of every rule (TT 184/2015 art. 4).</summary>
    public required Instant DebitedAt { get; init; }

    /// <summary>Who paid: information, perhaps null.</summary>
    public string? Payer { get; init; }

    /// <summary>The slip's number: information, perhaps null.</summary>
    public string? Slip { get; init; }

    /// <summary>1–200 rows.</summary>
    public required ImmutableArray<PaymentRow> Rows { get; init; }
}

/// <summary>A bank cancels a confirmed payment with customs' consent (domain.md §6).</summary>
public sealed record PaymentCancelled(string Id, Instant At, TaxpayerId Taxpayer) : TaxpayerEvent(Id, At, Taxpayer)
{
    /// <summary>The bank.</summary>
    public required BankCode Bank { get; init; }

    /// <summary>The payment's id.</summary>
    public required string Payment { get; init; }

    /// <summary>Customs' consent.</summary>
    public required string Consent { get; init; }
}

/// <summary>The two kinds of letter.</summary>
public enum GuaranteeKind : byte
{
    /// <summary>For one declaration, term A.</summary>
    Separate = 0,

    /// <summary>For many declarations, term B.</summary>
    General = 1,
}

/// <summary>An event about a letter of guarantee of this taxpayer.</summary>
/// <param name="Id">The idempotency key.</param>
/// <param name="At">The source's time.</param>
/// <param name="Taxpayer">Whose letter.</param>
public abstract record GuaranteeEvent(string Id, Instant At, TaxpayerId Taxpayer) : TaxpayerEvent(Id, At, Taxpayer)
{
    /// <summary>Which letter.</summary>
    public required GuaranteeReference Guarantee { get; init; }
}

/// <summary>A letter was issued.</summary>
public sealed record GuaranteeIssued(string Id, Instant At, TaxpayerId Taxpayer) : GuaranteeEvent(Id, At, Taxpayer)
{
    /// <summary>Separate or general.</summary>
    public required GuaranteeKind Kind { get; init; }

    /// <summary>The limit, in đồng.</summary>
    public required long Amount { get; init; }

    /// <summary>The first legal date it serves.</summary>
    public required DateOnly EffectiveFrom { get; init; }

    /// <summary>The last legal date it serves.</summary>
    public required DateOnly ExpiresOn { get; init; }

    /// <summary>The offices covered; empty means every office (written <c>*</c>).</summary>
    public required ImmutableArray<OfficeCode> Offices { get; init; }

    /// <summary>The declaration named by a separate letter, if any.</summary>
    public DeclarationKey? Declaration { get; init; }

    /// <summary>The invoice named, if any.</summary>
    public string? Invoice { get; init; }

    /// <summary>The bill of lading named, if any.</summary>
    public string? BillOfLading { get; init; }
}

/// <summary>A letter's limit and expiry were changed; the highest revision holds.</summary>
public sealed record GuaranteeAmended(string Id, Instant At, TaxpayerId Taxpayer) : GuaranteeEvent(Id, At, Taxpayer)
{
    /// <summary>The revision, from 1.</summary>
    public required int Revision { get; init; }

    /// <summary>The new limit, in đồng.</summary>
    public required long Amount { get; init; }

    /// <summary>The new last legal date.</summary>
    public required DateOnly ExpiresOn { get; init; }
}

/// <summary>A letter was revoked: no new or larger reservation; existing ones stand (domain.md §3).</summary>
public sealed record GuaranteeRevoked(string Id, Instant At, TaxpayerId Taxpayer) : GuaranteeEvent(Id, At, Taxpayer)
{
    /// <summary>Information: a revocation counts from when it was received.</summary>
    public required DateOnly EffectiveFrom { get; init; }
}
