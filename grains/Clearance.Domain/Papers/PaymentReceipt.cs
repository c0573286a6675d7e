using System.Collections.Immutable;

namespace Clearance.Domain;

/// <summary>Money of one bank payment on a declaration.</summary>
/// <param name="Row">The bank's row.</param>
/// <param name="Bank">The bank: what the payment's id starts with.</param>
/// <param name="DebitedAt">When the payer was debited: the payment date of every rule (TT 184/2015 art. 4).</param>
/// <param name="Line">The line it names.</param>
/// <param name="Amount">In đồng.</param>
/// <param name="Misdirected">Whether no line matches it, so that it pays nothing.</param>
public sealed record ReceiptRow(RowRef Row, string Bank, Instant DebitedAt, LineKey Line, long Amount, bool Misdirected);

/// <summary>What banks confirmed to have been paid for a declaration.</summary>
public sealed record PaymentReceipt
{
    /// <summary>The declaration.</summary>
    public required Declaration Declaration { get; init; }

    /// <summary>The lines and what is on them, fees too.</summary>
    public required ImmutableArray<LinePaid> Lines { get; init; }

    /// <summary>The money, in order of debit time.</summary>
    public required ImmutableArray<ReceiptRow> Rows { get; init; }

    /// <summary>Surplus of other declarations that officers moved here, in đồng; it pays lines too.</summary>
    public required Int128 MovedIn { get; init; }

    /// <summary>Sum of the rows, in đồng.</summary>
    public required Int128 Confirmed { get; init; }

    /// <summary>The receipt of a declaration; null while no bank has confirmed anything for it, or all of it was cancelled.</summary>
    public static PaymentReceipt? Of(Declaration declaration)
    {
        var rows = ImmutableArray.CreateBuilder<ReceiptRow>();
        Int128 confirmed = 0, movedIn = 0;
        foreach (var piece in declaration.Pieces)
        {
            if (piece.Kind == PieceKind.Applied)
            {
                movedIn += piece.Amount;
                continue;
            }

            confirmed += piece.Amount;
            var colon = Math.Max(0, piece.Source.Payment.IndexOf(':', StringComparison.Ordinal));
            rows.Add(new ReceiptRow(
                piece.Source,
                piece.Source.Payment[..colon],
                piece.DebitedAt,
                piece.Line,
                piece.Amount,
                declaration.IsMisdirected(piece)));
        }

        return rows.Count == 0 ? null : new PaymentReceipt
        {
            Declaration = declaration,
            Lines = declaration.Allocate().Lines,
            Rows = rows.ToImmutable(),
            MovedIn = movedIn,
            Confirmed = confirmed,
        };
    }
}
