using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;

namespace Clearance.Storage;

/// <summary>Finds out whether the server's disk, which was full, has room again.</summary>
/// <remarks>
/// Most commits fit where others were: that one succeeds says nothing of the next. So what shows that there is room again is a
/// large entry of the journal, which needs new pages, and is taken back.
/// </remarks>
internal static class PostgresRoom
{
    private const int Bytes = 256 * 1024;

    /// <summary>An entry that can never be: of a lane that is none.</summary>
    private const string Insert =
        """
        INSERT INTO journal (lane, position, declaration, sequence, hash, body)
        VALUES (32767, 9223372036854775807, 99999999999, 9223372036854775807, '', $1)
        """;

    /// <summary>Returns how many entries found room.</summary>
    public static async Task<int> Prove(NpgsqlDataSource pool, CancellationToken cancel)
    {
        await using var connection = await pool.OpenConnectionAsync(cancel).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancel).ConfigureAwait(false);
        await using var insert = new NpgsqlCommand(Insert, connection);

        // What is random cannot be made smaller.
        insert.Parameters.Add(
            new NpgsqlParameter<byte[]> { TypedValue = RandomNumberGenerator.GetBytes(Bytes), NpgsqlDbType = NpgsqlDbType.Bytea });
        var entries = await insert.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        await transaction.RollbackAsync(cancel).ConfigureAwait(false);
        return entries;
    }
}
