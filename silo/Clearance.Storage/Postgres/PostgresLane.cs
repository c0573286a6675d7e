using Npgsql;
using NpgsqlTypes;

namespace Clearance.Storage;

/// <summary>A lane's row: who may write, and the last number given of each sequence.</summary>
/// <param name="Index">Which lane.</param>
/// <param name="Epoch">Whose lease it is.</param>
/// <param name="Write">The number of the last transaction.</param>
/// <param name="Journal">The last position of the journal's lane.</param>
/// <param name="Intent">How many intents were numbered.</param>
/// <param name="Parked">How many parked events were numbered.</param>
/// <param name="Letter">How many dead letters were numbered.</param>
internal sealed record PostgresLane(int Index, long Epoch, Guid Write, long Journal, long Intent, long Parked, long Letter)
{
    /// <summary>The most lanes there are: numbers of one table are told apart by the remainder.</summary>
    public const int Max = 32;

    /// <summary>The most one engine writes in: more would not be faster, and others want some.</summary>
    public const int MaxOfOne = 4;

    private const string Update =
        """
        UPDATE lane SET last_write = $1, last_journal = $2, last_intent = $3, last_parked = $4, last_letter = $5
        WHERE lane = $8 AND epoch = $6 AND last_write = $7
        RETURNING epoch
        """;

    /// <summary>
    /// Reads the row once no transaction holds it: a COMMIT that was sent over a lost connection has been done by then, or
    /// never will be, because the server ends a session that stands still inside a transaction.
    /// </summary>
    public static async Task<PostgresLane> Read(NpgsqlConnection connection, int index)
    {
        await using var query = new NpgsqlCommand(
            """
            SELECT epoch, last_write, last_journal, last_intent, last_parked, last_letter FROM lane WHERE lane = $1 FOR UPDATE
            """,
            connection);
        query.Parameters.Add(Number(index));
        await using var row = await query.ExecuteReaderAsync().ConfigureAwait(false);
        return await row.ReadAsync().ConfigureAwait(false)
            ? new PostgresLane(
                index, row.GetInt64(0), row.GetGuid(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5))
            : throw new StoreFormatException($"The table 'lane' has no row {index}: it says who may write.");
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
            Number(Index),
        },
    };

    private static NpgsqlParameter<long> Number(long value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bigint };
}
