using System.Globalization;
using System.Text;
using Clearance.Domain;
using Clearance.Entities;
using Clearance.Testing.Worlds;

namespace Clearance.Testing.Histories;

/// <summary>Counts what histories reached: event types by the reasons then held for, rejections, outcomes, actions.</summary>
public sealed class Coverage
{
    private static readonly int ReasonCount = Enum.GetValues<ReasonCode>().Length;

    private readonly SortedDictionary<string, long[]> _reasons = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _accepted = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _rejections = new(StringComparer.Ordinal);
    private readonly long[] _outcomes = new long[Enum.GetValues<Outcome>().Length];
    private readonly long[] _actions = new long[Enum.GetValues<ActionCode>().Length];

    /// <summary>Every event type of the contract.</summary>
    public static IReadOnlyList<string> EventTypes { get; } =
    [
        .. typeof(ClearanceEvent).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(ClearanceEvent)))
            .Select(type => type.Name)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Every reason a ledger gives; <see cref="ReasonCode.DecisionUnavailable"/> is of one that cannot be read.</summary>
    public static IReadOnlyList<ReasonCode> Reasons { get; } =
        [.. Enum.GetValues<ReasonCode>().Where(reason => reason != ReasonCode.DecisionUnavailable)];

    /// <summary>Counts an event and what became of it.</summary>
    public void Note(WorldEvent e, EventResult result)
    {
        if (result.Status == EventStatus.Accepted)
        {
            _accepted[e.Type] = _accepted.GetValueOrDefault(e.Type) + 1;
            return;
        }

        var what = result.Rejection is { } rejection
            ? $"{rejection.Code}{(e.Read.IsValid ? $" of {e.Type}" : " of form")}"
            : result.Status.ToString();
        _rejections[what] = _rejections.GetValueOrDefault(what) + 1;
    }

    /// <summary>Counts a decision that an event touched.</summary>
    public void Note(WorldEvent e, Decision decision)
    {
        _outcomes[(int)decision.Outcome]++;
        if (!_reasons.TryGetValue(e.Type, out var counts))
        {
            _reasons.Add(e.Type, counts = new long[ReasonCount]);
        }

        foreach (var reason in decision.Reasons)
        {
            counts[(int)reason.Code]++;
        }

        foreach (var step in decision.ToRelease)
        {
            _actions[(int)step.Action]++;
        }
    }

    /// <summary>What never occurred, of what should.</summary>
    public IEnumerable<string> Missing(IEnumerable<string> types, IEnumerable<ReasonCode> reasons) =>
        types.Where(type => _accepted.GetValueOrDefault(type) == 0)
            .Concat(reasons.Where(reason => _reasons.Values.Sum(counts => counts[(int)reason]) == 0).Select(reason => reason.ToString()));

    /// <summary>The counts as tables.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine("event type × reason its declarations are then held for, accepted events first");
        var columns = Reasons.Select((_, i) => $"{i + 1,8}");
        text.AppendLine(CultureInfo.InvariantCulture, $"{"",-24}{"accepted",9}{string.Concat(columns)}");
        foreach (var type in EventTypes)
        {
            var counts = _reasons.GetValueOrDefault(type, new long[ReasonCount]);
            var cells = Reasons.Select(reason => $"{counts[(int)reason],8}");
            text.AppendLine(CultureInfo.InvariantCulture, $"{type,-24}{_accepted.GetValueOrDefault(type),9}{string.Concat(cells)}");
        }

        text.AppendLine(string.Join(", ", Reasons.Select((reason, i) => $"{i + 1} {reason}")));
        text.AppendLine("not applied: " + string.Join(", ", _rejections.Select(it => $"{it.Key} {it.Value}")));
        text.AppendLine("outcomes: " + string.Join(", ", Enum.GetValues<Outcome>().Select(it => $"{it} {_outcomes[(int)it]}")));
        text.AppendLine("toRelease: " + string.Join(", ", Enum.GetValues<ActionCode>().Select(it => $"{it} {_actions[(int)it]}")));
        return text.ToString();
    }
}
