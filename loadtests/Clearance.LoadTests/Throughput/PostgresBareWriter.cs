using System.Globalization;
using Clearance.Workload;
using Npgsql;
using NpgsqlTypes;

namespace Clearance.LoadTests;

/// <summary>
/// The floor of PostgreSQL: the same rows as the engine's, of the same sizes, into the same tables, on one connection by one
/// statement per table and COMMIT, in one round trip. Nothing is parsed, decided, checked or sorted, and nobody is served.
/// </summary>
internal sealed class PostgresBareWriter : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly StoreShape _shape;
    private readonly IReadOnlyList<string> _taxpayers;
    private readonly RowBytes _bytes = new();
    private long _position;

    private PostgresBareWriter(NpgsqlConnection connection, StoreShape shape, IReadOnlyList<string> taxpayers) =>
        (_connection, _shape, _taxpayers) = (connection, shape, taxpayers);

    /// <summary>Opens a store's database, which nobody else has open.</summary>
    public static async Task<PostgresBareWriter> Open(
        string connection, StoreShape shape, IReadOnlyList<string> taxpayers, CancellationToken cancel)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection)
        {
            SearchPath = "clearance",
            MaxAutoPrepare = 32,
            AutoPrepareMinUsages = 2,
            Pooling = false,

            // As in the engine's sessions. Its statements read no table, so that there is no way of joining or scanning to forbid.
            Options = "-c synchronous_commit=on -c plan_cache_mode=force_generic_plan -c jit=off",
        };
        var opened = new NpgsqlConnection(settings.ConnectionString);
        await opened.OpenAsync(cancel);
        return new PostgresBareWriter(opened, shape, taxpayers);
    }

    /// <summary>Writes batches in one transaction.</summary>
    public async Task Write(IReadOnlyList<CommonBatch> batches, CancellationToken cancel)
    {
        await using var transaction = new NpgsqlBatch(_connection);
        Add(transaction, "BEGIN");
        foreach (var batch in batches)
        {
            AddHeads(transaction, batch);
            AddRows(transaction, batch);
            AddEvents(transaction, batch);
        }

        Add(transaction, "COMMIT");
        await transaction.ExecuteNonQueryAsync(cancel);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private void AddHeads(NpgsqlBatch transaction, CommonBatch batch)
    {
        var owners = batch.Rows.Select(row => _taxpayers[row.Taxpayer]).Distinct().ToArray();
        Add(
            transaction,
            """
            INSERT INTO ledger (taxpayer, version, claim, pass_open, body)
            SELECT taxpayer, 1, 1, false, body FROM unnest($1::text[], $2::bytea[]) AS i (taxpayer, body)
            ON CONFLICT (taxpayer) DO UPDATE SET version = ledger.version + 1, body = EXCLUDED.body
            """,
            (NpgsqlDbType.Text, owners),
            (NpgsqlDbType.Bytea, Bodies(owners.Length, _shape.HeadBytes)));
    }

    private void AddRows(NpgsqlBatch transaction, CommonBatch batch)
    {
        var keys = batch.Rows.Select(static row => row.Declaration).ToArray();
        var owners = batch.Rows.Select(row => _taxpayers[row.Taxpayer]).ToArray();
        Add(
            transaction,
            """
            INSERT INTO ledger_resident (taxpayer, kind, key, version, body)
            SELECT taxpayer, 2, key, 1, body FROM unnest($1::text[], $2::text[], $3::bytea[]) AS i (taxpayer, key, body)
            ON CONFLICT (taxpayer, kind, key) DO UPDATE SET version = ledger_resident.version + 1, body = EXCLUDED.body
            """,
            (NpgsqlDbType.Text, owners),
            (NpgsqlDbType.Text, keys),
            (NpgsqlDbType.Bytea, Bodies(keys.Length, _shape.DeclarationBytes)));
        if (batch.Stream == StreamNames.Declarations)
        {
            Add(
                transaction,
                """
                INSERT INTO identity (declaration, version, owner, body)
                SELECT declaration, 1, owner, body FROM unnest($1::bigint[], $2::text[], $3::bytea[]) AS i (declaration, owner, body)
                """,
                (NpgsqlDbType.Bigint, Numbers(batch)),
                (NpgsqlDbType.Text, owners),
                (NpgsqlDbType.Bytea, Bodies(keys.Length, _shape.IdentityBytes)));
        }
        else if (_shape.Payments > 0)
        {
            Add(
                transaction,
                """
                INSERT INTO ledger_settled (taxpayer, kind, key, version, body)
                SELECT taxpayer, 3, 'BIDV:FT' || key, 1, body FROM unnest($1::text[], $2::text[], $3::bytea[]) AS i (taxpayer, key, body)
                """,
                (NpgsqlDbType.Text, owners),
                (NpgsqlDbType.Text, keys),
                (NpgsqlDbType.Bytea, Bodies(keys.Length, _shape.PaymentBytes)));
        }
    }

    private void AddEvents(NpgsqlBatch transaction, CommonBatch batch)
    {
        var count = batch.Rows.Count;
        var registers = batch.Stream == StreamNames.Declarations;
        var decided = registers ? count : (int)Math.Round(count * _shape.DecisionsPerPayment);
        Add(
            transaction,
            "INSERT INTO registry (id, content, home, outcome) SELECT id, id, home, 1 FROM unnest($1::uuid[], $2::text[]) AS i (id, home)",
            (NpgsqlDbType.Uuid, Enumerable.Range(0, count).Select(_ => new Guid(_bytes.NextId())).ToArray()),
            (NpgsqlDbType.Text, batch.Rows.Select(row => _taxpayers[row.Taxpayer]).ToArray()));
        Add(
            transaction,
            """
            INSERT INTO journal (lane, position, declaration, sequence, hash, body)
            SELECT 0, * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bytea[], $5::bytea[])
            """,
            (NpgsqlDbType.Bigint, Enumerable.Range(0, decided).Select(_ => ++_position).ToArray()),
            (NpgsqlDbType.Bigint, Numbers(batch)[..decided]),
            (NpgsqlDbType.Bigint, Enumerable.Repeat(registers ? 1L : 2L, decided).ToArray()),
            (NpgsqlDbType.Bytea, Bodies(decided, 32)),
            (NpgsqlDbType.Bytea, Bodies(decided, _shape.JournalBytes)));
    }

    private static long[] Numbers(CommonBatch batch) =>
        [.. batch.Rows.Select(static row => long.Parse(row.Declaration, CultureInfo.InvariantCulture))];

    private byte[][] Bodies(int count, int size)
    {
        var bodies = new byte[count][];
        for (var i = 0; i < count; i++)
        {
            bodies[i] = _bytes.Next(size);
        }

        return bodies;
    }

    private static void Add(NpgsqlBatch transaction, string sql, params (NpgsqlDbType Type, object Values)[] columns)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var (type, values) in columns)
        {
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | type, Value = values });
        }

        transaction.BatchCommands.Add(command);
    }
}
