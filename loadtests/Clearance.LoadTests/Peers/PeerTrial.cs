using System.Collections.Concurrent;
using System.Diagnostics;
using Clearance.Workload;

namespace Clearance.LoadTests.Peers;

/// <summary>What one setting did.</summary>
/// <param name="Setting">Which.</param>
/// <param name="Decisions">How many became durable in the measured time: one for each event.</param>
/// <param name="Time">That time.</param>
/// <param name="Own">The CPU of the engine's or the peer's process.</param>
/// <param name="Server">The CPU of its store's server.</param>
/// <param name="Wrong">What of its books is wrong.</param>
internal sealed record PeerResult(
    PeerSetting Setting, long Decisions, TimeSpan Time, TimeSpan Own, TimeSpan Server, IReadOnlyList<string> Wrong)
{
    public double PerSecond => Decisions / Time.TotalSeconds;

    /// <summary>The primary figure.</summary>
    public double PerCpuSecond => Decisions / (Own + Server).TotalSeconds;

    /// <summary>Of its process, for each decision.</summary>
    public double OwnMicroseconds => Own.TotalMicroseconds / Decisions;

    /// <summary>Of its store's server.</summary>
    public double ServerMicroseconds => Server.TotalMicroseconds / Decisions;
}

/// <summary>Posts the same bodies, in the same order, to whoever is measured.</summary>
internal sealed class PeerTrial(PeersOptions options)
{
    private readonly DateOnly _day = FreshEvents.Today;
    private readonly Dictionary<int, List<(CommonBatch, CommonBatch)>> _bodies = [];
    private IReadOnlyList<string> _taxpayers = [];

    /// <summary>What the last one was posted, in order of its answers.</summary>
    public IReadOnlyList<CommonBatch> Posted { get; private set; } = [];

    /// <summary>The day of the events.</summary>
    public DateOnly Day => _day;

    /// <summary>Measures, and looks into its books.</summary>
    public async Task<PeerResult> Measure(
        PeerKind kind, PeerSetting setting, PeerPace pace, EngineProcess process, PeerStore store, CancellationToken cancel)
    {
        using var calls = new EngineCalls(process.Address, options.InFlight);
        var loop = new ClosedLoop(calls, new ConcurrentQueue<(CommonBatch, CommonBatch)>(Bodies(kind.Body)));
        await loop.Run(options.InFlight, pace.WarmUp, cancel);
        var before = loop.Posted.Sum(static batch => batch.Count);
        GC.Collect();

        var (from, own, server) = (Stopwatch.GetTimestamp(), process.Cpu, store.Cpu);
        await loop.Run(options.InFlight, pace.Length, cancel);
        var (time, ownUsed, serverUsed) = (Stopwatch.GetElapsedTime(from), process.Cpu - own, store.Cpu - server);

        Posted = loop.Posted;
        var decisions = Posted.Sum(static batch => batch.Count) - before;
        if (decisions == 0)
        {
            throw new InvalidOperationException("The warm-up used all events up: there must be more (--events).");
        }

        var wrong = await new Books(calls, _taxpayers, _day).Check(Posted, cancel);
        return new PeerResult(
            setting, decisions, time, ownUsed, serverUsed,
            loop.NotAccepted == 0 ? wrong : [$"{loop.NotAccepted} events were not accepted", .. wrong]);
    }

    /// <summary>Made once for each size; of whatever size, the events are the same in the same order.</summary>
    private List<(CommonBatch, CommonBatch)> Bodies(int size)
    {
        if (!_bodies.TryGetValue(size, out var bodies))
        {
            var events = new CommonEvents(1, 20_000_000, options.Taxpayers, options.Skew, _day);
            _taxpayers = events.Taxpayers;
            _bodies[size] = bodies = [];
            for (var made = 0; made < options.Events; made += 2 * size)
            {
                bodies.Add(events.Next(size));
            }
        }

        return bodies;
    }
}
