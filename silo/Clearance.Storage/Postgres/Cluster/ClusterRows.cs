using Clearance.Entities;
using Npgsql;
using NpgsqlTypes;

namespace Clearance.Storage;

/// <summary>What processes write of themselves: that they live, and whose the lanes are.</summary>
/// <remarks>Who joins, leaves or takes over does so alone: under a lock, so that each sees what the one before did.</remarks>
internal static class ClusterRows
{
    /// <summary>"CLRCLUST".</summary>
    private const string Alone = "SELECT pg_advisory_xact_lock(4849341347768128340)";

    private const string Adopt =
        """
        UPDATE lane SET epoch = $1, writes = false
        WHERE NOT EXISTS (SELECT FROM process p WHERE p.epoch = lane.epoch AND NOT p.ended)
        """;

    /// <summary>Enters the cluster: under a new epoch, with lanes to write in and every lane nobody has.</summary>
    /// <returns>The epoch, the lanes to write in, and whether an engine that was alone here had taken its leave.</returns>
    public static async Task<(long Epoch, int[] Lanes, bool InPeace)> Join(
        NpgsqlConnection session, PostgresStoreOptions options, CancellationToken cancel)
    {
        await using var transaction = await session.BeginTransactionAsync(cancel).ConfigureAwait(false);
        await Execute(session, Alone).ConfigureAwait(false);
        var epoch = (long)(await Scalar(
            session,
            "INSERT INTO process (epoch, holder, beat, ended)"
            + " SELECT 1 + greatest((SELECT max(epoch) FROM lane), (SELECT max(epoch) FROM process)), $1, 0, false RETURNING epoch",
            new NpgsqlParameter<string> { TypedValue = Holders.ThisProcess(options.Clock), NpgsqlDbType = NpgsqlDbType.Text })
            .ConfigureAwait(false))!;
        await Execute(session, "DELETE FROM process WHERE ended").ConfigureAwait(false);

        // An engine that was alone commits nothing from here on, whether it took its leave or was killed.
        var inPeace = await Scalar(session, "SELECT 1 FROM lane WHERE holder <> '' LIMIT 1").ConfigureAwait(false) is null;
        await Execute(session, "UPDATE lane SET epoch = $1, holder = '', writes = false WHERE holder <> ''", epoch).ConfigureAwait(false);
        await Execute(session, Adopt, epoch).ConfigureAwait(false);
        var lanes = await TakeLanes(session, epoch, options.Lanes).ConfigureAwait(false);
        await transaction.CommitAsync(cancel).ConfigureAwait(false);
        return (epoch, lanes, inPeace);
    }

    /// <summary>Says that a process lives, and looks at the others; null when it was ended.</summary>
    public static async Task<ClusterView?> Beat(NpgsqlConnection session, long epoch)
    {
        await using var batch = new NpgsqlBatch(session)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand("UPDATE process SET beat = beat + 1 WHERE epoch = $1 AND NOT ended RETURNING beat")
                {
                    Parameters = { PostgresQueries.Number(epoch) },
                },
                new NpgsqlBatchCommand("SELECT epoch, beat FROM process WHERE NOT ended ORDER BY epoch"),
                new NpgsqlBatchCommand("SELECT lane, epoch, writes, last_journal FROM lane ORDER BY lane"),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync().ConfigureAwait(false);
        var lives = await reader.ReadAsync().ConfigureAwait(false);
        await reader.NextResultAsync().ConfigureAwait(false);
        var living = new List<LivingProcess>();
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            living.Add(new LivingProcess(reader.GetInt64(0), reader.GetInt64(1)));
        }

        await reader.NextResultAsync().ConfigureAwait(false);
        var lanes = new List<ClusterLane>(PostgresLane.Max);
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            lanes.Add(new ClusterLane(reader.GetInt16(0), reader.GetInt64(1), reader.GetBoolean(2), reader.GetInt64(3)));
        }

        // Only now is the beat committed.
        await reader.NextResultAsync().ConfigureAwait(false);
        return lives ? new ClusterView(living, lanes) : null;
    }

    /// <summary>Ends processes that were silent, if they still are, and adopts every lane that nobody has.</summary>
    public static async Task TakeOver(NpgsqlConnection session, long epoch, IEnumerable<LivingProcess> silent)
    {
        await using var transaction = await session.BeginTransactionAsync().ConfigureAwait(false);
        await Execute(session, Alone).ConfigureAwait(false);
        foreach (var process in silent)
        {
            await Execute(
                session, "UPDATE process SET ended = true WHERE epoch = $1 AND beat = $2 AND NOT ended", process.Epoch, process.Beat)
                .ConfigureAwait(false);
        }

        // Not by one that was ended itself meanwhile: its lanes would be nobody's.
        await Execute(session, $"{Adopt} AND EXISTS (SELECT FROM process p WHERE p.epoch = $1 AND NOT p.ended)", epoch)
            .ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
    }

    /// <summary>Ends a process by its own will: what it claimed and wrote in is free at once.</summary>
    public static async Task Leave(NpgsqlConnection session, long epoch)
    {
        await using var transaction = await session.BeginTransactionAsync().ConfigureAwait(false);
        await Execute(session, Alone).ConfigureAwait(false);
        await Execute(session, "UPDATE process SET ended = true WHERE epoch = $1", epoch).ConfigureAwait(false);
        await Execute(session, "UPDATE lane SET writes = false WHERE epoch = $1", epoch).ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
    }

    /// <summary>Lanes in which nobody writes, lowest first: an owner who only publishes what a dead one left gives them up.</summary>
    private static async Task<int[]> TakeLanes(NpgsqlConnection session, long epoch, int count)
    {
        await using var take = new NpgsqlCommand(
            """
            UPDATE lane SET epoch = $1, writes = true
            WHERE lane = ANY (ARRAY (SELECT lane FROM lane WHERE NOT writes ORDER BY lane LIMIT $2))
            RETURNING lane
            """,
            session);
        take.Parameters.Add(PostgresQueries.Number(epoch));
        take.Parameters.Add(PostgresQueries.Number(count));
        var lanes = new List<int>();
        await using var row = await take.ExecuteReaderAsync().ConfigureAwait(false);
        while (await row.ReadAsync().ConfigureAwait(false))
        {
            lanes.Add(row.GetInt16(0));
        }

        lanes.Sort();
        return lanes.Count == count
            ? [.. lanes]
            : throw new StoreUnavailableException(
                $"Of {PostgresLane.Max} lanes only {lanes.Count} are free, and this engine is to have {count}: others have the rest.");
    }

    private static async Task Execute(NpgsqlConnection session, string sql, params long[] parameters) =>
        await Scalar(session, sql, [.. parameters.Select(PostgresQueries.Number)]).ConfigureAwait(false);

    private static async Task<object?> Scalar(NpgsqlConnection session, string sql, params NpgsqlParameter[] parameters)
    {
#pragma warning disable CA2100 // The texts are constants of this class.
        await using var command = new NpgsqlCommand(sql, session);
#pragma warning restore CA2100
        command.Parameters.AddRange(parameters);
        return await command.ExecuteScalarAsync().ConfigureAwait(false);
    }
}
