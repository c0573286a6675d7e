using Clearance.Domain;

namespace Clearance.Model;

/// <summary>A line with what is paid of it.</summary>
internal sealed class LinePosition(OwedLine owed)
{
    public LineKey Key => owed.Line.Key;

    public LineKind Kind => owed.Line.Kind;

    public long Amount => owed.Line.Amount;

    public DateOnly? NamedDue => owed.NamedDue;

    public bool Blocks => Kind != LineKind.Fee;

    /// <summary>The money that names it, in order of debit time, then id, then row (domain.md §8.8).</summary>
    public List<Piece> Pieces { get; } = [];

    public long Paid { get; set; }

    public long Outstanding => Amount - Paid;

    /// <summary>Whether it is tax, interest or a deposit: what a pay-now declaration must pay besides fines.</summary>
    public bool IsTax => Kind is LineKind.Tax or LineKind.Interest or LineKind.Deposit;
}

/// <summary>Which money of a declaration pays what (domain.md §2, Allocation).</summary>
internal sealed class Position
{
    public List<LinePosition> Lines { get; } = [];

    /// <summary>In the order in which rows pay a line; the rules name no other.</summary>
    public List<Piece> Misdirected { get; } = [];

    public long Surplus { get; private set; }

    public long Receivable { get; private set; }

    public long Allocated => Lines.Sum(line => line.Paid);

    public long MisdirectedSum => Misdirected.Sum(piece => piece.Amount);

    public long Payable => Lines.Where(line => line.Blocks).Sum(line => line.Amount);

    public long Paid => Lines.Where(line => line.Blocks).Sum(line => line.Paid);

    public long Outstanding => Payable - Paid;

    public LinePosition? Find(LineKey key) => Lines.Find(line => line.Key == key);

    /// <summary>Allocates money to lines.</summary>
    /// <param name="lines">What is owed; nothing when the declaration is cancelled.</param>
    /// <param name="isCancelled">Whether all money is surplus.</param>
    /// <param name="money">Everything that names the declaration.</param>
    /// <param name="movedOut">What officers moved out of it.</param>
    public static Position Of(IEnumerable<OwedLine> lines, bool isCancelled, IEnumerable<Piece> money, long movedOut)
    {
        var position = new Position();
        position.Lines.AddRange(lines.Select(line => new LinePosition(line)));
        long spare = 0;
        foreach (var piece in money.OrderBy(it => it.At).ThenBy(it => it.Source))
        {
            if (position.Find(piece.Line) is { } line)
            {
                var part = Math.Min(piece.Amount, line.Outstanding);
                line.Paid += part;
                line.Pieces.Add(piece);
                spare += piece.Amount - part;
            }
            else if (piece.CanBeMisdirected && !isCancelled)
            {
                position.Misdirected.Add(piece);
            }
            else
            {
                spare += piece.Amount;
            }
        }

        position.TakeBack(movedOut - spare);
        position.Surplus = Math.Max(0, spare - movedOut);
        return position;
    }

    /// <summary>What was moved out never pays again: the gap comes off the last lines first.</summary>
    private void TakeBack(long gap)
    {
        for (var i = Lines.Count - 1; i >= 0 && gap > 0; i--)
        {
            var part = Math.Min(gap, Lines[i].Paid);
            Lines[i].Paid -= part;
            gap -= part;
        }

        Receivable = Math.Max(0, gap);
    }
}
