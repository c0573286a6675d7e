using Clearance.Domain;
using Clearance.Entities.Tests.Engine;
using Clearance.Testing.Histories;
using Clearance.Testing.Worlds;
using Xunit.Abstractions;

namespace Clearance.Entities.Tests.WhatIfs;

/// <summary>What a question about supposed events answers, and that it leaves no trace.</summary>
public sealed class WhatIfTests(ITestOutputHelper output)
{
    private const int Histories = 400;
    private const int SupposedMax = 20;

    [Fact]
    public async Task What_if_is_what_then_happens_and_asking_changes_nothing()
    {
        var (asked, applied, changed, outside) = (0, 0, 0, 0);
        for (var seed = 0; seed < Histories; seed++)
        {
            var random = new Random(seed);
            var history = History.Of(seed, HistoryOptions.Everything);
            await using var engine = await TestEngine.Start();
            var cut = random.Next(history.Events.Length);
            await PostAll(engine, history.Events[..cut]);

            var key = AnyDeclaration(random, history);
            var on = history.Dates[random.Next(history.Dates.Length)];
            var (answer, events, left) = await Ask(engine, key, history.Events[cut..].Take(SupposedMax).ToList(), on);
            var results = await PostAll(engine, events);
            var real = await engine.Entities.Declaration(key).Decide(on);

            answer.Results.Select(Short).ShouldBe(results.Select(Short), $"seed {seed}");
            Text(answer.After).ShouldBe(Text(real), $"seed {seed}, declaration {key}");
            asked++;
            applied += results.Count(result => result.Status == EventStatus.Accepted);
            outside += left;
            changed += Text(answer.Before) == Text(answer.After) ? 0 : 1;
        }

        output.WriteLine($"{asked} questions, {applied} events accepted, {changed} changed the decision, {outside} left out as of others");
        changed.ShouldBeGreaterThan(Histories / 4, "histories that change nothing prove nothing");
    }

    /// <summary>Asks without the events that are about others, and looks for traces.</summary>
    private static async Task<(WhatIfAnswer Answer, List<WorldEvent> Events, int Left)> Ask(
        TestEngine engine, DeclarationKey key, List<WorldEvent> events, DateOnly on)
    {
        var whatIf = new WhatIf(engine.Store, engine.Entities);
        var before = await engine.Entities.Declaration(key).Decide(on);
        var (commits, letters) = (engine.Store.Commits, engine.Store.DeadLetters.Count);
        for (var left = 0; ; left++)
        {
            try
            {
                var answer = await whatIf.Ask(key, [.. events.Select(e => new SupposedEvent(e.Stream, e.Utf8))], on);
                (engine.Store.Commits, engine.Store.DeadLetters.Count).ShouldBe((commits, letters));
                var after = await engine.Entities.Declaration(key).Decide(on);
                DecisionJson.ToUtf8Bytes(after).ShouldBe(DecisionJson.ToUtf8Bytes(before));
                DecisionJson.ToUtf8Bytes(answer.Before).ShouldBe(DecisionJson.ToUtf8Bytes(before));
                return (answer, events, left);
            }
            catch (OutOfScopeException outside)
            {
                events.RemoveAt(outside.Index);
            }
        }
    }

    private static async Task<List<EventResult>> PostAll(TestEngine engine, IEnumerable<WorldEvent> events)
    {
        var results = new List<EventResult>();
        foreach (var e in events)
        {
            results.AddRange(await engine.Intake.Take(e.Stream, [e.Utf8], CancellationToken.None));
        }

        return results;
    }

    private static DeclarationKey AnyDeclaration(Random random, History history)
    {
        var keys = history.Events
            .Select(e => e.Read.Event is DeclarationRegistered registered ? registered.Number.Key
                : (e.Read.Event as DeclarationEvent)?.Declaration)
            .OfType<DeclarationKey>()
            .ToList();
        return keys.Count > 0 ? keys[random.Next(keys.Count)] : DeclarationKey.TryFromValue(10_000_000_000, out var any) ? any : default;
    }

    private static (string? Id, EventStatus Status, Rejection? Why) Short(EventResult result) =>
        (result.Id, result.Status, result.Rejection);

    /// <summary>All of a decision but when it was made: one that is only supposed was never made.</summary>
    private static string Text(Decision decision) =>
        System.Text.Encoding.UTF8.GetString(DecisionJson.ToUtf8Bytes(decision with { DecidedAt = null }));
}
