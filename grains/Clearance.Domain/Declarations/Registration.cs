using System.Collections.Immutable;

namespace Clearance.Domain;

/// <summary>What the current amendment says: the highest number received, whatever order amendments came in.</summary>
public sealed record Registration
{
    /// <summary>The 12th digit.</summary>
    public required int Amendment { get; init; }

    /// <summary>Decides between two events of one amendment number.</summary>
    public required Stamp Stamp { get; init; }

    /// <summary>The customs office.</summary>
    public required OfficeCode Office { get; init; }

    /// <summary>Import or export.</summary>
    public required Direction Direction { get; init; }

    /// <summary>Procedure code: information.</summary>
    public required string Procedure { get; init; }

    /// <summary>When the declaration was registered.</summary>
    public required Instant RegisteredAt { get; init; }

    /// <summary>1 green, 2 yellow, 3 red.</summary>
    public required int Channel { get; init; }

    /// <summary>Whether specialised inspection is required.</summary>
    public required bool SpecialisedInspection { get; init; }

    /// <summary>How it is to be covered.</summary>
    public required PaymentTerm Term { get; init; }

    /// <summary>The letter named.</summary>
    public GuaranteeReference? Guarantee { get; init; }

    /// <summary>Invoice number.</summary>
    public string? Invoice { get; init; }

    /// <summary>Bill of lading.</summary>
    public string? BillOfLading { get; init; }

    /// <summary>Whether and why release is asked for.</summary>
    public ReleaseReason ReleaseRequested { get; init; }

    /// <summary>Whether the goods are exempt from blocks.</summary>
    public GoodsExemption Exemption { get; init; }

    /// <summary>The lines, by key, before adjustments.</summary>
    public required ImmutableArray<Line> Lines { get; init; }

    /// <summary>The registration date of every rule.</summary>
    public DateOnly Date => RegisteredAt.LegalDate;

    /// <summary>The letter that is to cover: with term A or B.</summary>
    public GuaranteeReference? CoveringGuarantee => Term is PaymentTerm.A or PaymentTerm.B ? Guarantee : null;

    /// <summary>Takes what an event says.</summary>
    public static Registration Of(DeclarationRegistered e) => new()
    {
        Amendment = e.Number.Amendment,
        Stamp = e.Stamp,
        Office = e.Office,
        Direction = e.Direction,
        Procedure = e.Procedure,
        RegisteredAt = e.RegisteredAt,
        Channel = e.Channel,
        SpecialisedInspection = e.SpecialisedInspection,
        Term = e.Term,
        Guarantee = e.Guarantee,
        Invoice = e.Invoice,
        BillOfLading = e.BillOfLading,
        ReleaseRequested = e.ReleaseRequested,
        Exemption = e.Exemption,
        Lines = e.Lines,
    };

    /// <summary>Whether this holds over another: the higher amendment, then the latest, then the greater id.</summary>
    public bool Supersedes(Registration other) =>
        Amendment != other.Amendment ? Amendment > other.Amendment : Stamp.Supersedes(other.Stamp);
}
