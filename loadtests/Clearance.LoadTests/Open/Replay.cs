using Clearance.LoadTests.Open.Recording;
using Clearance.LoadTests.Open.Ways;

namespace Clearance.LoadTests.Open;

/// <summary>Posts a load again when it is over: what was answered must have the same end, and what was not is put right.</summary>
internal sealed class Replay(OpenCalls calls, Load load, Action<string> wrong)
{
    private const int PerBody = 500;
    private const int AtOnce = 8;
    private const int RefusedAsked = 5_000;

    private readonly HashSet<string> _known = [];
    private int _posted;

    /// <summary>Does it.</summary>
    /// <returns>How many events were posted.</returns>
    public async Task<int> Run(CancellationToken cancel)
    {
        await PostAll(static verdict => verdict is Verdict.Unknown, cancel);
        await PostAll(static verdict => Tally.IsAnswer(verdict) || verdict == Verdict.Written, cancel);
        foreach (var i in Enumerable.Range(0, load.Events.Count).Where(load.EventTally.IsAnswered))
        {
            _known.Add(load.Events[i].Name);
        }

        // One of each: the second of an event that was sent twice, and refused twice, would be a duplicate of the first one here.
        await PostAll(
            Enumerable.Range(0, load.Events.Count)
                .Where(i => load.EventTally.Verdict(i) == Verdict.RefusedByEngine)
                .DistinctBy(i => load.Events[i].Name)
                .Take(RefusedAsked),
            cancel);
        return _posted;
    }

    private async Task PostAll(Predicate<Verdict> which, CancellationToken cancel)
    {
        await PostAll(Enumerable.Range(0, load.Events.Count).Where(i => which(load.EventTally.Verdict(i))), cancel);
    }

    private async Task PostAll(IEnumerable<int> which, CancellationToken cancel)
    {
        var bodies = which
            .GroupBy(i => load.Events[i].Stream)
            .SelectMany(static stream => stream.Chunk(PerBody).Select(body => (Stream: stream.Key, Body: body)));
        await Parallel.ForEachAsync(
            bodies, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel },
            async (it, stop) => await Post(it.Stream, it.Body, stop));
    }

    private async Task Post(string stream, int[] body, CancellationToken cancel)
    {
        var events = Array.ConvertAll(body, i => load.Events[i].Json);
        var answer = await Repeat.UntilAnswered(() => calls.Post(stream, events, cancel), stream, cancel);
        var verdicts = OpenCalls.Verdicts(answer.Bytes, body.Length);
        Interlocked.Add(ref _posted, body.Length);
        for (var i = 0; i < body.Length; i++)
        {
            Compare(body[i], verdicts[i]);
        }
    }

    private void Compare(int index, Verdict now)
    {
        var before = load.EventTally.Verdict(index);
        var isRight = before switch
        {
            Verdict.Accepted or Verdict.Duplicate => now == Verdict.Duplicate,
            Verdict.Rejected or Verdict.Conflict => now == before,
            Verdict.Written => now != Verdict.Accepted,
            Verdict.RefusedByEngine => now != Verdict.Duplicate || _known.Contains(load.Events[index].Name),
            _ => true,
        };
        if (!isRight)
        {
            wrong($"event {load.Events[index].Name} was {before} and is {now} when it is posted again");
        }

        if (before is Verdict.Unknown or Verdict.Written or Verdict.RefusedByEngine)
        {
            load.EventTally.Learn(index, now);
        }
    }
}
