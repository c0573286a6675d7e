using System.Globalization;
using System.Text;
using Clearance.Simulation.Faults;
using Clearance.Testing.Histories;

namespace Clearance.Simulation;

/// <summary>What many runs reached.</summary>
public sealed class SimulationReport
{
    private readonly long[] _faults = new long[Enum.GetValues<FaultKind>().Length];
    private readonly SortedDictionary<string, long[]> _reasons = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long[]> _typeFaults = new(StringComparer.Ordinal);
    private long _answers;
    private long _refusals;
    private long _commits;
    private long _steps;
    private long _sentAgain;

    /// <summary>Histories run.</summary>
    public int Histories { get; private set; }

    /// <summary>What went wrong, with how to see it again.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>Adds a run.</summary>
    public void Add(SimulationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Histories++;
        (_answers, _refusals) = (_answers + result.Answers, _refusals + result.Refusals);
        (_commits, _steps) = (_commits + result.Commits, _steps + result.Steps);
        _sentAgain += result.SentAgain;
        foreach (var fault in result.Faults)
        {
            _faults[(int)fault.Kind]++;
        }

        Sum(_reasons, result.Reasons);
        Sum(_typeFaults, result.TypeFaults);
        if (result.Failure is { } failure)
        {
            Failures.Add($"seed {result.Options.Seed}: {failure}{Environment.NewLine}again: dotnet run --project tests/Clearance.Simulation -c Release -- --seed {result.Options.Seed}");
        }
    }

    /// <summary>What never occurred, of what should: every event type with every reason, and every event type with every fault.</summary>
    public IEnumerable<string> Missing()
    {
        foreach (var type in Coverage.EventTypes)
        {
            foreach (var kind in Enum.GetValues<FaultKind>().Where(kind => _typeFaults.GetValueOrDefault(type)?[(int)kind] is null or 0))
            {
                yield return $"{type} × {kind}";
            }

            foreach (var reason in Coverage.Reasons.Where(reason => _reasons.GetValueOrDefault(type)?[(int)reason] is null or 0))
            {
                yield return $"{type} × {reason}";
            }
        }
    }

    /// <summary>One line for whoever waits.</summary>
    public string Progress(TimeSpan elapsed) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Histories} histories, {Histories / Math.Max(0.001, elapsed.TotalMinutes):N0} a minute, {Failures.Count} failed, {_commits} commits, {_steps} steps, {_answers} answers judged, {_refusals} refused, {_faults.Sum()} faults, {_sentAgain} events parked and sent again, {Missing().Count()} pairs not seen");

    /// <summary>The tables.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine("faults: " + string.Join(", ", Enum.GetValues<FaultKind>().Select(kind => $"{kind} {_faults[(int)kind]}")));
        Table(text, "event type × reason its declarations are held for, as answered next", _reasons, [.. Coverage.Reasons.Select(it => ((int)it, it.ToString()))]);
        Table(text, "event type × fault while it was under way", _typeFaults, [.. Enum.GetValues<FaultKind>().Select(it => ((int)it, it.ToString()))]);
        return text.ToString();
    }

    private static void Sum(SortedDictionary<string, long[]> into, IReadOnlyDictionary<string, long[]> counts)
    {
        foreach (var (name, row) in counts)
        {
            var sums = into.TryGetValue(name, out var known) ? known : into[name] = new long[row.Length];
            for (var i = 0; i < row.Length; i++)
            {
                sums[i] += row[i];
            }
        }
    }

    private static void Table(
        StringBuilder text, string title, SortedDictionary<string, long[]> counts, List<(int Index, string Name)> columns)
    {
        text.AppendLine(title);
        text.AppendLine($"{"",-24}{string.Concat(columns.Select((_, i) => $"{i + 1,8}"))}");
        foreach (var type in Coverage.EventTypes)
        {
            var row = counts.GetValueOrDefault(type);
            text.AppendLine($"{type,-24}{string.Concat(columns.Select(column => $"{row?[column.Index] ?? 0,8}"))}");
        }

        text.AppendLine(string.Join(", ", columns.Select((column, i) => $"{i + 1} {column.Name}")));
    }
}
