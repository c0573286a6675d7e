using Clearance.Workload;
using Npgsql;

namespace Clearance.LoadTests;

/// <summary>A database of Orleans' own table, in which the engine keeps single records. There is no bare writer of such a thing.</summary>
internal sealed class AdoNetThroughput(StoreOptions options) : IThroughputStore
{
    private const string Provider = "Clearance__Store__Provider";

    private readonly PostgresThroughput _postgres = new(options);

    public IReadOnlyList<(string Name, string Value)> EngineOptions =>
        [.. _postgres.EngineOptions.Where(static option => option.Name != Provider), (Provider, "adonet")];

    public TimeSpan? Cpu => _postgres.Cpu;

    public Task Prepare(Report report, CancellationToken cancel) => options.Preload == 0
        ? _postgres.Prepare(report, cancel)
        : throw new ArgumentException("--preload writes the tables of --store postgres; with adonet the registry begins empty");

    /// <summary>Counts the records that were written, by kind.</summary>
    public async Task<double?> MeasureBare(
        IReadOnlyList<CommonBatch> posted, IReadOnlyList<string> taxpayers, Report report, CancellationToken cancel)
    {
        await using var session = new NpgsqlConnection(_postgres.Engine);
        await session.OpenAsync(cancel);
        await using var query = new NpgsqlCommand(
            """
            SELECT left(grainidextensionstring, 1), count(*), avg(length(payloadbinary))::bigint, avg(version)::bigint
            FROM clearance.orleansstorage GROUP BY 1 ORDER BY 1
            """,
            session)
        {
            CommandTimeout = 0,
        };
        await using var row = await query.ExecuteReaderAsync(cancel);
        var events = posted.Sum(static batch => batch.Count);
        long registered = 0;
        while (await row.ReadAsync(cancel))
        {
            var kind = row.GetString(0);
            report.Add($"records '{kind}:', bytes each, writes each", $"{row.GetInt64(1):N0}, {row.GetInt64(2):N0}, {row.GetInt64(3):N0}");
            registered = kind == "r" ? row.GetInt64(1) : registered;
        }

        return registered == events
            ? null
            : throw new InvalidOperationException($"The store has {registered} events, not {events}: it was not fresh.");
    }

    public ValueTask DisposeAsync() => _postgres.DisposeAsync();
}
