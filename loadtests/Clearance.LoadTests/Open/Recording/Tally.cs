namespace Clearance.LoadTests.Open.Recording;

/// <summary>
/// For each thing that is due: when, when it was sent, when it was over, and how it ended. Each is written once, by whoever ends it, and read
/// when the run is over, so that recording costs nothing that could be waited for.
/// </summary>
/// <param name="due">When each is due, in microseconds of the run's clock, ascending.</param>
internal sealed class Tally(long[] due)
{
    private readonly long[] _sent = new long[due.Length];
    private readonly long[] _end = new long[due.Length];
    private readonly Verdict[] _verdicts = new Verdict[due.Length];
    private long _over;

    /// <summary>How many there are.</summary>
    public int Count => due.Length;

    /// <summary>How many have ended with an answer so far.</summary>
    public long Over => Interlocked.Read(ref _over);

    /// <summary>When one is due.</summary>
    public long Due(int index) => due[index];

    /// <summary>When it was first sent; 0: it was not.</summary>
    public long Sent(int index) => _sent[index];

    /// <summary>When it ended.</summary>
    public long End(int index) => _end[index];

    /// <summary>How it ended.</summary>
    public Verdict Verdict(int index) => _verdicts[index];

    /// <summary>Whether it was answered.</summary>
    public bool IsAnswered(int index) => IsAnswer(_verdicts[index]);

    /// <summary>Whether the engine answered what is to be known.</summary>
    public static bool IsAnswer(Verdict verdict) =>
        verdict is Recording.Verdict.Accepted or Recording.Verdict.Duplicate or Recording.Verdict.Rejected or Recording.Verdict.Conflict;

    /// <summary>Notes that one was sent.</summary>
    public void Send(int index, long now) => _sent[index] = now;

    /// <summary>Notes how one ended.</summary>
    public void Note(int index, Verdict verdict, long now)
    {
        (_verdicts[index], _end[index]) = (verdict, now);
        if (IsAnswer(verdict))
        {
            Interlocked.Increment(ref _over);
        }
    }

    /// <summary>Puts right what was not known, after the run; the time stays what callers saw.</summary>
    public void Learn(int index, Verdict verdict) => _verdicts[index] = verdict;

    /// <summary>How many ended so.</summary>
    public int CountOf(Verdict verdict) => _verdicts.AsSpan().Count(verdict);
}
