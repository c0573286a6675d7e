using Clearance.LoadTests.Open.Profiles;
using Clearance.LoadTests.Open.Ways;

namespace Clearance.LoadTests.Open.Steps;

/// <summary>
/// A load one step at a time, for a runner with a schedule of its own: the same events in the same order, in bodies of the size that the
/// profile's slices have in the mean, and the same questions.
/// </summary>
internal sealed class LoadSteps
{
    private readonly Load _load;
    private readonly HttpWay _events;
    private readonly QueryWay _questions;
    private int _body = -1;
    private int _question = -1;

    /// <param name="load">What is offered.</param>
    /// <param name="calls">The engine.</param>
    /// <param name="questions">The same, by connections of its own.</param>
    public LoadSteps(Load load, OpenCalls calls, OpenCalls questions)
    {
        var (clock, known) = (new RunClock(), new KnownDeclarations(load.Events.Count + 1));
        _load = load;
        _events = new HttpWay(calls, load, known, clock);
        _questions = new QueryWay(questions, load, known, clock);
        BodiesPerSecond = BodiesOf(load.Profile);
        QuestionsPerSecond = (int)Math.Round(load.Profile.Queries.PerSecond);
    }

    /// <summary>What the load was made from.</summary>
    public LoadProfile Profile => _load.Profile;

    /// <summary>How many bodies a second make the profile's rate of events.</summary>
    public int BodiesPerSecond { get; }

    /// <summary>How many questions a second.</summary>
    public int QuestionsPerSecond { get; }

    /// <summary>Why a profile cannot be offered by steps; null: it can.</summary>
    public static string? Refusal(LoadProfile profile) =>
        profile.Outage is not null ? "What waited while the engine was away is all due at once, and no runner's schedule has that."
        : profile.Events.PerSecond is > 0 and < 1 ? "Less than one event a second has no whole rate."
        : profile.Queries.Herds.Count > 0 ? "A herd of questions is due at one moment, and no runner's schedule has that."
        : null;

    /// <summary>Sends the next body, or those of several streams that it falls into, and what is sent again of it.</summary>
    public async Task<StepEnd> NextBody()
    {
        var body = Interlocked.Increment(ref _body);
        var (first, after) = (FirstOf(body), Math.Min(FirstOf(body + 1), _load.Events.Count));
        if (after <= first)
        {
            return StepEnd.NothingLeft;
        }

        await _events.Send(first, after - first);
        return StepEnd.Of(Enumerable.Range(first, after - first).Select(_load.EventTally.Verdict));
    }

    /// <summary>Asks the next question.</summary>
    public async Task<StepEnd> NextQuestion()
    {
        var question = Interlocked.Increment(ref _question);
        if (question >= _load.QueryTally.Count)
        {
            return StepEnd.NothingLeft;
        }

        await _questions.Ask(question);
        return StepEnd.Of([_load.QueryTally.Verdict(question)]);
    }

    /// <summary>Fails when an answer was none that the contract has.</summary>
    public async Task Drain(CancellationToken cancel)
    {
        await _events.Drain(cancel);
        await _questions.Drain(cancel);
    }

    private int FirstOf(int body) => (int)(body * _load.Profile.Events.PerSecond / BodiesPerSecond);

    /// <summary>One for each slice, and no more than there are events.</summary>
    private static int BodiesOf(LoadProfile profile) => profile.Events.PerSecond == 0
        ? 0
        : (int)Math.Clamp(profile.Events.PerSecond, 1, 1_000 / profile.Bounds.SliceMilliseconds);
}
