namespace Clearance.Domain;

/// <summary>How a piece of money came to a declaration.</summary>
public enum PieceKind : byte
{
    /// <summary>A row that names the declaration, or that officers assigned to it.</summary>
    Row = 0,

    /// <summary>Part of an unitemised row: surplus, never misdirected, if its line disappears (domain.md §2).</summary>
    Unitemised = 1,

    /// <summary>Surplus that officers applied: surplus again if its line disappears.</summary>
    Applied = 2,
}

/// <summary>Money on a declaration, naming a line of it.</summary>
/// <param name="Source">The row it came by; for applied surplus the move's id and row 0.</param>
/// <param name="Kind">How it came.</param>
/// <param name="Line">The line it names.</param>
/// <param name="Amount">In đồng, above 0.</param>
/// <param name="DebitedAt">When the payer was debited; for applied surplus when it was moved (domain.md §8.8).</param>
public readonly record struct Piece(RowRef Source, PieceKind Kind, LineKey Line, long Amount, Instant DebitedAt)
    : IComparable<Piece>
{
    /// <summary>Debit time, then id, then row, then line (domain.md §8.8).</summary>
    public int CompareTo(Piece other)
    {
        var order = DebitedAt.CompareTo(other.DebitedAt);
        order = order != 0 ? order : Source.CompareTo(other.Source);
        order = order != 0 ? order : Line.CompareTo(other.Line);
        return order != 0 ? order : Kind.CompareTo(other.Kind);
    }
}
