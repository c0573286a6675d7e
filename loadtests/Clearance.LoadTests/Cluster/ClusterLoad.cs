using System.Collections.Concurrent;
using System.Diagnostics;
using Clearance.Workload;

namespace Clearance.LoadTests;

/// <summary>
/// Stories by schedule, whether earlier ones are answered or not: declarations are registered, then paid, or paid by another by
/// a number that is none and then moved by officers. And questions about those that are registered.
/// </summary>
internal sealed class ClusterLoad(ClusterCalls calls, CommonEvents events, ClusterOptions options)
{
    /// <summary>Officers move one payment or a few; each move in a body waits until the one before it is answered by the other ledger.</summary>
    private const int MovedAtOnce = 3;

    private readonly Random _random = new(7);
    private readonly ConcurrentQueue<CommonBatch> _posted = new();
    private readonly List<string> _registered = [];
    private readonly ConcurrentDictionary<long, long> _open = new();
    private long _calls;
    private int _stories;

    /// <summary>What was posted and answered.</summary>
    public IReadOnlyCollection<CommonBatch> Posted => _posted;

    /// <summary>Bodies.</summary>
    public Timeline Bodies { get; } = new();

    /// <summary>Questions.</summary>
    public Timeline Questions { get; } = new();

    /// <summary>Stories one after the other in so many lines, as fast as they are answered.</summary>
    public Task Flood(int lines, TimeSpan length, CancellationToken cancel)
    {
        var end = Stopwatch.GetTimestamp() + Ticks(length.TotalSeconds);
        return Task.WhenAll(Enumerable.Range(0, lines).Select(_ => Task.Run(
            async () =>
            {
                while (Stopwatch.GetTimestamp() < end)
                {
                    await Tell(Stopwatch.GetTimestamp(), cancel);
                }
            },
            cancel)));
    }

    /// <summary>Stories at a rate of events, and questions, until it is over; completes when the last is answered.</summary>
    public Task Offer(double perSecond, CancellationToken over, CancellationToken cancel)
    {
        var storiesPerSecond = perSecond / ((2 * options.Batch * (1 - options.Moved)) + (4 * MovedAtOnce * options.Moved));
        return Task.WhenAll(
            Schedule(storiesPerSecond, due => Tell(due, cancel), over),
            Schedule(options.Queries, due => Ask(due, cancel), over));
    }

    /// <summary>Completes when everything that was due before a moment is answered.</summary>
    public async Task Answered(long before, CancellationToken cancel)
    {
        while (_open.Values.Any(due => due < before))
        {
            await Task.Delay(20, cancel);
        }
    }

    private static async Task Schedule(double perSecond, Func<long, Task> act, CancellationToken over)
    {
        var running = new ConcurrentDictionary<Task, bool>();
        var start = Stopwatch.GetTimestamp();
        for (var n = 0; !over.IsCancellationRequested; n++)
        {
            var due = start + Ticks(n / perSecond);
            var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
            if (wait > TimeSpan.FromMilliseconds(1))
            {
                await Task.WhenAny(Task.Delay(wait, over));
            }

            if (over.IsCancellationRequested)
            {
                break;
            }

            var task = Task.Run(() => act(due), CancellationToken.None);
            running[task] = true;
            _ = task.ContinueWith(done => done.IsCompletedSuccessfully && running.TryRemove(done, out _), TaskScheduler.Default);
        }

        await Task.WhenAll(running.Keys);
    }

    private async Task Tell(long due, CancellationToken cancel)
    {
        foreach (var batch in Next())
        {
            var from = due;
            await Open(from, async () =>
            {
                var (tries, _) = await calls.Post(batch, cancel);
                Bodies.Add(from, batch.Count, tries, batch.Stream);
            });
            due = Stopwatch.GetTimestamp();
            _posted.Enqueue(batch);
            if (batch.Stream == StreamNames.Declarations)
            {
                lock (_registered)
                {
                    _registered.Add(batch.Rows[0].Declaration);
                }
            }
        }
    }

    private async Task Open(long due, Func<Task> act)
    {
        var call = Interlocked.Increment(ref _calls);
        _open[call] = due;
        try
        {
            await act();
        }
        finally
        {
            _open.TryRemove(call, out _);
        }
    }

    private CommonBatch[] Next()
    {
        lock (events)
        {
            var story = _stories++;
            if ((int)(story * options.Moved) != (int)((story + 1) * options.Moved))
            {
                var (registrations, payments, moves) = events.NextMoved(MovedAtOnce);
                return [registrations, payments, moves];
            }

            var common = events.Next(options.Batch);
            return [common.Registrations, common.Payments];
        }
    }

    private async Task Ask(long due, CancellationToken cancel)
    {
        string declaration;
        lock (_registered)
        {
            if (_registered.Count == 0)
            {
                return;
            }

            declaration = _registered[_random.Next(_registered.Count)];
        }

        await Open(due, async () => Questions.Add(due, 1, await calls.Ask(declaration, cancel), "question"));
    }

    private static long Ticks(double seconds) => (long)(seconds * Stopwatch.Frequency);
}
