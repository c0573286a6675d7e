using System.Globalization;
using StackExchange.Redis;

namespace Clearance.LoadTests.Peers;

/// <summary>(f): a script for each event, many of them sent before the first is answered, on connections of their own.</summary>
internal sealed class RedisPeer : IPeer
{
    private readonly byte[] _script;
    private readonly ConnectionMultiplexer _questions;
    private readonly PeerWorkers _workers;

    private RedisPeer(byte[] script, ConnectionMultiplexer questions, PeerWorkers workers) =>
        (_script, _questions, _workers) = (script, questions, workers);

    /// <summary>Connects.</summary>
    /// <param name="address">The server.</param>
    /// <param name="connections">How many.</param>
    /// <param name="most">Scripts under way on each, at most.</param>
    public static async Task<IPeer> Open(string address, int connections, int most)
    {
        var questions = await ConnectionMultiplexer.ConnectAsync(address);
        var script = await questions.GetServers()[0].ScriptLoadAsync(PeerSql.Resource("peers.apply.lua"));
        var workers = new List<IPeerWorker>();
        for (var i = 0; i < connections; i++)
        {
            workers.Add(new Worker(await ConnectionMultiplexer.ConnectAsync(address), script));
        }

        return new RedisPeer(script, questions, new PeerWorkers(workers, most, byTaxpayer: false));
    }

    /// <summary>Ids of earlier events, for as many as there are in the other stores.</summary>
    public static async Task Fill(string address, long earlier)
    {
        const long AtOnce = 50_000;
        await using var connection = await ConnectionMultiplexer.ConnectAsync(address);
        for (long done = 0; done < earlier; done += AtOnce)
        {
            await connection.GetDatabase().ScriptEvaluateAsync(
                """
                for n = tonumber(ARGV[1]), tonumber(ARGV[2]) do
                  redis.call('SET', '0:VN:' .. (30000000000 + n) .. ':0', string.format('%016d', n))
                end
                """,
                null,
                [done, Math.Min(done + AtOnce, earlier) - 1]);
        }
    }

    public Task<IReadOnlyList<PeerStatus>> Apply(IReadOnlyList<PeerEvent> events) => _workers.Apply(events);

    public async Task<IReadOnlyDictionary<long, string>> Decisions(IReadOnlyList<long> declarations)
    {
        var database = _questions.GetDatabase();
        var answers = await Task.WhenAll(declarations.Distinct().Select(async it =>
            (Declaration: it, Decision: (string?)await database.ScriptEvaluateAsync(_script, null, ["decision", it]))));
        return answers.Where(static it => it.Decision is not null).ToDictionary(static it => it.Declaration, static it => it.Decision!);
    }

    public async Task<PeerSums> Sums(string taxpayer)
    {
        var answer = (string?[]?)await _questions.GetDatabase().ScriptEvaluateAsync(_script, null, ["sums", taxpayer]);
        var sums = Array.ConvertAll(answer!, static it => long.Parse(it!, CultureInfo.InvariantCulture));
        return new PeerSums(sums[0], sums[1], sums[2], sums[3], sums[4], sums[5]);
    }

    public async ValueTask DisposeAsync()
    {
        await _workers.DisposeAsync();
        await _questions.DisposeAsync();
    }

    private sealed class Worker(ConnectionMultiplexer connection, byte[] script) : IPeerWorker
    {
        public async Task<IReadOnlyList<PeerStatus>> Apply(IReadOnlyList<PeerEvent> events)
        {
            var database = connection.GetDatabase();
            var answers = new Task<RedisResult>[events.Count];
            for (var i = 0; i < answers.Length; i++)
            {
                var it = events[i];
                answers[i] = database.ScriptEvaluateAsync(script, [$"{it.Stream}:{it.Id}"], Arguments(it));
            }

            var statuses = new PeerStatus[answers.Length];
            for (var i = 0; i < answers.Length; i++)
            {
                statuses[i] = (PeerStatus)(int)await answers[i];
            }

            return statuses;
        }

        public ValueTask DisposeAsync() => connection.DisposeAsync();

        private static RedisValue[] Arguments(PeerEvent it)
        {
            var registers = it.Stream == PeerEvent.Declarations;
            var values = new RedisValue[5 + (3 * it.Codes.Length)];
            values[0] = registers ? "register" : "pay";
            values[1] = it.Content.ToByteArray();
            values[2] = it.Taxpayer;
            values[3] = registers ? it.Declaration : it.Rows;
            values[4] = it.Id;
            for (var (i, at) = (0, 5); i < it.Codes.Length; i++)
            {
                values[at++] = registers ? it.Codes[i] : it.Targets[i];
                values[at++] = registers ? it.Amounts[i] : it.Codes[i];
                values[at++] = registers ? it.Blocking[i] : it.Amounts[i];
            }

            return values;
        }
    }
}
