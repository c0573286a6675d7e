using Clearance.Domain;
using Clearance.Entities;
using Clearance.LocalHost;
using Clearance.Simulation.Engines;
using Clearance.Simulation.Faults;
using Clearance.Simulation.Judging;
using Clearance.Testing.Histories;
using Clearance.Testing.Worlds;

namespace Clearance.Simulation;

/// <summary>Those who call any engine: they post events until they have an answer, and ask for decisions at any moment.</summary>
internal sealed class Callers(
    SimulatedProcess harness, Fleet fleet, FaultPlan faults, CommitJudge judge, History history, Action<ulong> note)
{
    private const int QuestionsAhead = 6;

    private readonly List<DeclarationKey> _keys = [.. history.Events.SelectMany(Keys).Distinct().Order()];
    private ulong _number;
    private bool _stopped;

    /// <summary>Calls without an answer yet.</summary>
    public int Posting { get; private set; }

    /// <summary>Answers judged.</summary>
    public long Answers { get; private set; }

    /// <summary>Answers refused.</summary>
    public long Refusals { get; private set; }

    public required Action<SimulatedEngine, IReadOnlyList<int>, IReadOnlyList<EventResult>?> Answered { get; init; }

    /// <summary>Hears what is under way.</summary>
    public required Action<IReadOnlyList<int>> Sent { get; init; }

    /// <summary>Hears what was asked last, for tables of what occurred.</summary>
    public required Action<Decision> Seen { get; init; }

    public IReadOnlyList<DeclarationKey> DeclarationKeys => _keys;

    public void Stop() => _stopped = true;

    /// <summary>Posts one event to any engine until one says what became of it.</summary>
    public async Task Post(int message, WorldEvent e)
    {
        Posting++;
        while (true)
        {
            if (Any() is { } engine)
            {
                Sent([message]);
                var results = await engine.Take(e.Stream, [e.Utf8]);
                Answered(engine, [message], results);
                if (results is not null)
                {
                    Posting--;
                    return;
                }
            }

            await harness.Delay(TimeSpan.FromMilliseconds(4), CancellationToken.None);
        }
    }

    /// <summary>Asks one question after the other.</summary>
    public async Task AskForEver()
    {
        // Thought of long before they are asked, so that it is known what was right when a commit under way began.
        var questions = new Queue<Question>();
        while (!_stopped && _keys.Count > 0)
        {
            var next = new Question(Pick(_keys), Pick(history.Dates));
            judge.Watch(next);
            questions.Enqueue(next);
            await harness.Delay(TimeSpan.FromMicroseconds(faults.Pick(FaultKind.Stop, ++_number, 6000)), CancellationToken.None);
            if (questions.Count < QuestionsAhead)
            {
                continue;
            }

            var question = questions.Dequeue();
            if (Any() is { } engine && !_stopped)
            {
                await Ask(question, engine);
            }

            judge.Forget(question);
        }
    }

    private async Task Ask(Question question, SimulatedEngine engine)
    {
        var from = judge.Least(question.Key, engine);
        var started = judge.Commits;
        if (await engine.Ask(question.Key, question.On) is not { } decision)
        {
            Refusals++;
            return;
        }

        Answers++;
        var text = judge.TextOf(decision);
        note(TraceNumbers.Of(text));
        Seen(decision);
        if (!question.WasRight(text, from) && question.Remembers(from) && !judge.IsNotTold(question.Key, text))
        {
            judge.Fail(
                $"""
                 Process {engine.Process.Number} was asked at commit {started} and answered at commit {judge.Commits}:
                   {text}
                 At no commit from {from} on was that right:
                 {question.Describe(from)}
                 """);
        }
    }

    private static IEnumerable<DeclarationKey> Keys(WorldEvent e) => e.Read.Event switch
    {
        DeclarationRegistered registered => [registered.Number.Key],
        DeclarationEvent fact => [fact.Declaration],
        PaymentConfirmed payment => payment.Rows.Where(row => row.Declaration is not null).Select(row => row.Declaration!.Value),
        _ => [],
    };

    private SimulatedEngine? Any()
    {
        var up = fleet.Up;
        return up.Count == 0 ? null : Pick(up);
    }

    private T Pick<T>(IReadOnlyList<T> from) => from[faults.Pick(FaultKind.Rebalance, ~++_number, from.Count)];
}
