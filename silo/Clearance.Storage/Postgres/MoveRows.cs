using Clearance.Domain;
using Clearance.Entities;
using Npgsql;
using NpgsqlTypes;

namespace Clearance.Storage;

/// <summary>Proposed moves: each write is one statement that states the version before, and so its own transaction.</summary>
/// <remarks>
/// It asks for no lease: whoever writes a move read it first, and of two who read the same one is first, in whatever process.
/// What is sent twice because the first answer was lost finds its own version and says that it was not the one before.
/// </remarks>
internal sealed class MoveRows(PostgresQueries queries)
{
    private const string Columns = "taxpayer, id, version, unfinished, body";

    public async Task<bool> Save(MoveRecord move, CancellationToken cancel)
    {
        var sql = move.Version == 1
            ? """
              INSERT INTO officer_move (taxpayer, id, version, unfinished, body) VALUES ($1, $2, $3, $4, $5)
              ON CONFLICT (taxpayer, id) DO NOTHING RETURNING 1
              """
            : """
              UPDATE officer_move SET version = $3, unfinished = $4, body = $5
              WHERE taxpayer = $1 AND id = $2 AND version = $3 - 1 RETURNING 1
              """;
        var written = await queries.All(
            sql,
            static row => row.GetInt32(0),
            cancel,
            PostgresQueries.Text(move.Taxpayer.Value),
            PostgresQueries.Text(move.Id),
            PostgresQueries.Number(move.Version),
            new NpgsqlParameter<bool> { TypedValue = move.IsUnfinished, NpgsqlDbType = NpgsqlDbType.Boolean },
            new NpgsqlParameter<byte[]> { TypedValue = move.Body, NpgsqlDbType = NpgsqlDbType.Bytea }).ConfigureAwait(false);
        return written.Count == 1;
    }

    public async Task<MoveRecord?> Load(TaxpayerId taxpayer, string id, CancellationToken cancel) =>
        (await queries.All(
            $"SELECT {Columns} FROM officer_move WHERE taxpayer = $1 AND id = $2",
            Read,
            cancel,
            PostgresQueries.Text(taxpayer.Value),
            PostgresQueries.Text(id)).ConfigureAwait(false)).SingleOrDefault();

    public async Task<IReadOnlyList<MoveRecord>> Load(TaxpayerId taxpayer, int limit, CancellationToken cancel) =>
        await queries.All(
            $"SELECT {Columns} FROM officer_move WHERE taxpayer = $1 ORDER BY sequence DESC LIMIT $2",
            Read,
            cancel,
            PostgresQueries.Text(taxpayer.Value),
            PostgresQueries.Number(limit)).ConfigureAwait(false);

    public async Task<IReadOnlyList<MoveRecord>> Unfinished(int limit, CancellationToken cancel) =>
        await queries.All(
            $"SELECT {Columns} FROM officer_move WHERE unfinished ORDER BY sequence LIMIT $1",
            Read,
            cancel,
            PostgresQueries.Number(limit)).ConfigureAwait(false);

    private static MoveRecord Read(NpgsqlDataReader row) => new(
        StoredKeys.Taxpayer(row.GetString(0)), row.GetString(1), row.GetInt64(2), row.GetBoolean(3), row.GetFieldValue<byte[]>(4));
}
