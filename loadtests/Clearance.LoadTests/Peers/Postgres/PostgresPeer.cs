using Npgsql;

namespace Clearance.LoadTests.Peers;

/// <summary>A peer in PostgreSQL: its workers write, and questions are asked of the tables.</summary>
internal sealed class PostgresPeer(NpgsqlDataSource source, PeerWorkers workers) : IPeer
{
    /// <summary>(a): one transaction for each event, decided here.</summary>
    public static Task<IPeer> PerEvent(string connection, int connections) =>
        Open(connection, connections, 1, byTaxpayer: false, static (opened, _) => new PerEventWorker(opened));

    /// <summary>(b): one call for each event, decided in the database.</summary>
    public static Task<IPeer> PerCall(string connection, int connections) =>
        Open(connection, connections, 1, byTaxpayer: false, static (opened, _) => new FunctionWorker(opened));

    /// <summary>(c): one transaction for many events, decided here, written table by table.</summary>
    public static Task<IPeer> SetBased(string connection, int connections, int most) =>
        Open(connection, connections, most, byTaxpayer: true, static (opened, lane) => new SetWorker(opened, lane));

    public Task<IReadOnlyList<PeerStatus>> Apply(IReadOnlyList<PeerEvent> events) => workers.Apply(events);

    public async Task<IReadOnlyDictionary<long, string>> Decisions(IReadOnlyList<long> declarations)
    {
        await using var command = source.CreateCommand(
            """
            SELECT DISTINCT ON (declaration) declaration, body FROM peer.decision
            WHERE declaration = ANY ($1) ORDER BY declaration, version DESC
            """);
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. declarations] });
        await using var row = await command.ExecuteReaderAsync();
        var decisions = new Dictionary<long, string>();
        while (await row.ReadAsync())
        {
            decisions[row.GetInt64(0)] = row.GetString(1);
        }

        return decisions;
    }

    public async Task<PeerSums> Sums(string taxpayer)
    {
        await using var command = source.CreateCommand(
            """
            SELECT coalesce((SELECT confirmed FROM peer.taxpayer WHERE id = $1), 0)::bigint,
                coalesce((SELECT sum(p) FROM peer.declaration AS d, unnest(d.paid) AS p WHERE d.taxpayer = $1), 0)::bigint,
                coalesce((SELECT sum(surplus) FROM peer.declaration WHERE taxpayer = $1), 0)::bigint,
                coalesce((SELECT sum(misdirected) FROM peer.declaration WHERE taxpayer = $1), 0)::bigint,
                coalesce((SELECT sum(amount) FROM peer.parked WHERE taxpayer = $1), 0)::bigint,
                coalesce((SELECT sum(amount) FROM peer.suspense WHERE taxpayer = $1), 0)::bigint
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = taxpayer });
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return new PeerSums(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5));
    }

    public async ValueTask DisposeAsync()
    {
        await workers.DisposeAsync();
        await source.DisposeAsync();
    }

    private static async Task<IPeer> Open(
        string connection, int connections, int most, bool byTaxpayer, Func<NpgsqlConnection, int, IPeerWorker> toWorker)
    {
        // One connection more, for questions.
        var source = NpgsqlDataSource.Create(PeerSql.Settings(connection, connections + 1));
        var workers = new List<IPeerWorker>();
        for (var i = 0; i < connections; i++)
        {
            workers.Add(toWorker(await source.OpenConnectionAsync(), i));
        }

        return new PostgresPeer(source, new PeerWorkers(workers, most, byTaxpayer));
    }
}
