using Clearance.LoadTests.Open;
using Clearance.LoadTests.Open.Profiles;
using Clearance.LoadTests.Open.Recording;
using Clearance.LoadTests.Open.Steps;
using Clearance.LoadTests.Open.Ways;

namespace Clearance.LoadTests.Tests;

/// <summary>A load as a runner with a schedule of its own takes it.</summary>
public sealed class StepsTests
{
    private readonly LoadProfile _profile = ProfileReader.Load("national-peak") with
    {
        Seconds = 2,
        WarmUpSeconds = 0,
        Events = new EventLoad { PerSecond = 620, Arrivals = ArrivalKind.Even },
        Queries = new QueryLoad { PerSecond = 50, Arrivals = ArrivalKind.Even },
        Day = new DayShape { Taxpayers = 100, Duplicates = 0, Faults = 0 },
    };

    [Theory]
    [InlineData(0, 0)]
    [InlineData(62, 62)]
    [InlineData(620, 200)]
    [InlineData(62_000, 200)]
    public void A_second_has_a_body_for_each_slice_and_no_more_than_there_are_events(double events, int bodies)
    {
        using var nobody = new OpenCalls(new Uri("http://127.0.0.1:1"), 1);
        var few = _profile with { Seconds = 0.1, Events = new EventLoad { PerSecond = events } };

        new LoadSteps(LoadOf(few), nobody, nobody).BodiesPerSecond.ShouldBe(bodies);
    }

    [Fact]
    public async Task Steps_taken_side_by_side_offer_every_event_once_and_then_say_that_nothing_is_left()
    {
        var load = LoadOf(_profile);
        using var engine = new FakeEngine([]);
        using var calls = new OpenCalls(engine.Address, 32);
        var steps = new LoadSteps(load, calls, calls);

        var ends = await Task.WhenAll(Enumerable.Range(0, 2 * steps.BodiesPerSecond).Select(_ => Task.Run(steps.NextBody)));

        ends.ShouldAllBe(static end => end.IsOk);
        (await steps.NextBody()).ShouldBe(StepEnd.NothingLeft);
        load.EventTally.CountOf(Verdict.Accepted).ShouldBe(load.Events.Count);
        engine.Known.ShouldBe(load.Events.Select(static e => e.Id), ignoreOrder: true);
    }

    [Fact]
    public async Task Questions_are_as_many_as_the_profile_has()
    {
        using var engine = new FakeEngine([]);
        using var calls = new OpenCalls(engine.Address, 8);
        var steps = new LoadSteps(LoadOf(_profile), calls, calls);

        for (var i = 0; i < 2 * steps.QuestionsPerSecond; i++)
        {
            (await steps.NextQuestion()).IsOk.ShouldBeTrue();
        }

        steps.QuestionsPerSecond.ShouldBe(50);
        (await steps.NextQuestion()).ShouldBe(StepEnd.NothingLeft);
    }

    [Theory]
    [InlineData(nameof(WhenRefused.GiveUp), false, "refused by the engine")]
    [InlineData(nameof(WhenRefused.Retry), true, "answered")]
    public async Task What_the_engine_refuses_is_a_failure_unless_the_profile_sends_it_again(string then, bool isOk, string status)
    {
        using var engine = new FakeEngine([]) { Refusals = 1 };
        using var calls = new OpenCalls(engine.Address, 1);
        var steps = new LoadSteps(LoadOf(_profile with { Bounds = new Bounds { WhenRefused = Enum.Parse<WhenRefused>(then) } }), calls, calls);

        (await steps.NextBody()).ShouldBe(new StepEnd(isOk, status));
    }

    [Fact]
    public async Task An_engine_that_is_not_there_is_a_failure_of_its_own()
    {
        using var nobody = new OpenCalls(new Uri("http://127.0.0.1:1"), 1);
        var steps = new LoadSteps(LoadOf(_profile with { Bounds = new Bounds { WhenRefused = WhenRefused.GiveUp } }), nobody, nobody);

        (await steps.NextBody()).ShouldBe(new StepEnd(false, "without an answer"));
        (await steps.NextQuestion()).ShouldBe(new StepEnd(false, "without an answer"));
    }

    [Theory]
    [InlineData("national-peak-x100", true)]
    [InlineData("mixed-80-20", true)]
    [InlineData("catch-up-one-hour", false)]
    [InlineData("query-herd", false)]
    public void What_is_due_at_one_moment_cannot_be_offered_by_steps(string profile, bool can) =>
        (LoadSteps.Refusal(ProfileReader.Load(profile)) is null).ShouldBe(can);

    [Fact]
    public async Task A_run_has_the_runner_take_steps_and_then_makes_up_the_books()
    {
        using var engine = new FakeEngine([]) { OutcomeOf = static _ => "cleared" };

        (await Run(engine)).ShouldBe(0);
        engine.Known.Count.ShouldBeGreaterThan(1_000);
    }

    [Fact]
    public async Task A_run_whose_books_do_not_balance_fails()
    {
        using var engine = new FakeEngine([]) { OutcomeOf = static _ => "cleared", Surplus = 1 };

        (await Run(engine)).ShouldBe(1);
    }

    [Fact]
    public async Task A_run_that_steps_cannot_be_is_refused_before_anything_is_started() =>
        (await new StepsRun(OptionsOf(new Uri("http://127.0.0.1:1")) with { FindLimit = true }, static _ => { }).Run(CancellationToken.None))
            .ShouldBe(2);

    private Task<int> Run(FakeEngine engine) =>
        new StepsRun(OptionsOf(engine.Address), static steps => TakeAll(steps).GetAwaiter().GetResult()).Run(CancellationToken.None);

    private static async Task TakeAll(LoadSteps steps)
    {
        while (await steps.NextBody() != StepEnd.NothingLeft)
        {
            await steps.NextQuestion();
        }
    }

    private OpenOptions OptionsOf(Uri url) => new()
    {
        Profile = _profile,
        Seed = 1,
        Brokers = null,
        Url = url,
        Store = new StoreOptions
        {
            Folder = Path.Combine(Path.GetTempPath(), $"clearance-steps-{Guid.NewGuid():N}"),
            Provider = "sqlite",
            Lanes = 1,
            Preload = 0,
        },
        Pid = 0,
        BrokerProcesses = [],
        FindLimit = false,
        Bound = TimeSpan.FromSeconds(1),
    };

    private static Load LoadOf(LoadProfile profile) =>
        Load.Of(profile, new EventSupply(profile.Day, 1, new DateOnly(2026, 11, 2)), seed: 1);
}
