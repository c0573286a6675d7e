using Clearance.LoadTests.Open;
using Clearance.LoadTests.Open.Profiles;
using Clearance.LoadTests.Open.Recording;
using Clearance.LoadTests.Open.Ways;

namespace Clearance.LoadTests.Tests;

/// <summary>What becomes of questions: refused is counted, and what the contract does not have leaves no result.</summary>
public sealed class QuestionsTests
{
    [Theory]
    [InlineData(200, Verdict.Accepted)]
    [InlineData(429, Verdict.RefusedByEngine)]
    [InlineData(503, Verdict.Unknown)]
    public async Task A_question_is_answered_refused_or_left_open(int status, object verdict)
    {
        var (load, clock) = Some();
        using var engine = new FakeEngine([]) { QuestionStatus = status };
        using var calls = new OpenCalls(engine.Address, 1);
        var questions = new QueryWay(calls, load, new KnownDeclarations(1), clock);

        await questions.Ask(0);

        load.QueryTally.Verdict(0).ShouldBe(verdict);
        await questions.Drain(CancellationToken.None);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(500)]
    public async Task A_run_in_which_a_question_had_another_answer_has_no_result(int status)
    {
        var (load, clock) = Some();
        using var engine = new FakeEngine([]) { QuestionStatus = status };
        using var calls = new OpenCalls(engine.Address, 1);
        var questions = new QueryWay(calls, load, new KnownDeclarations(1), clock);

        await questions.Ask(0);
        var none = await Should.ThrowAsync<InvalidOperationException>(() => questions.Drain(CancellationToken.None));
        var customs = await Should.ThrowAsync<InvalidOperationException>(() => new Inquiry(calls, load, clock).LetGo([Clearance(load)], CancellationToken.None));

        none.InnerException!.Message.ShouldStartWith($"eligibility answered {status}");
        customs.Message.ShouldStartWith($"customs' question answered {status}");
    }

    private static int Clearance(Load load) => Enumerable.Range(0, load.Events.Count).First(i => load.Events[i].AsksAbout is not null);

    private static (Load Load, RunClock Clock) Some()
    {
        var profile = ProfileReader.Load("national-peak") with { Seconds = 5, WarmUpSeconds = 0, Events = new EventLoad { PerSecond = 400 } };
        return (Load.Of(profile, new EventSupply(new DayShape { Taxpayers = 50 }, 1, new DateOnly(2026, 11, 2)), seed: 1), new RunClock());
    }
}
