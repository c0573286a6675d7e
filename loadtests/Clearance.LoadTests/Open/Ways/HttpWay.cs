using Clearance.LoadTests.Open.Profiles;
using Clearance.LoadTests.Open.Recording;

namespace Clearance.LoadTests.Open.Ways;

/// <summary>
/// Events in bodies, by stream. What the engine has no room for is sent again after as long as it asks for, or given up, as the profile says; what is
/// not answered is sent again, for that is safe. Times go on meanwhile.
/// </summary>
internal sealed class HttpWay(OpenCalls calls, Load load, KnownDeclarations known, RunClock clock) : IEventWay
{
    private const int EventsPerBody = 1_000;
    private const int CatchUpBody = 500;
    private const int CatchUpAtOnce = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Inquiry _customs = new(calls, load, clock);
    private readonly bool _givesUp = load.Profile.Bounds.WhenRefused == WhenRefused.GiveUp;
    private readonly int _most = load.Profile.Bounds.BodiesInFlight;
    private int _underWay;
    private int _refusals;
    private Exception? _failure;

    /// <summary>How often the engine said that it has no room.</summary>
    public int Refusals => _refusals;

    public int UnderWay => Volatile.Read(ref _underWay);

    public long? Finished => null;

    public void Offer(int first, int count) => _ = Send(first, count);

    /// <summary>The same, and completes when all of them are over.</summary>
    public Task Send(int first, int count)
    {
        var begun = new List<Task>();
        var asking = new List<int>();
        var byStream = new Dictionary<string, List<int>>(4);
        for (var i = first; i < first + count; i++)
        {
            var e = load.Events[i];
            if (e.AsksAbout is not null)
            {
                asking.Add(i);
                continue;
            }

            (byStream.TryGetValue(e.Stream, out var body) ? body : (byStream[e.Stream] = [])).Add(i);
        }

        foreach (var (stream, body) in byStream)
        {
            foreach (var part in body.Chunk(EventsPerBody))
            {
                begun.Add(Start(part, () => Post(stream, part)));
            }
        }

        foreach (var part in asking.Chunk(EventsPerBody))
        {
            begun.Add(Start(part, () => Clear(part)));
        }

        return Task.WhenAll(begun);
    }

    public async Task CatchUp(CancellationToken cancel)
    {
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, CatchUpAtOnce).Select(_ => Task.Run(Sender, cancel)));

        async Task Sender()
        {
            for (var at = Take(); at < load.Backlog; at = Take())
            {
                var some = Enumerable.Range(at, Math.Min(CatchUpBody, load.Backlog - at)).GroupBy(i => load.Events[i].Stream);
                foreach (var body in some)
                {
                    await Post(body.Key, [.. body]);
                }
            }
        }

        int Take() => Interlocked.Add(ref next, CatchUpBody) - CatchUpBody;
    }

    public async Task Drain(CancellationToken cancel)
    {
        while (UnderWay > 0)
        {
            await Task.Delay(20, cancel);
        }

        if (_failure is { } failure)
        {
            throw new InvalidOperationException("A call had an answer that the contract does not have.", failure);
        }
    }

    private Task Start(int[] events, Func<Task> act)
    {
        if (Interlocked.Increment(ref _underWay) > _most)
        {
            Interlocked.Decrement(ref _underWay);
            Note(events, Verdict.RefusedByGenerator);
            return Task.CompletedTask;
        }

        return Task.Run(async () =>
        {
            try
            {
                await act();
            }
            catch (Exception e)
            {
                // A catch-all: who waits for this task need not hear of it, and the run must not have a result.
                _failure = e;
            }
            finally
            {
                Interlocked.Decrement(ref _underWay);
            }
        });
    }

    private async Task Clear(int[] asking)
    {
        var go = await _customs.LetGo(asking, CancellationToken.None);
        foreach (var body in go.GroupBy(i => load.Events[i].Stream))
        {
            await Post(body.Key, [.. body]);
        }
    }

    private async Task Post(string stream, int[] body)
    {
        var bytes = Array.ConvertAll(body, i => load.Events[i].Json);
        var until = clock.Now + (Patience.Ticks / TimeSpan.TicksPerMicrosecond);
        while (true)
        {
            var answer = await calls.Post(stream, bytes, CancellationToken.None);
            if (answer.IsAnswer)
            {
                Note(body, OpenCalls.Verdicts(answer.Bytes, body.Length));
                return;
            }

            if (answer.IsRefusal)
            {
                Interlocked.Increment(ref _refusals);
            }
            else if (!answer.IsOpen)
            {
                throw answer.Unexpected(stream);
            }

            if (_givesUp || clock.Now > until)
            {
                Note(body, answer.IsRefusal ? Verdict.RefusedByEngine : Verdict.Unknown);
                return;
            }

            await Task.Delay(answer.Wait);
        }
    }

    private void Note(int[] body, Verdict[] verdicts)
    {
        var now = clock.Now;
        for (var i = 0; i < body.Length; i++)
        {
            load.EventTally.Note(body[i], verdicts[i], now);
            if (load.Events[body[i]] is { IsRegistration: true } registration && verdicts[i] == Verdict.Accepted)
            {
                known.Add(registration.Declaration);
            }
        }
    }

    private void Note(int[] events, Verdict verdict)
    {
        foreach (var i in events)
        {
            load.EventTally.Note(i, verdict, clock.Now);
        }
    }
}
