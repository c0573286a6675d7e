using System.Collections.Immutable;

namespace Clearance.Domain;

/// <summary>The sums of a declaration, in đồng. Blocking lines only, fee apart.</summary>
public readonly record struct DeclarationSums
{
    /// <summary>Sum of the blocking lines.</summary>
    public long Payable { get; init; }

    /// <summary>Money on blocking lines, up to each.</summary>
    public long Paid { get; init; }

    /// <summary>What blocking lines still miss.</summary>
    public long Outstanding => Payable - Paid;

    /// <summary>What fee lines still miss.</summary>
    public long FeeOutstanding { get; init; }

    /// <summary>Money on lines of any kind, up to each.</summary>
    public long Allocated { get; init; }

    /// <summary>Money beyond the lines and what was moved out; never below zero.</summary>
    public long Surplus { get; init; }

    /// <summary>Money of rows that match no line.</summary>
    public long Misdirected { get; init; }

    /// <summary>What was moved out and neither rows nor lines can give back.</summary>
    public long Receivable { get; init; }
}

/// <summary>What one line has.</summary>
/// <param name="Line">The line after adjustments.</param>
/// <param name="Paid">Money on it, in đồng, up to its amount.</param>
public readonly record struct LinePaid(Line Line, long Paid)
{
    /// <summary>What it misses.</summary>
    public long Outstanding => Line.Amount - Paid;
}

/// <summary>Which money pays which line: always computed from the rows, never kept, so that order of arrival leaves no trace.</summary>
/// <remarks>
/// Conservation (domain.md §2), by construction: sum of pieces − moved out = allocated + surplus + misdirected − receivable.
/// </remarks>
public readonly record struct Allocation
{
    /// <summary>Every line, by key.</summary>
    public required ImmutableArray<LinePaid> Lines { get; init; }

    /// <summary>The sums.</summary>
    public required DeclarationSums Sums { get; init; }

    /// <summary>Allocates pieces to lines.</summary>
    /// <param name="lines">The lines after adjustments, by key.</param>
    /// <param name="pieces">The money.</param>
    /// <param name="movedOut">Surplus applied elsewhere or refunded, in đồng.</param>
    /// <param name="cancelled">Whether the declaration owes nothing: all its money is surplus (domain.md §6).</param>
    public static Allocation Of(
        ImmutableArray<Line> lines, ImmutableArray<Piece> pieces, long movedOut, bool cancelled)
    {
        Span<long> paid = stackalloc long[lines.Length];
        var sums = Allocate(lines, pieces, movedOut, cancelled, paid);
        return new Allocation { Lines = Pair(lines, paid), Sums = sums };
    }

    /// <summary>The sums alone, as <see cref="Of"/> gives them.</summary>
    public static DeclarationSums SumsOf(
        ImmutableArray<Line> lines, ImmutableArray<Piece> pieces, long movedOut, bool cancelled) =>
        Allocate(lines, pieces, movedOut, cancelled, stackalloc long[lines.Length]);

    private static DeclarationSums Allocate(
        ImmutableArray<Line> lines, ImmutableArray<Piece> pieces, long movedOut, bool cancelled, Span<long> paid)
    {
        long beyond = 0, misdirected = 0;
        foreach (var piece in pieces)
        {
            var index = cancelled ? -1 : IndexOf(lines, piece.Line);
            if (index >= 0)
            {
                var taken = Math.Min(piece.Amount, lines[index].Amount - paid[index]);
                paid[index] += taken;
                beyond += piece.Amount - taken;
            }
            else if (cancelled || piece.Kind != PieceKind.Row)
            {
                beyond += piece.Amount;
            }
            else
            {
                misdirected += piece.Amount;
            }
        }

        var gap = Math.Max(0, movedOut - beyond);
        var receivable = TakeOffLastLines(paid, gap);
        return Sum(lines, paid, cancelled) with
        {
            Surplus = Math.Max(0, beyond - movedOut),
            Misdirected = misdirected,
            Receivable = receivable,
        };
    }

    /// <summary>The index of a line in an array ordered by key, or −1.</summary>
    public static int IndexOf(ImmutableArray<Line> lines, LineKey key)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Key == key)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Money moved out never pays its lines again: the gap comes off the last lines first (domain.md §2).</summary>
    /// <returns>What is still missing.</returns>
    private static long TakeOffLastLines(Span<long> paid, long gap)
    {
        for (var i = paid.Length - 1; i >= 0 && gap > 0; i--)
        {
            var taken = Math.Min(paid[i], gap);
            paid[i] -= taken;
            gap -= taken;
        }

        return gap;
    }

    private static ImmutableArray<LinePaid> Pair(ImmutableArray<Line> lines, ReadOnlySpan<long> paid)
    {
        var pairs = ImmutableArray.CreateBuilder<LinePaid>(lines.Length);
        for (var i = 0; i < lines.Length; i++)
        {
            pairs.Add(new LinePaid(lines[i], paid[i]));
        }

        return pairs.MoveToImmutable();
    }

    private static DeclarationSums Sum(ImmutableArray<Line> lines, ReadOnlySpan<long> paid, bool cancelled)
    {
        long payable = 0, blockingPaid = 0, allocated = 0, feeOutstanding = 0;
        for (var i = 0; i < lines.Length && !cancelled; i++)
        {
            allocated += paid[i];
            if (lines[i].Blocks)
            {
                payable += lines[i].Amount;
                blockingPaid += paid[i];
            }
            else
            {
                feeOutstanding += lines[i].Amount - paid[i];
            }
        }

        return new DeclarationSums
        {
            Payable = payable,
            Paid = blockingPaid,
            FeeOutstanding = feeOutstanding,
            Allocated = allocated,
        };
    }
}
