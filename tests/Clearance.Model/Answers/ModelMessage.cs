using Clearance.Domain;

namespace Clearance.Model;

/// <summary>What one taxpayer's books may tell another's.</summary>
public enum ModelMessageKind
{
    /// <summary>A row in suspense, or misdirected, is offered to a declaration of the receiver.</summary>
    Transfer,

    /// <summary>The offer was taken, or the money comes back.</summary>
    TransferAnswered,

    /// <summary>The payment of a row that was passed on is cancelled.</summary>
    SourceCancelled,

    /// <summary>A declaration, on which the receiver has money parked, is the sender's.</summary>
    OwnedByAnother,
}

/// <summary>Something under way between two taxpayers' books. Those of one sender arrive in the order in which they were sent.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Key">The id of the event that caused it: the officers' move, the cancellation, or the registration.</param>
/// <param name="Sender">From whose books.</param>
/// <param name="Receiver">To whose books.</param>
public sealed record ModelMessage(ModelMessageKind Kind, string Key, TaxpayerId Sender, TaxpayerId Receiver)
{
    /// <summary>The row it is about; null for <see cref="ModelMessageKind.OwnedByAnother"/>.</summary>
    public RowRef? Row { get; init; }

    /// <summary>The move that passed the row on.</summary>
    public string? Move { get; init; }

    /// <summary>The receiver's target, or the declaration that is the sender's.</summary>
    public DeclarationKey Declaration { get; init; }

    /// <summary>The target's line.</summary>
    public LineKey Line { get; init; }

    /// <summary>The row's money.</summary>
    public long Amount { get; init; }

    /// <summary>When its payer was debited.</summary>
    public Instant DebitedAt { get; init; }

    /// <summary>Whether the money comes back.</summary>
    public bool Refused { get; init; }
}
