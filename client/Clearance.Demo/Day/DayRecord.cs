using Clearance.Client;
using Clearance.Workload;

namespace Clearance.Demo;

/// <summary>What the player saw during the day: only what the engine answered, and how long it took to.</summary>
internal sealed class DayRecord
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _byStream = [];
    private readonly Dictionary<string, int> _byStatus = [];
    private readonly HashSet<string> _types = [];
    private readonly Dictionary<string, (int Count, string Example)> _refusals = [];
    private readonly List<(TimeSpan Took, int Events)> _bankLatencies = [];

    /// <summary>Events sent.</summary>
    public int Events => _byStatus.Values.Sum();

    /// <summary>How many types of event they were of.</summary>
    public int Types => _types.Count;

    /// <summary>How often customs asked before clearing, and was told to wait.</summary>
    public int Asked { get; private set; }

    public int ToldToWait { get; private set; }

    public TimeSpan Took { get; set; }

    public IReadOnlyDictionary<string, int> ByStatus => _byStatus;

    /// <summary>Refusals and conflicts by code, each with one of its sentences.</summary>
    public IEnumerable<(string Code, int Count, string Example)> Refusals =>
        _refusals.OrderByDescending(it => it.Value.Count).Select(it => (it.Key, it.Value.Count, it.Value.Example));

    public int SentTo(string stream)
    {
        lock (_lock)
        {
            return _byStream.GetValueOrDefault(stream);
        }
    }

    public void Posted(string stream, IEnumerable<string> types, PostAnswer answer)
    {
        lock (_lock)
        {
            _types.UnionWith(types);
            _byStream[stream] = _byStream.GetValueOrDefault(stream) + answer.Results.Count;
            if (stream is StreamNames.Payments or StreamNames.Guarantees)
            {
                _bankLatencies.Add((answer.Took, answer.Results.Count));
            }

            foreach (var result in answer.Results)
            {
                _byStatus[result.Status] = _byStatus.GetValueOrDefault(result.Status) + 1;
                if (result.Status is "rejected" or "conflict")
                {
                    Refused(result);
                }
            }
        }
    }

    public void CustomsAsked(int declarations, int told) => (Asked, ToldToWait) = (Asked + declarations, ToldToWait + told);

    /// <summary>The time under which a share of the banks' events were answered.</summary>
    public TimeSpan BankLatency(double share)
    {
        var sorted = _bankLatencies.OrderBy(it => it.Took).ToList();
        var wanted = share * sorted.Sum(it => it.Events);
        var seen = 0;
        foreach (var (took, events) in sorted)
        {
            seen += events;
            if (seen >= wanted)
            {
                return took;
            }
        }

        return TimeSpan.Zero;
    }

    private void Refused(EventResult result)
    {
        var code = result.Status == "conflict" ? "conflict" : result.Code ?? "rejected";
        var (count, example) = _refusals.GetValueOrDefault(code, (0, Example(result)));
        _refusals[code] = (count + 1, example);
    }

    private static string Example(EventResult result) =>
        result.Status == "conflict" ? "A known id came with other content; the first one stands." : result.Detail ?? "";
}
