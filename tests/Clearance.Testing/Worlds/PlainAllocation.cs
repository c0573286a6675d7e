using Clearance.Domain;

namespace Clearance.Testing.Worlds;

/// <summary>Which money pays which line, written from the rules and not from the code: line by line, in plain sums.</summary>
/// <param name="Allocated">On lines.</param>
/// <param name="Surplus">Beyond the lines and what was moved out.</param>
/// <param name="Misdirected">Of rows that name no line.</param>
/// <param name="Receivable">Moved out, and nowhere to take back.</param>
/// <param name="Applied">Surplus that officers applied here.</param>
public readonly record struct PlainAllocation(long Allocated, long Surplus, long Misdirected, long Receivable, long Applied)
{
    /// <summary>The sums of a declaration.</summary>
    public static PlainAllocation Of(Declaration declaration)
    {
        var lines = declaration.IsCancelled ? [] : declaration.Lines.OrderBy(line => line.Key).ToList();
        long allocated = 0;
        foreach (var line in lines)
        {
            allocated += Math.Min(line.Amount, declaration.Pieces.Where(it => it.Line == line.Key).Sum(it => it.Amount));
        }

        var misdirected = declaration.IsCancelled
            ? 0
            : declaration.Pieces.Where(it => it.Kind == PieceKind.Row && lines.TrueForAll(line => line.Key != it.Line)).Sum(it => it.Amount);
        var all = declaration.Pieces.Sum(it => it.Amount);
        var spare = all - allocated - misdirected;
        var gap = Math.Max(0, declaration.MovedOut - spare);
        var takenBack = Math.Min(gap, allocated);
        return new PlainAllocation(
            allocated - takenBack,
            Math.Max(0, spare - declaration.MovedOut),
            misdirected,
            gap - takenBack,
            declaration.Pieces.Where(it => it.Kind == PieceKind.Applied).Sum(it => it.Amount));
    }

    /// <summary>Two declarations together.</summary>
    public static PlainAllocation operator +(PlainAllocation left, PlainAllocation right) => new(
        left.Allocated + right.Allocated,
        left.Surplus + right.Surplus,
        left.Misdirected + right.Misdirected,
        left.Receivable + right.Receivable,
        left.Applied + right.Applied);
}
