namespace Clearance.Domain;

/// <summary>Why an event was not applied (contract.md §1, Rejections). The names are wire values.</summary>
public enum RejectionCode : byte
{
    /// <summary>Not JSON, too large, too deep, or a duplicate member.</summary>
    Malformed = 1,

    /// <summary>No type of this stream.</summary>
    UnknownType = 2,

    /// <summary>A required member is absent or null.</summary>
    MissingField = 3,

    /// <summary>A declaration number of the wrong form or check digit.</summary>
    InvalidDeclarationNumber = 4,

    /// <summary>A taxpayer id of the wrong form or check digit.</summary>
    InvalidTaxpayerId = 5,

    /// <summary>An office code of the wrong form.</summary>
    InvalidOffice = 6,

    /// <summary>Not a whole number of đồng in range, or a sum that would pass its limit.</summary>
    InvalidAmount = 7,

    /// <summary>Not a date, or not an instant with offset.</summary>
    InvalidDate = 8,

    /// <summary>Any other value the contract does not allow.</summary>
    InvalidValue = 9,

    /// <summary>The id or the payment named is another bank's.</summary>
    BankMismatch = 10,

    /// <summary>A confirmed payment is cancelled only with customs' consent (domain.md §6).</summary>
    MissingConsent = 11,

    /// <summary>Maker and checker are one person.</summary>
    SamePersonMadeAndChecked = 12,

    /// <summary>The letter would fall below what is reserved from it (domain.md §3).</summary>
    GuaranteeBelowReserved = 13,

    /// <summary>There is less surplus than is to be moved.</summary>
    InsufficientSurplus = 14,

    /// <summary>The state does not allow it.</summary>
    NotAllowedInStatus = 15,

    /// <summary>Over 200 rows or 64 lines.</summary>
    TooManyRows = 16,

    /// <summary>An event of a bank without a signature, where one is required.</summary>
    UnsignedEvent = 17,

    /// <summary>A signature that is not valid over these bytes, or is another bank's.</summary>
    InvalidSignature = 18,
}

/// <summary>A refusal, as a value: what, where, and a sentence for people.</summary>
/// <param name="Code">What is wrong.</param>
/// <param name="Field">The member's path, e.g. <c>rows[1].amount</c>; null when the event as a whole is meant.</param>
/// <param name="Detail">A sentence in English.</param>
public sealed record Rejection(RejectionCode Code, string? Field, string Detail);
