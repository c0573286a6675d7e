using Clearance.LoadTests.Open;
using Clearance.LoadTests.Open.Profiles;
using Clearance.LoadTests.Open.Recording;
using Clearance.LoadTests.Open.Ways;

namespace Clearance.LoadTests.Tests;

/// <summary>What an engine cannot keep from the books.</summary>
public sealed class OpenBooksTests
{
    private readonly LoadProfile _profile = ProfileReader.Load("national-peak") with
    {
        Seconds = 10,
        WarmUpSeconds = 0,
        Events = new EventLoad { PerSecond = 100, Arrivals = ArrivalKind.Even },
        Day = new DayShape { Duplicates = 0, Faults = 0 },
    };

    private readonly Load _load;
    private readonly List<string> _ids;

    public OpenBooksTests()
    {
        _load = Load.Of(_profile, new EventSupply(_profile.Day with { Taxpayers = 100 }, 1, new DateOnly(2026, 11, 2)), seed: 1);
        _ids = [.. _load.Events.Select(static e => e.Id)];
        All(Verdict.Accepted);
    }

    [Fact]
    public async Task An_engine_that_has_everything_once_has_its_books_in_order()
    {
        using var engine = Honest();

        (await Check(engine)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_not_answered_is_posted_until_it_is_and_then_belongs_to_the_books()
    {
        All(Verdict.Unknown);
        using var engine = new FakeEngine(_ids.Take(500)) { OutcomeOf = Outcome, Refusals = 3 };

        (await Check(engine)).ShouldBeEmpty();

        engine.Known.Count.ShouldBe(_ids.Distinct().Count());
        _load.EventTally.CountOf(Verdict.Unknown).ShouldBe(0);
    }

    [Fact]
    public async Task An_engine_that_forgot_an_event_is_found()
    {
        using var engine = new FakeEngine(_ids.Where(id => id != _ids[321])) { OutcomeOf = Outcome };

        (await Check(engine)).ShouldHaveSingleItem().ShouldBe($"event {_load.Events[321].Name} was Accepted and is Accepted when it is posted again");
    }

    [Fact]
    public async Task An_engine_that_applied_what_it_refused_is_found_and_one_that_did_not_is_not()
    {
        _load.EventTally.Learn(321, Verdict.RefusedByEngine);
        using var honest = new FakeEngine(_ids.Where(id => id != _ids[321])) { OutcomeOf = Outcome };
        (await Check(honest)).ShouldBeEmpty();

        _load.EventTally.Learn(321, Verdict.RefusedByEngine);
        using var engine = Honest();
        (await Check(engine)).ShouldHaveSingleItem().ShouldContain($"{_load.Events[321].Name} was RefusedByEngine and is Duplicate");
    }

    [Fact]
    public async Task An_event_that_was_sent_twice_and_refused_twice_is_asked_about_once()
    {
        var load = Load.Of(
            _profile with { Day = _profile.Day with { Duplicates = 0.2 } },
            new EventSupply(_profile.Day with { Taxpayers = 100, Duplicates = 0.2 }, 1, new DateOnly(2026, 11, 2)), seed: 1);
        load.Events.Select(static e => e.Name).Distinct().Count().ShouldBeLessThan(load.Events.Count);
        for (var i = 0; i < load.Events.Count; i++)
        {
            load.EventTally.Learn(i, Verdict.RefusedByEngine);
        }

        var cleared = load.Events.Where(static e => e.IsClearance).Select(static e => e.Declaration).ToHashSet();
        using var engine = new FakeEngine([]) { OutcomeOf = key => cleared.Contains(key) ? "cleared" : "hold" };

        (await Check(engine, load)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_engine_that_judges_otherwise_the_second_time_is_found()
    {
        _load.EventTally.Learn(321, Verdict.Rejected);
        using var engine = Honest();

        (await Check(engine))[0].ShouldContain($"{_load.Events[321].Name} was Rejected and is Duplicate");
    }

    [Fact]
    public async Task A_dong_too_many_is_found()
    {
        using var engine = new FakeEngine(_ids) { OutcomeOf = Outcome, Surplus = 1 };

        var wrong = await Check(engine);

        wrong.Count.ShouldBe(_load.Events.Where(static e => e.IsPayment).Select(static e => e.Taxpayer).Distinct().Count());
        wrong[0].ShouldContain("was paid");
    }

    [Fact]
    public async Task A_cleared_declaration_that_is_not_cleared_and_a_registered_one_that_is_unknown_are_found()
    {
        var cleared = _load.Events.First(static e => e.IsClearance).Declaration;
        var registered = _load.Events.First(e => e.IsRegistration && !IsCleared(e.Declaration)).Declaration;
        using var engine = new FakeEngine(_ids) { OutcomeOf = key => key == cleared ? "clear" : key == registered ? "unknown" : Outcome(key) };

        (await Check(engine)).ShouldBe([$"{cleared} is clear, though it was cleared", $"{registered} is unknown"], ignoreOrder: true);
    }

    private static async Task<IReadOnlyList<string>> Check(FakeEngine engine, Load load)
    {
        using var calls = new OpenCalls(engine.Address, 8);
        return await new OpenBooks(calls).Check([load], CancellationToken.None);
    }

    private Task<IReadOnlyList<string>> Check(FakeEngine engine) => Check(engine, _load);

    private FakeEngine Honest() => new(_ids) { OutcomeOf = Outcome };

    private string Outcome(string key) => IsCleared(key) ? "cleared" : "hold";

    private bool IsCleared(string key) => _load.Events.Any(e => e.IsClearance && e.Declaration == key);

    private void All(Verdict verdict)
    {
        for (var i = 0; i < _load.Events.Count; i++)
        {
            _load.EventTally.Note(i, verdict, _load.EventTally.Due(i) + 1);
        }
    }
}
