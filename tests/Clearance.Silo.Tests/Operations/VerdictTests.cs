using Clearance.Domain;
using Clearance.Entities;
using Clearance.Kafka;

namespace Clearance.Silo.Tests.Operations;

/// <summary>The one answer an operator wants first: yes, slow or no, and why.</summary>
public sealed class VerdictTests
{
    private static readonly OperationsView Quiet = new()
    {
        At = Instant.From(DateTimeOffset.UnixEpoch),
        Host = HostKind.Local,
        Store = "memory",
        Minute = Minute(0),
    };

    public static TheoryData<string, OperationsViewCase, string, string> Cases { get; } = new()
    {
        { "nothing comes", new(Quiet), "Yes", "Ready. Nothing has come in the last minute, and banks have freed nothing in the last hour." },
        { "events flow", new(Quiet with { Minute = Minute(10, most: 82_000), Banks = [Bank(3)] }), "Yes", "99 in 100 events were visible within 82 ms; banks' events freed 3 declarations in the last hour." },
        { "the store is away", new(Quiet with { NotReady = "the store takes no commits: disk full" }), "No", "The store takes no commits: disk full." },
        { "all events fail", new(Quiet with { Minute = Minute(0, failed: 5) }), "No", "None of the last minute's 5 events could be taken; all must be sent again." },
        { "some events fail", new(Quiet with { Minute = Minute(10, failed: 1) }), "Slow", "1 event of the last minute could not be taken and must be sent again." },
        { "events are slow", new(Quiet with { Minute = Minute(10, most: 2_500_000) }), "Slow", "Of the last minute's events 1 in 100 took 2.5 s or more until it was visible; the aim is 2 s." },
        { "events are as slow as they may be", new(Quiet with { Minute = Minute(10, most: 2_000_000) }), "Yes", "99 in 100 events were visible within 2 s; banks' events freed 0 declarations in the last hour." },
        { "a partition is halted", new(Quiet with { Partitions = [Partition(0, "the topic was made anew")] }), "Slow", "bank.payments[3] is halted: The topic was made anew." },
        { "a partition is behind", new(Quiet with { Partitions = [Partition(10_001, null)] }), "Slow", "bank.payments[3] is 10,001 messages behind." },
        { "a partition is a little behind", new(Quiet with { Partitions = [Partition(10_000, null)] }), "Yes", "Ready. Nothing has come in the last minute, and banks have freed nothing in the last hour." },
        { "a bank sends late", new(Quiet with { Banks = [Bank(5, half: 3_600_000)] }), "Slow", "BIDV: from debit to release, half of the last hour's took more than 60 min." },
        { "too few to judge a bank by", new(Quiet with { Banks = [Bank(4, half: 3_600_000)] }), "Yes", "Ready. Banks' events freed 4 declarations in the last hour; none has come in the last minute." },
        { "a bank whose clock is ahead", new(Quiet with { Banks = [Bank(5, half: 3_600_000) with { Ahead = 1 }] }), "Yes", "Ready. Banks' events freed 6 declarations in the last hour; none has come in the last minute." },
        { "a ledger is stopped", new(Quiet with { Standing = new CensusFindings { Census = new Census { On = default, StoppedLedgers = 2 } } }), "Slow", "2 ledgers stopped: all goods of these taxpayers are held until somebody has looked." },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_says_whether_money_turns_into_release_and_why(string when, OperationsViewCase view, string state, string why)
    {
        var verdict = Verdict.Of(view.View);

        verdict.State.ToString().ShouldBe(state, when);
        string.Join(' ', verdict.Why).ShouldBe(why, when);
    }

    [Theory]
    [InlineData(0.4, "1 ms")]
    [InlineData(999, "999 ms")]
    [InlineData(1_500, "1.5 s")]
    [InlineData(90_000, "90 s")]
    [InlineData(600_000, "10 min")]
    [InlineData(36_000_000, "10 h")]
    [InlineData(864_000_000, "10 days")]
    public void A_length_of_time_is_said_as_people_say_it(double milliseconds, string said) =>
        Verdict.Span(TimeSpan.FromMilliseconds(milliseconds)).ShouldBe(said);

    private static FlowsOf Minute(int events, int failed = 0, long most = 1_000)
    {
        var counts = new int[Flows.Streams * Flows.Outcomes];
        counts[0] = events;
        return new FlowsOf(60, counts, failed, 0, 0, 0, new Times(500, most), default);
    }

    private static BankFlow Bank(int freed, long half = 1_000) => new("BIDV", freed, half, half, half, 0);

    private static PartitionState Partition(long lag, string? halted) =>
        new(EventStream.Payments, 3, 0, lag, lag, IsPaused: false, halted);

    /// <summary>What is seen; a case of its own, since what tests are given must be public.</summary>
    public sealed class OperationsViewCase
    {
        internal OperationsViewCase(OperationsView view) => View = view;

        internal OperationsView View { get; }
    }
}
