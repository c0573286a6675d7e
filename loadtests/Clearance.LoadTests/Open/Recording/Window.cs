namespace Clearance.LoadTests.Open.Recording;

/// <summary>What a tally says of a part of a run.</summary>
/// <param name="tally">All of it.</param>
/// <param name="from">The part's beginning, in microseconds.</param>
/// <param name="to">Its end.</param>
/// <param name="belongs">Which of them; null: all.</param>
internal sealed class Window(Tally tally, long from, long to, Func<int, bool>? belongs = null)
{
    private const double Micros = 1e6;
    private const long LateMicros = 10_000;

    private readonly int[] _due =
        [.. Enumerable.Range(0, tally.Count).Where(i => tally.Due(i) >= from && tally.Due(i) < to && (belongs is null || belongs(i)))];

    private double Seconds => (to - from) / Micros;

    /// <summary>How many were due and would have been sent: those their sender kept for himself are none.</summary>
    public int Offered => _due.Length - CountOf(Verdict.Held);

    /// <summary>The same in a second.</summary>
    public double OfferedPerSecond => Offered / Seconds;

    /// <summary>What was answered in the part, in a second, whenever it was due.</summary>
    public double AchievedPerSecond =>
        Enumerable.Range(0, tally.Count).Count(i => tally.IsAnswered(i) && tally.End(i) >= from && tally.End(i) < to && (belongs is null || belongs(i)))
            / Seconds;

    /// <summary>Of those that were due in the part, how many were answered within a time, in a second.</summary>
    public double WithinPerSecond(TimeSpan bound) =>
        _due.Count(i => tally.IsAnswered(i) && tally.End(i) - tally.Due(i) <= bound.Ticks / TimeSpan.TicksPerMicrosecond) / Seconds;

    /// <summary>The part of the offered that was refused or never answered.</summary>
    public double Lost => Offered == 0
        ? 0
        : (CountOf(Verdict.RefusedByEngine) + CountOf(Verdict.RefusedByGenerator) + CountOf(Verdict.Unknown) + CountOf(Verdict.None))
            / (double)Offered;

    /// <summary>The part that the generator sent more than ten milliseconds after it was due, its slice taken off.</summary>
    public double SentLate(long slice)
    {
        var sent = _due.Count(i => tally.Sent(i) > 0);
        return sent == 0 ? 0 : _due.Count(i => tally.Sent(i) > 0 && tally.Sent(i) - tally.Due(i) > LateMicros + slice) / (double)sent;
    }

    /// <summary>How many of them ended so.</summary>
    public int CountOf(Verdict verdict) => _due.Count(i => tally.Verdict(i) == verdict);

    /// <summary>From due to answered, of all that were answered, however late.</summary>
    public Latencies Latencies()
    {
        var latencies = new Latencies();
        foreach (var i in _due.Where(tally.IsAnswered))
        {
            latencies.Add(tally.End(i) - tally.Due(i));
        }

        return latencies;
    }

    /// <summary>Second by second.</summary>
    public IReadOnlyList<Second> BySecond()
    {
        var seconds = (int)Math.Ceiling(Seconds);
        var (offered, achieved, refused) = (new int[seconds], new int[seconds], new int[seconds]);
        foreach (var i in Enumerable.Range(0, tally.Count).Where(i => belongs is null || belongs(i)))
        {
            Count(offered, tally.Due(i), tally.Verdict(i) != Verdict.Held);
            Count(achieved, tally.End(i), tally.IsAnswered(i));
            Count(refused, tally.Due(i), tally.Verdict(i) is Verdict.RefusedByEngine or Verdict.RefusedByGenerator);
        }

        var latencies = new Latencies();
        var bySecond = _due.ToLookup(i => (int)((tally.Due(i) - from) / 1_000_000));
        return [.. Enumerable.Range(0, seconds).Select(Of)];

        Second Of(int second)
        {
            latencies.Clear();
            foreach (var i in bySecond[second].Where(tally.IsAnswered))
            {
                latencies.Add(tally.End(i) - tally.Due(i));
            }

            return new Second(
                second, offered[second], achieved[second], refused[second], latencies.Count, latencies.At(50), latencies.At(99), latencies.Longest);
        }
    }

    private void Count(int[] seconds, long at, bool counts)
    {
        if (counts && at >= from && at < to)
        {
            seconds[(at - from) / 1_000_000]++;
        }
    }
}

/// <summary>A second of a run.</summary>
/// <param name="At">Which.</param>
/// <param name="Offered">Due in it.</param>
/// <param name="Achieved">Answered in it.</param>
/// <param name="Refused">Due in it and refused, by the engine or by the generator.</param>
/// <param name="Answered">Due in it and answered at some time.</param>
/// <param name="P50">Of those, in milliseconds.</param>
/// <param name="P99">The same.</param>
/// <param name="Longest">The same.</param>
internal readonly record struct Second(
    int At, int Offered, int Achieved, int Refused, long Answered, double P50, double P99, double Longest);
