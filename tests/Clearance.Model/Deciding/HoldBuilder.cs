using Clearance.Domain;

namespace Clearance.Model;

/// <summary>Collects the reasons of a hold, and the shortest path out of it (domain.md §5).</summary>
/// <param name="declaration">What is held.</param>
internal sealed class HoldBuilder(RegisteredDeclaration declaration)
{
    private readonly List<ModelReason> _reasons = [];
    private readonly List<ModelStep> _steps = [];
    private readonly List<(LineKey Line, string Reason)> _unpaid = [];
    private readonly List<ModelRow> _misdirected = [];

    public IReadOnlyList<ModelReason> Reasons => _reasons;

    public void Add(ModelReason reason, params ModelStep[] steps)
    {
        _reasons.Add(reason);
        _steps.AddRange(steps);
    }

    public void Add(ModelStep step) => _steps.Add(step);

    public void AddForOfficer(ModelReason reason) => Add(reason, new ModelStep("await-officer", reason.Code));

    /// <summary>Lines that are to be paid.</summary>
    public void AddUnpaid(ModelReason reason, List<LinePosition> lines)
    {
        _reasons.Add(reason with { Lines = [.. lines.Select(line => new ModelLine(line.Key, line.Kind, line.Outstanding))] });
        _unpaid.AddRange(lines.Select(line => (line.Key, reason.Code)));
    }

    public void AddMisdirected(IEnumerable<ModelRow> rows)
    {
        _misdirected.AddRange(rows);
        _reasons.Add(new ModelReason("PaymentMisdirected") { Rows = [.. _misdirected] });
    }

    /// <summary>Everything there is to do: rows that can be moved are moved, and only what they leave is paid.</summary>
    public IReadOnlyList<ModelStep> Steps()
    {
        if (_unpaid.Count == 0)
        {
            return _steps;
        }

        var misses = _unpaid.ConvertAll(it => declaration.Position.Find(it.Line)!.Outstanding);
        var beyond = Beyond();
        var moves = new List<ModelStep>();
        foreach (var row in _misdirected)
        {
            // The line that misses most then; the first of equals (docs/decisions/0004). All of the row is moved.
            var target = misses.IndexOf(misses.Max());
            var onLine = Math.Min(row.Amount, misses[target]);
            var onMore = Math.Min(row.Amount - onLine, beyond);
            if (onLine + onMore > 0)
            {
                misses[target] -= onLine;
                beyond -= onMore;
                moves.Add(new ModelStep("reassign", "PaymentMisdirected")
                {
                    Row = row.Row,
                    Declaration = declaration.Key,
                    Line = _unpaid[target].Line,
                    Amount = onLine + onMore,
                });
            }
        }

        misses[^1] += beyond;
        var payments = _unpaid.Select((it, i) => new ModelStep("pay", it.Reason) { Line = it.Line, Amount = misses[i] });
        return [.. _steps, .. moves, .. payments.Where(step => step.Amount > 0)];
    }

    /// <summary>
    /// Money that was moved out is taken back from what is paid then, too: how much more must be paid until nothing is missing.
    /// Found by trying.
    /// </summary>
    private long Beyond()
    {
        var payments = _unpaid.ConvertAll(it => Payment(it.Line, declaration.Position.Find(it.Line)!.Outstanding));
        long beyond = 0;
        while (true)
        {
            var position = declaration.PositionIf([.. payments, Payment(_unpaid[^1].Line, beyond)]);
            var missing = _unpaid.Sum(it => position.Find(it.Line)!.Outstanding);
            if (missing == 0)
            {
                return beyond;
            }

            beyond += missing;
        }
    }

    private static Piece Payment(LineKey line, long amount) => new(default, new RowRef("", 0), line, amount, true);
}
