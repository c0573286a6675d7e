using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>What flows through this process: events, questions and refusals, second by second over a quarter of an hour, and what banks' events freed.</summary>
/// <remarks>
/// Written by every call and read by who looks: counts that are added to, nothing that is waited for but once a second, and no object per
/// call. What two threads count at the very turn of a second may be lost, which no graph shows.
/// </remarks>
internal sealed class Flows(TimeProvider clock)
{
    /// <summary>How many seconds back it goes.</summary>
    public const int SecondsMax = 900;

    /// <summary>How many streams there are.</summary>
    public const int Streams = 4;

    /// <summary>How many outcomes an event may have.</summary>
    public const int Outcomes = 4;

    private const int Slots = 1024;
    private const int FailedAt = Streams * Outcomes;
    private const int QuestionsAt = FailedAt + 1;
    private const int RefusedAt = QuestionsAt + 1;
    private const int BrokenAt = RefusedAt + 1;
    private const int EventTimesAt = BrokenAt + 1;
    private const int QuestionTimesAt = EventTimesAt + Spread.Buckets;

    /// <summary>How many counts a second has.</summary>
    private const int Width = QuestionTimesAt + Spread.Buckets;

    private readonly Lock turning = new();
    private readonly int[] counts = new int[Slots * Width];
    private readonly long[] seconds = new long[Slots];

    /// <summary>What banks' events freed.</summary>
    public BankFlows Banks { get; } = new(clock);

    /// <summary>When something begins that will be counted.</summary>
    public long Begin() => clock.GetTimestamp();

    /// <summary>Events of a call were answered.</summary>
    public void Events(EventStream stream, IReadOnlyList<EventResult> results, long begun)
    {
        Span<int> outcomes = stackalloc int[Outcomes];
        for (var i = 0; i < results.Count; i++)
        {
            outcomes[(int)results[i].Status]++;
        }

        var at = Now();
        for (var outcome = 0; outcome < Outcomes; outcome++)
        {
            if (outcomes[outcome] > 0)
            {
                Interlocked.Add(ref counts[at + ((int)stream * Outcomes) + outcome], outcomes[outcome]);
            }
        }

        Interlocked.Add(ref counts[at + EventTimesAt + Since(begun)], results.Count);
    }

    /// <summary>Events of a call were not answered one by one: the call failed, and may be repeated.</summary>
    public void EventsFailed(int events) => Interlocked.Add(ref counts[Now() + FailedAt], events);

    /// <summary>Questions of a call were answered.</summary>
    public void Questions(int questions, long begun)
    {
        var at = Now();
        Interlocked.Add(ref counts[at + QuestionsAt], questions);
        Interlocked.Add(ref counts[at + QuestionTimesAt + Since(begun)], questions);
    }

    /// <summary>A call was answered with a problem.</summary>
    public void Refused(int status) => Interlocked.Increment(ref counts[Now() + (status >= 500 ? BrokenAt : RefusedAt)]);

    /// <summary>What flowed in some whole seconds.</summary>
    /// <param name="ago">How many seconds ago they ended; 1: with the last whole one.</param>
    /// <param name="length">How many.</param>
    public FlowsOf Of(int ago, int length)
    {
        Span<int> sums = stackalloc int[Width];
        var last = Second() - ago;
        for (var second = last - length + 1; second <= last; second++)
        {
            var slot = (int)(second & (Slots - 1));
            if (second > 0 && Volatile.Read(ref seconds[slot]) == second)
            {
                var from = counts.AsSpan(slot * Width, Width);
                for (var i = 0; i < Width; i++)
                {
                    sums[i] += from[i];
                }
            }
        }

        return new FlowsOf(
            length, sums[..FailedAt].ToArray(), sums[FailedAt], sums[QuestionsAt], sums[RefusedAt], sums[BrokenAt],
            Times.Of(sums.Slice(EventTimesAt, Spread.Buckets)), Times.Of(sums.Slice(QuestionTimesAt, Spread.Buckets)));
    }

    private long Second() => clock.GetTimestamp() / clock.TimestampFrequency;

    private int Since(long begun) => Spread.BucketOf(clock.GetElapsedTime(begun).Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>Where this second is counted; the first who counts in it makes room.</summary>
    private int Now()
    {
        var second = Second();
        var slot = (int)(second & (Slots - 1));
        if (Volatile.Read(ref seconds[slot]) != second)
        {
            lock (turning)
            {
                if (seconds[slot] != second)
                {
                    counts.AsSpan(slot * Width, Width).Clear();
                    Volatile.Write(ref seconds[slot], second);
                }
            }
        }

        return slot * Width;
    }
}

/// <summary>What flowed in a stretch of time.</summary>
/// <param name="Seconds">How long it was.</param>
/// <param name="Events">Events by stream, and within it by outcome.</param>
/// <param name="Failed">Events whose call failed.</param>
/// <param name="Questions">Questions answered.</param>
/// <param name="Refused">Calls answered with a problem of theirs.</param>
/// <param name="Broken">Calls answered with a problem of ours.</param>
/// <param name="EventTimes">How long events took until all they caused was visible.</param>
/// <param name="QuestionTimes">How long questions took to decide.</param>
internal sealed record FlowsOf(
    int Seconds, int[] Events, int Failed, int Questions, int Refused, int Broken, Times EventTimes, Times QuestionTimes)
{
    /// <summary>All events that were answered.</summary>
    public int EventsTotal => Events.Sum();

    /// <summary>Those of a stream and outcome.</summary>
    public int Of(EventStream stream, EventStatus outcome) => Events[((int)stream * Flows.Outcomes) + (int)outcome];
}

/// <summary>How long things took, in microseconds; 0 when there were none.</summary>
/// <param name="Half">At most this long for half of them.</param>
/// <param name="Most">For 99 in 100.</param>
internal readonly record struct Times(long Half, long Most)
{
    /// <summary>Reads them of counts.</summary>
    public static Times Of(ReadOnlySpan<int> spread) => new(Spread.At(spread, 0.5), Spread.At(spread, 0.99));
}
