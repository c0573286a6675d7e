using HdrHistogram;

namespace Clearance.LoadTests.Open.Recording;

/// <summary>Times from when things were due until they were over, to three digits, up to an hour.</summary>
internal sealed class Latencies
{
    private const long MicrosMax = 3_600_000_000;
    private const int Digits = 3;
    private const double MicrosPerMillisecond = 1_000;

    private readonly LongHistogram _histogram = new(MicrosMax, Digits);

    /// <summary>How many.</summary>
    public long Count => _histogram.TotalCount;

    /// <summary>The longest, in milliseconds.</summary>
    public double Longest => Count == 0 ? 0 : _histogram.GetMaxValue() / MicrosPerMillisecond;

    /// <summary>Adds one, in microseconds.</summary>
    public void Add(long micros) => _histogram.RecordValue(Math.Clamp(micros, 0, MicrosMax));

    /// <summary>A percentile, in milliseconds.</summary>
    public double At(double percentile) => Count == 0 ? 0 : _histogram.GetValueAtPercentile(percentile) / MicrosPerMillisecond;

    /// <summary>Forgets all.</summary>
    public void Clear() => _histogram.Reset();

    /// <summary>p50, p99, p99.9 and the longest.</summary>
    public string Describe() => Count == 0
        ? "–"
        : FormattableString.Invariant($"p50 {At(50):N1}, p90 {At(90):N1}, p99 {At(99):N1}, p99.9 {At(99.9):N1}, at most {Longest:N1} ms");

    /// <summary>The whole distribution, as tools for such files read it, in milliseconds.</summary>
    public string ToPercentiles()
    {
        using var text = new StringWriter();
        _histogram.OutputPercentileDistribution(text, 5, MicrosPerMillisecond);
        return text.ToString();
    }

    /// <summary>How it rises towards the longest: a percentile and its time, ever closer to 100.</summary>
    public IEnumerable<(double Percentile, double Milliseconds)> Tail()
    {
        for (var (left, step) = (100.0, 0); left * Count / 100 >= 1 && step < 24; left /= 2, step++)
        {
            yield return (100 - left, At(100 - left));
        }

        yield return (100, Longest);
    }
}
