using Clearance.Domain;

namespace Clearance.Silo;

/// <summary>Whether money turns into release.</summary>
internal enum Turns
{
    /// <summary>It does, and soon.</summary>
    Yes,

    /// <summary>It does, but later than it should, or not everybody's.</summary>
    Slow,

    /// <summary>It does not.</summary>
    No,
}

/// <summary>The one answer that an operator wants first, and why.</summary>
/// <param name="State">The answer.</param>
/// <param name="Why">Sentences; never none.</param>
internal sealed record Verdict(Turns State, IReadOnlyList<string> Why)
{
    /// <summary>What 99 in 100 events should take at most, until all they cause is visible.</summary>
    public static readonly TimeSpan EventAim = TimeSpan.FromSeconds(2);

    /// <summary>What half of a bank's events should take at most, from the debit to the goods: beyond it the bank sends late, or we take late.</summary>
    public static readonly TimeSpan BankAim = TimeSpan.FromMinutes(15);

    private const int LagMax = 10_000;

    /// <summary>A bank that freed fewer in an hour is not judged by them.</summary>
    private const int FreedMin = 5;

    /// <summary>Judges what is seen.</summary>
    public static Verdict Of(OperationsView view)
    {
        var minute = view.Minute;
        if (view.NotReady is { } why)
        {
            return new Verdict(Turns.No, [Sentence(why)]);
        }

        if (minute.Failed > 0 && minute.EventsTotal == 0)
        {
            return new Verdict(Turns.No, [$"None of the last minute's {Count(minute.Failed, "event")} could be taken; all must be sent again."]);
        }

        var slow = Faults(view).ToList();
        return slow.Count > 0 ? new Verdict(Turns.Slow, slow) : new Verdict(Turns.Yes, [Well(view)]);
    }

    private static IEnumerable<string> Faults(OperationsView view)
    {
        var most = TimeSpan.FromMicroseconds(view.Minute.EventTimes.Most);
        if (most > EventAim)
        {
            yield return $"Of the last minute's events 1 in 100 took {Span(most)} or more until it was visible; the aim is {Span(EventAim)}.";
        }

        if (view.Minute.Failed > 0)
        {
            yield return $"{Count(view.Minute.Failed, "event")} of the last minute could not be taken and must be sent again.";
        }

        foreach (var partition in view.Partitions ?? [])
        {
            if (partition.HaltedBecause is { } why)
            {
                yield return $"{EventStreams.NameOf(partition.Stream)}[{partition.Partition}] is halted: {Sentence(why)}";
            }
            else if (partition.Lag > LagMax)
            {
                yield return $"{EventStreams.NameOf(partition.Stream)}[{partition.Partition}] is {Count(partition.Lag.Value, "message")} behind.";
            }
        }

        // A bank whose clock is ahead of ours cannot be judged by it.
        foreach (var bank in view.Banks.Where(static it => it.Ahead == 0 && it.Freed >= FreedMin && TimeSpan.FromMilliseconds(it.Half) > BankAim))
        {
            yield return $"{bank.Bank}: from debit to release, half of the last hour's took more than {Span(TimeSpan.FromMilliseconds(bank.Half))}.";
        }

        if (view.Standing.Census is { StoppedLedgers: > 0 } census)
        {
            yield return $"{Count(census.StoppedLedgers, "ledger")} stopped: all goods of these taxpayers are held until somebody has looked.";
        }
    }

    private static string Well(OperationsView view)
    {
        var freed = view.Banks.Sum(static bank => bank.Freed + bank.Ahead);
        return view.Minute.EventsTotal == 0 && freed == 0 ? "Ready. Nothing has come in the last minute, and banks have freed nothing in the last hour."
            : view.Minute.EventsTotal == 0 ? $"Ready. Banks' events freed {Count(freed, "declaration")} in the last hour; none has come in the last minute."
            : $"99 in 100 events were visible within {Span(TimeSpan.FromMicroseconds(view.Minute.EventTimes.Most))}; "
                + $"banks' events freed {Count(freed, "declaration")} in the last hour.";
    }

    private static string Count(long number, string what) =>
        $"{number.ToString("N0", ReasonMessages.English)} {what}{(number == 1 ? "" : "s")}";

    private static string Sentence(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..].TrimEnd('.')}.";

    /// <summary>A length of time, as people say it.</summary>
    public static string Span(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => $"{Math.Max(1, Math.Ceiling(time.TotalMilliseconds)):0} ms",
        { TotalSeconds: < 10 } => $"{time.TotalSeconds.ToString("0.#", ReasonMessages.English)} s",
        { TotalMinutes: < 2 } => $"{time.TotalSeconds:0} s",
        { TotalHours: < 2 } => $"{time.TotalMinutes:0} min",
        { TotalDays: < 2 } => $"{time.TotalHours:0} h",
        _ => $"{time.TotalDays:0} days",
    };
}
