using System.Collections.Concurrent;
using System.Diagnostics;
using Clearance.Domain;
using Clearance.Entities;
using Clearance.Workload;

namespace Clearance.LoadTests;

/// <summary>The common events, made ready: each caller gives an engine registrations, then the payments of the same.</summary>
internal sealed class IntakeLoad
{
    /// <summary>Events in a body.</summary>
    public const int Size = 500;

    /// <summary>Bodies in flight.</summary>
    public const int Callers = 8;

    private const double Skew = 0.6;
    private const int MadePerSecond = 40_000;
    private const int PairsMax = 400;
    private const int Asked = 200;

    private readonly ConcurrentQueue<(int Part, TakenBody Registrations, TakenBody Payments)> _ready = new();
    private readonly ConcurrentQueue<TakenBody> _paid = new();

    /// <param name="options">How long it is to last, and how many taxpayers there are.</param>
    /// <param name="parts">Into how many parts the taxpayers are divided; every body has those of one part.</param>
    public IntakeLoad(HostsOptions options, int parts)
    {
        var each = Math.Max(1, options.Taxpayers / parts);
        var events = Enumerable.Range(0, parts)
            .Select(part => new CommonEvents(part, part * 10_000_000L, each, Skew, FreshEvents.Today, part * each)).ToList();
        var wanted = (options.WarmUp + options.Length).TotalSeconds * MadePerSecond / (2 * Size);
        var pairs = Math.Clamp((int)wanted, 4 * Callers, PairsMax);
        for (var i = 0; i < pairs; i++)
        {
            var (registrations, payments) = events[i % parts].Next(Size);
            _ready.Enqueue((i % parts, new TakenBody(registrations), new TakenBody(payments)));
        }

        GC.Collect();
    }

    /// <summary>Has engines take bodies until the time is over or nothing is ready.</summary>
    /// <param name="length">The time.</param>
    /// <param name="way">The way in for the next body, given the part of its taxpayers.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<Cost> Run(TimeSpan length, Func<int, IIntake> way, CancellationToken cancel) =>
        Cost.Of(Callers, length, (_, end) => Caller(end, way, cancel));

    /// <summary>Asks for the decisions of some declarations that are paid: a run whose goods may not go has no result.</summary>
    public async Task Check(IEntityHost host)
    {
        var paid = _paid.SelectMany(static body => body.Declarations).ToArray();
        for (var i = 0; i < paid.Length; i += Math.Max(1, paid.Length / Asked))
        {
            var decision = await host.Declaration(paid[i]).Decide(null);
            if (decision.Outcome != Outcome.Clear)
            {
                throw new InvalidOperationException($"A paid declaration is {decision.Outcome}: no result.");
            }
        }
    }

    private async Task<long> Caller(long end, Func<int, IIntake> way, CancellationToken cancel)
    {
        long events = 0;
        while (Stopwatch.GetTimestamp() < end && _ready.TryDequeue(out var next))
        {
            await next.Registrations.TakeBy(way(next.Part), cancel);
            await next.Payments.TakeBy(way(next.Part), cancel);
            events += next.Registrations.Count + next.Payments.Count;
            _paid.Enqueue(next.Payments);
        }

        return events;
    }
}
