using Clearance.LoadTests.Open.Profiles;
using Clearance.LoadTests.Open.Recording;

namespace Clearance.LoadTests.Open;

/// <summary>Everything a run will offer, made ready before its clock starts.</summary>
internal sealed class Load
{
    private const int Micros = 1_000_000;

    private Load(LoadProfile profile, IReadOnlyList<OfferedEvent> events, int backlog, long[] due, long[] questions)
    {
        (Profile, Events, Backlog) = (profile, events, backlog);
        (EventTally, QueryTally) = (new Tally(due), new Tally(questions));
    }

    /// <summary>What it was made from.</summary>
    public LoadProfile Profile { get; }

    /// <summary>The events, those that waited first, then by when they are due.</summary>
    public IReadOnlyList<OfferedEvent> Events { get; }

    /// <summary>How many waited while the engine was away.</summary>
    public int Backlog { get; }

    /// <summary>What becomes of the events.</summary>
    public Tally EventTally { get; }

    /// <summary>What becomes of the questions.</summary>
    public Tally QueryTally { get; }

    /// <summary>Where the measured part begins and ends, in microseconds.</summary>
    public (long From, long To) Measured =>
        ((long)(Profile.WarmUpSeconds * Micros), (long)((Profile.WarmUpSeconds + Profile.Seconds) * Micros));

    /// <summary>For how many seconds there is a schedule, the last one rounded up.</summary>
    public int Scheduled => (int)Math.Ceiling(Profile.WarmUpSeconds + Profile.Seconds);

    /// <summary>Whether an event came by schedule.</summary>
    public bool IsLive(int index) => index >= Backlog;

    /// <summary>Makes it.</summary>
    public static Load Of(LoadProfile profile, EventSupply supply, int seed)
    {
        var seconds = profile.WarmUpSeconds + profile.Seconds;
        var due = Arrivals.Of(profile.Events.Arrivals, profile.Events.PerSecond, seconds, seed);
        var waited = supply.Next(profile.Outage?.Events ?? 0, clearances: false);
        var wait = (int)(profile.Events.PerSecond * profile.Day.CustomsWaits);
        var live = Reordered(supply.Next(due.Length == 0 ? 0 : due.Length + wait, clearances: true), wait).Take(due.Length);
        return new Load(
            profile, [.. waited, .. live], waited.Count, [.. new long[waited.Count], .. due],
            Arrivals.Of(profile.Queries, profile.WarmUpSeconds, profile.Seconds, unchecked(seed * 31) + 7));
    }

    /// <summary>What customs asks about first comes so many events later.</summary>
    internal static IEnumerable<OfferedEvent> Reordered(IReadOnlyList<OfferedEvent> events, int wait) =>
        events.Index().OrderBy(it => it.Index + (it.Item.AsksAbout is null ? 0 : wait)).Select(static it => it.Item);
}
