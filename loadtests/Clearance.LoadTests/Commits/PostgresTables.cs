using Npgsql;

namespace Clearance.LoadTests;

/// <summary>What became of the tables: sizes, updates that stayed on their page, and rows that are dead.</summary>
internal static class PostgresTables
{
    private const string Query =
        """
        SELECT regexp_replace(relname, '_[0-9]+$', '') AS name, sum(n_live_tup), sum(n_tup_upd), sum(n_tup_hot_upd), sum(n_dead_tup),
            sum(pg_table_size(relid)), sum(pg_indexes_size(relid))
        FROM pg_stat_user_tables WHERE schemaname = 'clearance'
        GROUP BY 1 HAVING sum(n_live_tup) > 0 ORDER BY 1
        """;

    /// <summary>Adds a line for each table that has rows.</summary>
    public static async Task Describe(string connection, Report report, CancellationToken cancel)
    {
        await using var session = new NpgsqlConnection(connection);
        await session.OpenAsync(cancel);
        await using var command = new NpgsqlCommand(Query, session);
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            var (updates, hot) = (row.GetDecimal(2), row.GetDecimal(3));
            var hotShare = updates == 0 ? "no updates" : FormattableString.Invariant($"{updates:N0} updates, {100 * hot / updates:N1} % HOT");
            report.Add(
                $"table {row.GetString(0)}",
                FormattableString.Invariant($"{row.GetDecimal(1):N0} rows, {hotShare}, {row.GetDecimal(4):N0} dead, ")
                + FormattableString.Invariant($"{row.GetDecimal(5) / 1e6m:N1} MB and {row.GetDecimal(6) / 1e6m:N1} MB of indexes"));
        }
    }
}
