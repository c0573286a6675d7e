using Clearance.Domain;

namespace Clearance.Model;

/// <summary>What customs said of a declaration besides registering it; kept before it is registered too (domain.md §8.11).</summary>
internal sealed class Facts
{
    private readonly List<ObligationAdjusted> _adjustments = [];
    private readonly List<InspectionConcluded> _inspections = [];
    private readonly List<ClearanceRecorded> _clearances = [];
    private bool _cancelled;

    public bool IsRecorded => _clearances.Count > 0;

    /// <summary>A cancellation has no effect on a recorded declaration, whichever came first (domain.md §6).</summary>
    public bool IsCancelled => _cancelled && !IsRecorded;

    /// <summary>Cleared if any record says so (domain.md §8.3).</summary>
    public string RecordedOutcome => _clearances.Exists(it => it.Outcome == Domain.RecordedOutcome.Cleared) ? "cleared" : "released";

    /// <summary>The legal date of the earliest record of either outcome (domain.md §8.3).</summary>
    public DateOnly RecordedOn => _clearances.Min(it => it.At).LegalDate;

    public RejectionCode? Take(DeclarationEvent e)
    {
        switch (e)
        {
            case ObligationAdjusted adjusted when IsOneLineTooMany(adjusted.Line.Key):
                return RejectionCode.TooManyRows;
            case ObligationAdjusted adjusted:
                _adjustments.Add(adjusted);
                return null;
            case InspectionConcluded inspected:
                _inspections.Add(inspected);
                return null;
            case ClearanceRecorded cleared:
                _clearances.Add(cleared);
                return null;
            case DeclarationCancelled when IsRecorded:
                return RejectionCode.NotAllowedInStatus;
            case DeclarationCancelled:
                _cancelled = true;
                return null;
            default:
                throw new ArgumentOutOfRangeException(nameof(e), e.GetType().Name, "No fact of a declaration.");
        }
    }

    /// <summary>The latest result of an aspect; null: none.</summary>
    public bool? Passed(InspectionAspect aspect)
    {
        InspectionConcluded? latest = null;
        foreach (var one in _inspections)
        {
            if (one.Aspect == aspect && (latest is null || one.Stamp.Supersedes(latest.Stamp)))
            {
                latest = one;
            }
        }

        return latest?.Passed;
    }

    /// <summary>The lines of an amendment, with the adjustments on top of it, in order (domain.md §2).</summary>
    public List<OwedLine> Over(IEnumerable<Line> amendment)
    {
        var lines = new SortedDictionary<LineKey, OwedLine>();
        foreach (var line in amendment)
        {
            lines[line.Key] = new OwedLine(line, null);
        }

        foreach (var key in _adjustments.Select(it => it.Line.Key).Distinct())
        {
            var decided = _adjustments.Where(it => it.Line.Key == key).ToList();
            decided.Sort((left, right) => left.Stamp.CompareTo(right.Stamp));
            var kind = lines.TryGetValue(key, out var line) ? line.Line.Kind : decided[0].Line.Kind;
            lines[key] = new OwedLine(new Line(key, kind, decided[^1].Line.Amount), decided[^1].Due);
        }

        return [.. lines.Values];
    }

    private bool IsOneLineTooMany(LineKey key)
    {
        var known = _adjustments.Select(it => it.Line.Key).ToHashSet();
        return known.Add(key) && known.Count > Limits.LinesMax;
    }
}

/// <summary>A line after adjustments.</summary>
/// <param name="Line">What it owes.</param>
/// <param name="NamedDue">The date that the latest adjustment names, if any.</param>
internal sealed record OwedLine(Line Line, DateOnly? NamedDue);
