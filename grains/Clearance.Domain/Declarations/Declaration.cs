using System.Collections.Immutable;

namespace Clearance.Domain;

/// <summary>A registered declaration with its facts, its money and its reservation.</summary>
/// <remarks>Lines and sums are derived and kept up to date by <see cref="Recomputed"/>; every change goes through it.</remarks>
public sealed record Declaration
{
    /// <summary>The key.</summary>
    public required DeclarationKey Key { get; init; }

    /// <summary>Whose it is: the taxpayer of its first registration, for ever.</summary>
    public required TaxpayerId Owner { get; init; }

    /// <summary>What the current amendment says.</summary>
    public required Registration Registration { get; init; }

    /// <summary>Adjustments, inspection, cancellation, what customs recorded.</summary>
    public DeclarationFacts Facts { get; init; } = DeclarationFacts.None;

    /// <summary>The money, in order of debit time, id, row.</summary>
    public ImmutableArray<Piece> Pieces { get; init; } = [];

    /// <summary>Surplus applied elsewhere or refunded, in đồng.</summary>
    public long MovedOut { get; init; }

    /// <summary>What is reserved, in đồng.</summary>
    public long Reserved { get; init; }

    /// <summary>The letter it is reserved from; null when nothing is.</summary>
    public GuaranteeReference? ReservedFrom { get; init; }

    /// <summary>Counts what was applied.</summary>
    public long Version { get; init; }

    /// <summary>Where its journal stands.</summary>
    public JournalHead Journal { get; init; } = JournalHead.Empty;

    /// <summary>The lines after adjustments, by key.</summary>
    public ImmutableArray<Line> Lines { get; private init; } = [];

    /// <summary>The sums.</summary>
    public DeclarationSums Sums { get; private init; }

    /// <summary>Whether customs recorded that the goods were cleared or released.</summary>
    public bool IsRecorded => Facts.Recorded is not null;

    /// <summary>Whether it is cancelled and so owes nothing.</summary>
    public bool IsCancelled => Facts.IsCancelled;

    /// <summary>The rules that decide it: those of the registration date.</summary>
    public RuleSet Rules => RuleSets.InForceOn(Registration.Date);

    /// <summary>The last legal date of the registration.</summary>
    public DateOnly LastDay => Registration.Date.AddDays(Rules.LapseDays);

    /// <summary>The last legal date on which any guarantee serves it.</summary>
    public DateOnly GuaranteeLastDay => Registration.Date.AddDays(Rules.GuaranteeDays);

    /// <summary>A declaration as its first event registers it.</summary>
    public static Declaration Registered(DeclarationRegistered e) =>
        new Declaration { Key = e.Number.Key, Owner = e.Taxpayer, Registration = Registration.Of(e) }.Recomputed();

    /// <summary>The same declaration with lines and sums computed anew.</summary>
    public Declaration Recomputed()
    {
        var lines = Adjusted();
        return this with { Lines = lines, Sums = Allocation.SumsOf(lines, Pieces, MovedOut, IsCancelled) };
    }

    /// <summary>Which money pays which line.</summary>
    public Allocation Allocate() => Allocation.Of(Lines, Pieces, MovedOut, IsCancelled);

    /// <summary>Whether it has a line of this key.</summary>
    public bool HasLine(LineKey key) => Allocation.IndexOf(Lines, key) >= 0;

    /// <summary>With one more piece of money.</summary>
    public Declaration With(Piece piece)
    {
        var index = 0;
        while (index < Pieces.Length && Pieces[index].CompareTo(piece) <= 0)
        {
            index++;
        }

        return With(Pieces.Insert(index, piece));
    }

    /// <summary>Without the money of a row, whatever lines it names.</summary>
    public Declaration Without(RowRef row) =>
        With(Pieces.RemoveAll(piece => piece.Kind != PieceKind.Applied && piece.Source == row));

    /// <summary>Rows that match no line, in order.</summary>
    public IEnumerable<Piece> MisdirectedPieces()
    {
        foreach (var piece in Pieces)
        {
            if (IsMisdirected(piece))
            {
                yield return piece;
            }
        }
    }

    /// <summary>Whether a piece is nobody's payment (domain.md §2).</summary>
    public bool IsMisdirected(Piece piece) => !IsCancelled && piece.Kind == PieceKind.Row && !HasLine(piece.Line);

    private Declaration With(ImmutableArray<Piece> pieces) =>
        this with { Pieces = pieces, Sums = Allocation.SumsOf(Lines, pieces, MovedOut, IsCancelled) };

    private ImmutableArray<Line> Adjusted()
    {
        if (Facts.Adjustments.IsEmpty)
        {
            return Registration.Lines;
        }

        var lines = Registration.Lines.ToBuilder();
        foreach (var adjustment in Facts.Adjustments)
        {
            var index = Allocation.IndexOf(Registration.Lines, adjustment.Line.Key);
            if (index < 0)
            {
                lines.Add(adjustment.Line);
            }
            else
            {
                lines[index] = Registration.Lines[index] with { Amount = adjustment.Line.Amount };
            }
        }

        lines.Sort((left, right) => left.Key.CompareTo(right.Key));
        return lines.DrainToImmutable();
    }
}
