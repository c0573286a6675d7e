using Npgsql;
using NpgsqlTypes;

namespace Clearance.Storage;

/// <summary>The lane's row: who may write, and the last number given of each sequence.</summary>
/// <param name="Epoch">Whose lease it is.</param>
/// <param name="Write">The number of the last transaction.</param>
/// <param name="Journal">The journal's last position.</param>
/// <param name="Intent">The last intent's sequence.</param>
/// <param name="Parked">The last parked event's sequence.</param>
/// <param name="Letter">The last dead letter's sequence.</param>
internal sealed record PostgresLane(long Epoch, Guid Write, long Journal, long Intent, long Parked, long Letter)
{
    private const string Update =
        """
        UPDATE lane SET last_write = $1, last_journal = $2, last_intent = $3, last_parked = $4, last_letter = $5
        WHERE lane = 0 AND epoch = $6 AND last_write = $7
        RETURNING epoch
        """;

    /// <summary>
    /// Reads the row once no transaction holds it: a COMMIT that was sent over a lost connection has been done by then, or
    /// never will be, because the server ends a session that stands still inside a transaction.
    /// </summary>
    public static async Task<PostgresLane> Read(NpgsqlConnection connection)
    {
        await using var query = new NpgsqlCommand(
            """
            SELECT epoch, last_write, last_journal, last_intent, last_parked, last_letter FROM lane WHERE lane = 0 FOR UPDATE
            """,
            connection);
        await using var row = await query.ExecuteReaderAsync().ConfigureAwait(false);
        return await row.ReadAsync().ConfigureAwait(false)
            ? new PostgresLane(
                row.GetInt64(0), row.GetGuid(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5))
            : throw new StoreFormatException("The table 'lane' is empty: it says who may write.");
    }

    /// <summary>The statement that moves the row from this to the next; it returns a row if this was still so.</summary>
    public NpgsqlBatchCommand MoveTo(PostgresLane next) => new(Update)
    {
        Parameters =
        {
            new NpgsqlParameter<Guid> { TypedValue = next.Write, NpgsqlDbType = NpgsqlDbType.Uuid },
            Number(next.Journal),
            Number(next.Intent),
            Number(next.Parked),
            Number(next.Letter),
            Number(Epoch),
            new NpgsqlParameter<Guid> { TypedValue = Write, NpgsqlDbType = NpgsqlDbType.Uuid },
        },
    };

    private static NpgsqlParameter<long> Number(long value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bigint };
}
