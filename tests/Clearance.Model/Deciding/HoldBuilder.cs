namespace Clearance.Model;

/// <summary>Collects the reasons of a hold, and the shortest path out of it (domain.md §5).</summary>
internal sealed class HoldBuilder
{
    private readonly List<ModelReason> _reasons = [];
    private readonly List<ModelStep> _steps = [];
    private readonly List<ModelStep> _payments = [];
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
        _payments.AddRange(lines.Select(line => new ModelStep("pay", reason.Code) { Line = line.Key, Amount = line.Outstanding }));
    }

    public void AddMisdirected(IEnumerable<ModelRow> rows)
    {
        _misdirected.AddRange(rows);
        _reasons.Add(new ModelReason("PaymentMisdirected") { Rows = [.. _misdirected] });
    }

    /// <summary>Everything there is to do: rows that can be moved are moved, and only what they leave is paid.</summary>
    public IReadOnlyList<ModelStep> Steps()
    {
        var moves = new List<ModelStep>();
        var left = _payments.ToList();
        foreach (var row in _misdirected)
        {
            // The line that misses most; the first of equals (docs/decisions/0004).
            var target = left.MaxBy(step => step.Amount);
            if (target is not { Amount: > 0 })
            {
                break;
            }

            var part = Math.Min(row.Amount, target.Amount.Value);
            moves.Add(new ModelStep("reassign", "PaymentMisdirected") { Row = row.Row, Line = target.Line, Amount = part });
            left[left.IndexOf(target)] = target with { Amount = target.Amount - part };
        }

        return [.. _steps, .. moves, .. left.Where(step => step.Amount > 0)];
    }
}
