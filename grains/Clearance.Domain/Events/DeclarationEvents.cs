using System.Collections.Immutable;

namespace Clearance.Domain;

/// <summary>Into or out of the country.</summary>
public enum Direction : byte
{
    /// <summary>Import.</summary>
    Import = 0,

    /// <summary>Export.</summary>
    Export = 1,
}

/// <summary>Why goods are asked for before inspection ends; <see cref="None"/> when they are not.</summary>
public enum ReleaseReason : byte
{
    /// <summary>No release requested.</summary>
    None = 0,

    /// <summary>Analysis or classification is awaited.</summary>
    Analysis = 1,

    /// <summary>The price is being settled.</summary>
    Price = 2,

    /// <summary>Release under article 21.</summary>
    Article21 = 3,

    /// <summary>Documents are owed: needs a guarantee (domain.md §5, reason 9).</summary>
    Documents = 4,
}

/// <summary>Goods that a block of the taxpayer does not hold (domain.md §4).</summary>
public enum GoodsExemption : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Defence and security.</summary>
    Defence = 1,

    /// <summary>Emergency.</summary>
    Emergency = 2,

    /// <summary>Humanitarian aid.</summary>
    Humanitarian = 3,
}

/// <summary>What was inspected.</summary>
public enum InspectionAspect : byte
{
    /// <summary>The goods or documents, on channel 2 or 3.</summary>
    Goods = 0,

    /// <summary>Specialised inspection (quarantine, quality …), when marked.</summary>
    Specialised = 1,
}

/// <summary>What customs recorded.</summary>
public enum RecordedOutcome : byte
{
    /// <summary>Goods were handed over, formalities still open.</summary>
    Released = 0,

    /// <summary>Formalities ended.</summary>
    Cleared = 1,
}

/// <summary>A declaration was registered, or amended: the highest amendment is the truth (domain.md §2).</summary>
public sealed record DeclarationRegistered(string Id, Instant At, TaxpayerId Taxpayer) : TaxpayerEvent(Id, At, Taxpayer)
{
    /// <summary>The 12 digits.</summary>
    public required DeclarationNumber Number { get; init; }

    /// <summary>The customs office.</summary>
    public required OfficeCode Office { get; init; }

    /// <summary>Import or export.</summary>
    public required Direction Direction { get; init; }

    /// <summary>Procedure code (loại hình), e.g. A11: information.</summary>
    public required string Procedure { get; init; }

    /// <summary>When the declaration was registered; an amendment repeats the first.</summary>
    public required Instant RegisteredAt { get; init; }

    /// <summary>1 green, 2 yellow, 3 red.</summary>
    public required int Channel { get; init; }

    /// <summary>Whether specialised inspection is required.</summary>
    public required bool SpecialisedInspection { get; init; }

    /// <summary>How it is to be covered.</summary>
    public required PaymentTerm Term { get; init; }

    /// <summary>The letter named; required with term A or B.</summary>
    public GuaranteeReference? Guarantee { get; init; }

    /// <summary>Invoice number, which a separate letter may name.</summary>
    public string? Invoice { get; init; }

    /// <summary>Bill of lading, which a separate letter may name.</summary>
    public string? BillOfLading { get; init; }

    /// <summary>Whether and why release is asked for.</summary>
    public ReleaseReason ReleaseRequested { get; init; }

    /// <summary>Whether the goods are exempt from blocks.</summary>
    public GoodsExemption Exemption { get; init; }

    /// <summary>The lines, at most 64, one per code × account, ordered by key.</summary>
    public required ImmutableArray<Line> Lines { get; init; }
}

/// <summary>A decision sets one line's amount and due date over every amendment (domain.md §2).</summary>
public sealed record ObligationAdjusted(string Id, Instant At, DeclarationKey Declaration)
    : DeclarationEvent(Id, At, Declaration)
{
    /// <summary>The decision's number.</summary>
    public required string Decision { get; init; }

    /// <summary>The line; its kind counts only if the line is new.</summary>
    public required Line Line { get; init; }

    /// <summary>The date the decision names; null: the term's.</summary>
    public DateOnly? Due { get; init; }
}

/// <summary>An inspection ended; per aspect the latest counts.</summary>
public sealed record InspectionConcluded(string Id, Instant At, DeclarationKey Declaration)
    : DeclarationEvent(Id, At, Declaration)
{
    /// <summary>What was inspected.</summary>
    public required InspectionAspect Aspect { get; init; }

    /// <summary>Whether it passed.</summary>
    public required bool Passed { get; init; }
}

/// <summary>The declaration was cancelled; void once a clearance is recorded (domain.md §6).</summary>
public sealed record DeclarationCancelled(string Id, Instant At, DeclarationKey Declaration)
    : DeclarationEvent(Id, At, Declaration);

/// <summary>Customs recorded that the goods were cleared or released.</summary>
public sealed record ClearanceRecorded(string Id, Instant At, DeclarationKey Declaration)
    : DeclarationEvent(Id, At, Declaration)
{
    /// <summary>Cleared or released.</summary>
    public required RecordedOutcome Outcome { get; init; }
}
