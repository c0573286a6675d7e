using System.Collections.Concurrent;
using System.Diagnostics;

namespace Clearance.LoadTests;

/// <summary>What calls took, from the moment each was due.</summary>
internal sealed class Timeline
{
    private readonly ConcurrentQueue<Call> _calls = new();

    /// <summary>Notes a call that is over now.</summary>
    /// <param name="due">When it was to begin.</param>
    /// <param name="events">What it brought; 1 for a question.</param>
    /// <param name="tries">How often it was made; 0: in vain.</param>
    /// <param name="what">Of which kind.</param>
    public void Add(long due, int events, int tries, string what) =>
        _calls.Enqueue(new Call(due, Stopwatch.GetTimestamp(), events, tries, what));

    /// <summary>Those that were due in a time.</summary>
    public Section Between(long from, long to) => new([.. _calls.Where(call => call.Due >= from && call.Due < to)], from, to);

    /// <summary>What was answered in a time, a second.</summary>
    public double PerSecond(long from, long to) =>
        _calls.Where(call => call.End > from && call.End <= to).Sum(static call => call.Events)
            / Stopwatch.GetElapsedTime(from, to).TotalSeconds;

    internal readonly record struct Call(long Due, long End, int Events, int Tries, string What)
    {
        public TimeSpan Took => Stopwatch.GetElapsedTime(Due, End);
    }
}

/// <summary>Calls that were due in one time.</summary>
internal sealed class Section(IReadOnlyList<Timeline.Call> calls, long from, long to)
{
    private readonly IReadOnlyList<TimeSpan> _took = [.. calls.Select(static call => call.Took).Order()];

    /// <summary>How many.</summary>
    public int Count => calls.Count;

    /// <summary>Events a second that were due.</summary>
    public double Offered => calls.Sum(static call => call.Events) / Stopwatch.GetElapsedTime(from, to).TotalSeconds;

    /// <summary>The part that was answered at the first or the second try.</summary>
    public double Answered => calls.Count == 0 ? 1 : calls.Count(static call => call.Tries > 0) / (double)calls.Count;

    /// <summary>The part that was answered at the first try.</summary>
    public double AnsweredAtOnce => calls.Count == 0 ? 1 : calls.Count(static call => call.Tries == 1) / (double)calls.Count;

    /// <summary>The longest any took.</summary>
    public TimeSpan Longest => At(1);

    /// <summary>Of which kind that was, and how often it was made.</summary>
    public string LongestIs => calls.Count == 0 ? "" : Describe(calls.MaxBy(static call => call.Took));

    private static string Describe(Timeline.Call call) => $"{call.What}, {call.Tries} tries";

    /// <summary>A percentile.</summary>
    public TimeSpan At(double share) =>
        _took.Count == 0 ? TimeSpan.Zero : _took[Math.Min(_took.Count - 1, (int)(_took.Count * share))];
}
