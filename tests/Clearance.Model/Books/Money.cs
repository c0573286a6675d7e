using Clearance.Domain;

namespace Clearance.Model;

/// <summary>Where a row's money is.</summary>
internal enum Place
{
    /// <summary>On a declaration of this taxpayer, for a line that it has or has not.</summary>
    Declaration,

    /// <summary>For a declaration that is not registered yet.</summary>
    Parked,

    /// <summary>In the taxpayer's suspense.</summary>
    Suspense,

    /// <summary>Named no declaration: in parts on debts, the rest the taxpayer's surplus.</summary>
    Unitemised,

    /// <summary>The taxpayer's surplus, by officers' decision.</summary>
    Surplus,

    /// <summary>Offered to another taxpayer's declaration, not answered yet.</summary>
    InTransit,

    /// <summary>Taken by another taxpayer's declaration.</summary>
    PassedOn,

    /// <summary>Its payment was cancelled.</summary>
    Cancelled,
}

/// <summary>The money of one row in one taxpayer's books: confirmed by a bank, or passed on by another taxpayer.</summary>
internal sealed class MoneyRow
{
    public required RowRef Row { get; init; }

    public required long Amount { get; init; }

    public required Instant DebitedAt { get; init; }

    /// <summary>The move by which it came from another taxpayer; null: a bank confirmed it to this one.</summary>
    public string? CameBy { get; init; }

    public Place Place { get; set; }

    /// <summary>The declaration it is on, or parked for.</summary>
    public DeclarationKey Declaration { get; set; }

    public LineKey Line { get; set; }

    /// <summary>Where it was when it was offered to another taxpayer: a refusal leaves it there.</summary>
    public Place OfferedFrom { get; set; }

    /// <summary>The move by which it left, and to whom.</summary>
    public string? LeftBy { get; set; }

    public TaxpayerId LeftTo { get; set; }

    /// <summary>What an unitemised row paid.</summary>
    public List<(DeclarationKey Declaration, LineKey Line, long Amount)> Parts { get; } = [];

    /// <summary>What of it is the taxpayer's surplus.</summary>
    public long InSurplus => Place switch
    {
        Place.Surplus => Amount,
        Place.Unitemised => Amount - Parts.Sum(part => part.Amount),
        _ => 0,
    };
}

/// <summary>Money on a declaration that names one of its lines, or none that it has.</summary>
/// <param name="At">When the payer was debited, or the officers moved it.</param>
/// <param name="Source">The payment's row, or the officers' move.</param>
/// <param name="Line">The line it names.</param>
/// <param name="Amount">In đồng.</param>
/// <param name="CanBeMisdirected">Whether it is misdirected when there is no such line; else it is surplus then.</param>
internal sealed record Piece(Instant At, RowRef Source, LineKey Line, long Amount, bool CanBeMisdirected);
