using Clearance.LoadTests.Peers;
using Clearance.Testing.Stores;
using Clearance.Workload;
using Npgsql;
using StackExchange.Redis;

namespace Clearance.LoadTests.Tests.Peers;

public sealed class PostgresPeerTests(PostgresPeerTests.OneServer server) : IClassFixture<PostgresPeerTests.OneServer>, IAsyncLifetime
{
    public static TheoryData<string> Names => [PeerNames.PerEvent, PeerNames.PerCall, PeerNames.SetBased];

    public Task InitializeAsync() => Install();

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_peer_in_PostgreSQL_answers_every_scenario(string name) =>
        (await ServedPeer.Play(() => Open(name))).ShouldBe(ServedPeer.Right);

    /// <summary>Registrations and their payments at once, in any order, each of them twice.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public async Task Racing_events_count_once_and_meet(string name)
    {
        var events = new CommonEvents(7, 100, taxpayers: 5, skew: 0.6, new DateOnly(2026, 11, 2));
        var (registrations, payments) = events.Next(150);
        PeerEvent[] all = [.. PeerEvents.Read(registrations.Body), .. PeerEvents.Read(payments.Body)];
        PeerEvent[] twice = [.. all, .. all];
        new Random(3).Shuffle(twice);

        await using var peer = await Open(name);
        var statuses = await Task.WhenAll(twice.Chunk(20).Select(peer.Apply));

        statuses.SelectMany(static it => it).Count(static it => it == PeerStatus.Accepted).ShouldBe(all.Length);
        statuses.SelectMany(static it => it).Count(static it => it == PeerStatus.Duplicate).ShouldBe(all.Length);
        var decisions = await peer.Decisions(Declarations(all));
        decisions.Count.ShouldBe(150);
        decisions.Values.ShouldAllBe(static it => it.Contains("\"outcome\":\"clear\""));

        foreach (var taxpayer in events.Taxpayers)
        {
            var sums = await peer.Sums(taxpayer);
            (sums.Balanced, sums.Parked, sums.Confirmed).ShouldBe(
                (true, 0, payments.Rows.Where(row => events.Taxpayers[row.Taxpayer] == taxpayer).Sum(static row => row.Paid)));
        }
    }

    /// <summary>The rules are written three times: here, in functions.sql and in apply.lua.</summary>
    [Fact]
    public async Task Those_that_decide_here_and_there_write_the_same_decisions()
    {
        var decisions = await Written(PeerNames.PerEvent);

        decisions.Count.ShouldBe(20);
        decisions.Count(static it => it.Contains("TaxUnpaid", StringComparison.Ordinal)).ShouldBe(10);
        (await Written(PeerNames.PerCall)).ShouldBe(decisions);
        (await Written(PeerNames.SetBased)).ShouldBe(decisions);
    }

    [RedisFact]
    public async Task Redis_writes_the_same_decisions_as_PostgreSQL()
    {
        await using var redis = await RedisServer.Start(RedisServer.Find()!, Path.GetTempPath());
        await using (var peer = await RedisPeer.Open(redis.Address, 2, 8))
        {
            await PayTen(peer, static _ => Task.CompletedTask);
        }

        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Address);
        var written = await connection.GetDatabase().StreamRangeAsync("decisions");
        written.OrderBy(static it => (int)it["version"]).ThenBy(static it => (long)it["declaration"]).Select(static it => it["body"].ToString())
            .ShouldBe(await Written(PeerNames.PerCall));
    }

    [Fact]
    public async Task Stores_that_cannot_all_be_made_leave_none_behind()
    {
        var inTheWay = $"clearance_peer_{Environment.ProcessId}_0";
        await PeerSql.Execute(server.Connection, $"CREATE DATABASE {inTheWay}", CancellationToken.None);
        var folder = Path.Combine(Path.GetTempPath(), $"clearance-peers-test-{Environment.ProcessId}");

        await Should.ThrowAsync<PostgresException>(() => PeerStores.Create(Options(server.Connection, folder), CancellationToken.None));

        await using var source = NpgsqlDataSource.Create(server.Connection);
        await using var left = source.CreateCommand("SELECT string_agg(datname, ' ') FROM pg_database WHERE datname LIKE 'clearance%'");
        (await left.ExecuteScalarAsync()).ShouldBe(inTheWay);
        Directory.Exists(folder).ShouldBeFalse();
    }

    /// <summary>What a peer writes for ten registrations, and then for their payments, in order of the declarations.</summary>
    private async Task<IReadOnlyList<string>> Written(string name)
    {
        await Install();
        await using var peer = await Open(name);
        var decisions = new List<string>();
        await PayTen(peer, async declarations => decisions.AddRange(
            (await peer.Decisions(declarations)).OrderBy(static it => it.Key).Select(static it => it.Value)));
        return decisions;
    }

    private static async Task PayTen(IPeer peer, Func<long[], Task> look)
    {
        var (registrations, payments) = new CommonEvents(7, 100, taxpayers: 5, skew: 0.6, new DateOnly(2026, 11, 2)).Next(10);
        var registered = PeerEvents.Read(registrations.Body);
        foreach (var events in (PeerEvent[][])[registered, PeerEvents.Read(payments.Body)])
        {
            await peer.Apply(events);
            await look(Declarations(registered));
        }
    }

    private static PeersOptions Options(string connection, string folder)
    {
        var pace = new PeerPace(TimeSpan.Zero, TimeSpan.FromSeconds(1));
        return new PeersOptions
        {
            Silo = "",
            Connection = connection,
            Only = [],
            Pace = pace,
            Search = pace,
            Preload = 10,
            Events = 0,
            Taxpayers = 1,
            Skew = 0,
            InFlight = 1,
            Lanes = 1,
            Connections = [],
            Groups = [],
            Folder = folder,
        };
    }

    private static long[] Declarations(IEnumerable<PeerEvent> events) =>
        [.. events.Where(static it => it.Stream == PeerEvent.Declarations).Select(static it => it.Declaration)];

    private async Task Install()
    {
        await PeerSql.Execute(server.Connection, "DROP SCHEMA IF EXISTS peer CASCADE", CancellationToken.None);
        await PeerSql.Install(server.Connection, 10, CancellationToken.None);
    }

    private Task<IPeer> Open(string name) => name switch
    {
        PeerNames.PerEvent => PostgresPeer.PerEvent(server.Connection, 8),
        PeerNames.PerCall => PostgresPeer.PerCall(server.Connection, 8),
        _ => PostgresPeer.SetBased(server.Connection, 2, 16),
    };

    public sealed class OneServer : IAsyncLifetime
    {
        private PostgresServer _server = null!;

        public string Connection => _server.Connection;

        public async Task InitializeAsync() => _server = await PostgresServer.Create();

        public async Task DisposeAsync() => await _server.DisposeAsync();
    }
}
