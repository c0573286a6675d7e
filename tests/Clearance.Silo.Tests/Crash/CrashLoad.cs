using System.Collections.Concurrent;
using Clearance.Client;
using Clearance.Domain;
using Clearance.Testing.Events;

namespace Clearance.Silo.Tests.Crash;

/// <summary>Posts from several callers at once until the engine is gone, and remembers what was sent and what was answered.</summary>
internal sealed class CrashLoad
{
    private readonly ConcurrentDictionary<string, ClearanceEvent> _accepted = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<ClearanceEvent> _sent = new();
    private readonly List<(int Declaration, int Trader)> _targets = [];
    private int _declarations = 10_000;
    private int _slips;
    private int _blocks;
    private int _failed;

    /// <summary>How many calls failed.</summary>
    public int Failed => Volatile.Read(ref _failed);

    /// <summary>What was sent since it was last taken, in an order in which it may have been applied.</summary>
    public IReadOnlyCollection<ClearanceEvent> Sent => _sent;

    /// <summary>Everything answered <c>accepted</c>.</summary>
    public ICollection<ClearanceEvent> Accepted => _accepted.Values;

    /// <summary>Takes what was sent.</summary>
    public IReadOnlyList<ClearanceEvent> TakeSent()
    {
        var sent = _sent.ToArray();
        _sent.Clear();
        return sent;
    }

    /// <summary>The goods, letters and waiting declarations the load needs.</summary>
    public async Task Prepare(ClearanceClient client)
    {
        for (var trader = 0; trader < CrashParties.Traders; trader++)
        {
            await Post(client, [CrashEvents.Issued(trader)]);
            var target = _declarations++;
            _targets.Add((target, trader));
            await Post(client, [CrashEvents.Registered(target, CrashParties.Trader(trader), 900_000_000_000)]);
        }

        await Post(client, [.. Enumerable.Range(0, CrashParties.Waiting).Select(n => CrashEvents.Registered(n, CrashParties.Importer, 0))]);
    }

    /// <summary>Posts until a call fails. <paramref name="replied"/> hears every reply.</summary>
    public Task Run(ClearanceClient client, Action replied)
    {
        var callers = Enumerable.Range(0, CrashParties.Traders).Select(trader => Trade(client, trader, replied));
        return Task.WhenAll(callers.Append(TurnBlock(client, replied)));
    }

    private async Task Trade(ClearanceClient client, int trader, Action replied)
    {
        var owner = CrashParties.Trader(trader);
        while (true)
        {
            var first = Interlocked.Add(ref _declarations, 4) - 4;
            var slip = Interlocked.Increment(ref _slips);
            var (target, _) = _targets[(trader + 1 + (slip % (CrashParties.Traders - 1))) % CrashParties.Traders];
            ClearanceEvent[][] calls =
            [
                [
                    CrashEvents.Registered(first, owner), CrashEvents.Registered(first + 1, owner),
                    CrashEvents.Guaranteed(first + 2, trader), CrashEvents.Guaranteed(first + 3, trader),
                ],
                [CrashEvents.Paid(slip, owner, first, first + 1, first + 2)],
                [CrashEvents.Given(slip, owner, target)],
                slip % 4 == 0 ? [CrashEvents.Cancelled(slip, owner)] : [],
            ];
            foreach (var call in calls.Where(call => call.Length > 0))
            {
                if (!await TryPost(client, call, replied))
                {
                    return;
                }
            }
        }
    }

    private async Task TurnBlock(ClearanceClient client, Action replied)
    {
        while (await TryPost(client, [CrashEvents.Block(_blocks++)], replied))
        {
        }
    }

    private async Task<bool> TryPost(ClearanceClient client, ClearanceEvent[] events, Action replied)
    {
        try
        {
            await Post(client, events);
            replied();
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or ClearanceException)
        {
            Interlocked.Increment(ref _failed);
            return false;
        }
    }

    private async Task Post(ClearanceClient client, ClearanceEvent[] events)
    {
        foreach (var e in events)
        {
            _sent.Enqueue(e);
        }

        var results = await client.PostEvents(StreamOf(events), Body(events));
        for (var i = 0; i < events.Length; i++)
        {
            results[i].Status.ShouldBe("accepted", $"{events[i]} {results[i]}");
            _accepted[$"{StreamOf(events)}/{events[i].Id}"] = events[i];
        }
    }

    public static string StreamOf(IReadOnlyList<ClearanceEvent> events) =>
        EventStreams.NameOf(EventJson.StreamOf(events[0]));

    public static byte[] Body(IEnumerable<ClearanceEvent> events)
    {
        using var body = new MemoryStream();
        var separator = (byte)'[';
        foreach (var e in events)
        {
            body.WriteByte(separator);
            body.Write(EventJson.Write(e));
            separator = (byte)',';
        }

        body.WriteByte((byte)']');
        return body.ToArray();
    }
}
