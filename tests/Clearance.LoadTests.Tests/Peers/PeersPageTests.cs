using Clearance.LoadTests.Peers;

namespace Clearance.LoadTests.Tests.Peers;

public sealed class PeersPageTests
{
    private static readonly PeerKind PerCall = new("(b)", PeerNames.PerCall, "calls", PeerStoreKind.PeerDatabase, 100, [default]);
    private static readonly PeerSetting Four = new(4, 1);
    private static readonly PeerSetting Sixteen = new(16, 1);

    [Fact]
    public void The_best_setting_has_the_most_decisions_per_CPU_second_whatever_its_rate()
    {
        var findings = new PeersFindings();
        findings.Tried.Add(new PeerAttempt(PerCall, Four, Result(1_000, seconds: 2, own: 0.2, server: 0.2), null));
        findings.Tried.Add(new PeerAttempt(PerCall, Sixteen, Result(1_000, seconds: 1, own: 0.3, server: 0.3), null));

        findings.BestOf(PerCall).ShouldBe(Four);
    }

    [Fact]
    public void A_setting_whose_books_are_wrong_or_that_fails_is_not_the_best()
    {
        var findings = new PeersFindings();
        findings.Tried.Add(new PeerAttempt(PerCall, Four, Result(1_000, seconds: 1, own: 0.1, server: 0.1, "lost money"), null));
        findings.Tried.Add(new PeerAttempt(PerCall, Sixteen, null, "too many connections"));

        findings.BestOf(PerCall).ShouldBeNull();
    }

    [Theory]
    [InlineData(0.5, "2.00 times | ", "target: 3 times, MISSED")]
    [InlineData(0.25, "4.00 times | ", "target: 3 times, met")]
    public void A_target_is_met_or_missed_by_the_CPU_of_both_processes(double engineCpu, string ratio, string judgement)
    {
        var page = PeersPage.Of(Found(engineCpu), "loadtests peers");

        page.ShouldContain(ratio);
        page.ShouldContain(judgement);
    }

    [Fact]
    public void A_peer_that_answers_wrong_is_shown_with_what_it_answered()
    {
        var findings = Found(0.5);
        findings.Answers.Add((PeerKind.Engine, [.. PeerScenarios.All.Select(static it => it.Right)]));
        findings.IsEngineRight.ShouldBeTrue();

        findings.Answers.Add((PerCall, [.. PeerScenarios.All.Select(static (it, i) => i == 2 ? "accepted, a|b" : it.Right)]));
        PeersPage.Of(findings, "loadtests peers").ShouldContain($"| {PeerScenarios.All[2].Name} | right | **wrong**: accepted, a\\|b |");

        findings.Answers.Add((PeerKind.EmbeddedEngine, [.. PeerScenarios.All.Select(static _ => "unknown")]));
        findings.IsEngineRight.ShouldBeFalse();
    }

    [Fact]
    public void The_engine_is_wrong_when_its_books_are_on_any_store_or_when_it_has_none()
    {
        var findings = Found(0.5);
        var right = new PeerAttempt(PeerKind.EmbeddedEngine, default, Result(1_000, seconds: 1, own: 1, server: 0), null);
        findings.Results.Add(right);
        findings.IsEngineRight.ShouldBeTrue();

        findings.Results[^1] = right with { Result = Result(1_000, seconds: 1, own: 1, server: 0, "lost money") };
        findings.IsEngineRight.ShouldBeFalse();

        findings.Results[^1] = right with { Result = null, Failure = "no room" };
        findings.IsEngineRight.ShouldBeFalse();
    }

    [Fact]
    public void A_peer_with_wrong_books_does_not_make_the_engine_wrong()
    {
        var findings = Found(0.5);
        findings.Results[^1] = findings.Results[^1] with { Result = Result(1_000, seconds: 1, own: 1, server: 0, "lost money") };

        findings.IsEngineRight.ShouldBeTrue();
    }

    [Fact]
    public async Task A_peer_that_fails_while_it_is_asked_keeps_its_answers_and_fails_the_rest()
    {
        var answers = await AnswerRun.Collect(
            static answered =>
            {
                answered.Add(PeerScenarios.All[0].Right);
                throw new InvalidOperationException("it did not start");
            },
            CancellationToken.None);

        answers.ShouldBe([PeerScenarios.All[0].Right, .. PeerScenarios.All.Skip(1).Select(static _ => "fails: it did not start")]);
    }

    [Fact]
    public async Task A_run_that_is_given_up_has_no_answers() => await Should.ThrowAsync<OperationCanceledException>(() => AnswerRun.Collect(
        static _ => throw new OperationCanceledException(), new CancellationToken(canceled: true)));

    [Fact]
    public void Every_row_of_a_table_has_as_many_cells_as_its_head()
    {
        var findings = Found(0.5);
        findings.Results.Add(new PeerAttempt(PerCall with { Letter = "(a)" }, Four, null, "it\nfailed"));
        findings.Tried.Add(new PeerAttempt(PerCall, Four, null, "it failed"));
        findings.Answers.Add((PeerKind.Engine, [.. PeerScenarios.All.Select(static it => it.Right)]));
        findings.Queries = (new QueryResult(80, 60), new QueryResult(100, 90));
        findings.Facts.Add(("machine", "2 cores"));

        var tables = PeersPage.Of(findings, "loadtests peers").Split("\n\n").Where(static it => it.StartsWith('|')).ToList();
        tables.Count.ShouldBe(5);
        foreach (var table in tables)
        {
            table.TrimEnd().Split('\n').Select(static row => row.Count(static it => it == '|')).Distinct().ShouldHaveSingleItem();
        }
    }

    /// <summary>The engine takes so much CPU for a thousand decisions, and the peer a second.</summary>
    private static PeersFindings Found(double engineCpu)
    {
        var findings = new PeersFindings();
        findings.Results.Add(new PeerAttempt(PeerKind.Engine, default, Result(1_000, seconds: 1, engineCpu / 2, engineCpu / 2), null));
        findings.Results.Add(new PeerAttempt(PerCall, Four, Result(1_000, seconds: 1, own: 0.25, server: 0.75), null));
        return findings;
    }

    private static PeerResult Result(long decisions, double seconds, double own, double server, params string[] wrong) => new(
        default, decisions, TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(own), TimeSpan.FromSeconds(server), wrong);
}
