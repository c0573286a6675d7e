using System.Reflection;
using Npgsql;

namespace Clearance.LoadTests.Peers;

/// <summary>What the peers in PostgreSQL share: how they connect, and how a statement is put together.</summary>
internal static class PeerSql
{
    /// <summary>
    /// Prepared statements, and the options of the engine's own sessions: a plan is made once, maybe while a table is empty, and is kept
    /// while it fills, so that what suits only an empty table is forbidden. What is planned so seems dear, and must not be compiled for that.
    /// </summary>
    public static string Settings(string connection, int connections) => new NpgsqlConnectionStringBuilder(connection)
    {
        MaxAutoPrepare = 64,
        AutoPrepareMinUsages = 2,
        Pooling = true,
        MaxPoolSize = connections,
        Options = "-c synchronous_commit=on -c plan_cache_mode=force_generic_plan -c jit=off"
            + " -c enable_seqscan=off -c enable_bitmapscan=off -c enable_hashjoin=off -c enable_mergejoin=off",
    }.ConnectionString;

    /// <summary>Makes the peers' tables and functions, and so many earlier ids like those that come.</summary>
    public static async Task Install(string connection, long earlier, CancellationToken cancel)
    {
        await Execute(connection, Resource("peers.schema.sql"), cancel);
        await Execute(connection, Resource("peers.functions.sql"), cancel);
        await using var session = await Open(connection, cancel);
        await using var fill = new NpgsqlCommand(
            """
            INSERT INTO peer.registry
            SELECT n % 2, CASE n % 2 WHEN 0 THEN 'VN:' || 30000000000 + n || ':0' ELSE 'BIDV:FT' || 30000000000 + n END, gen_random_uuid()
            FROM generate_series(1, $1) AS n
            """,
            session)
        {
            CommandTimeout = 0,
            Parameters = { new NpgsqlParameter<long> { TypedValue = earlier } },
        };
        await fill.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Runs statements that are ours.</summary>
    public static async Task Execute(string connection, string sql, CancellationToken cancel)
    {
        await using var session = await Open(connection, cancel);
#pragma warning disable CA2100 // It is ours.
        await using var command = new NpgsqlCommand(sql, session);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>The text of a file that is built in.</summary>
    public static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"There is no {name} in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Adds a statement; its parameters are in order.</summary>
    public static void Add(this NpgsqlBatch batch, string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        batch.BatchCommands.Add(command);
    }

    /// <summary>Ends a transaction that failed, so that its connection can be used again.</summary>
    public static async Task Abandon(NpgsqlConnection connection)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add("ROLLBACK");
        await batch.ExecuteNonQueryAsync();
    }

    /// <summary>Reads declarations and then the money parked for them.</summary>
    public static async Task Read(NpgsqlDataReader row, PeerTransaction into)
    {
        while (await row.ReadAsync())
        {
            var declaration = new PeerDeclaration
            {
                Key = row.GetInt64(0),
                Taxpayer = row.GetString(1),
                Version = row.GetInt32(2),
                Codes = row.GetFieldValue<string[]>(3),
                Blocking = row.GetFieldValue<bool[]>(4),
                Amounts = row.GetFieldValue<long[]>(5),
                Paid = row.GetFieldValue<long[]>(6),
                Surplus = row.GetInt64(7),
                Misdirected = row.GetInt64(8),
            };
            into.Declarations[declaration.Key] = declaration;
        }

        await row.NextResultAsync();
        while (await row.ReadAsync())
        {
            into.Add(new ParkedRow(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4), Stored: true));
        }
    }

    /// <summary>The statements whose rows <see cref="Read"/> takes.</summary>
    public static void AddReads(this NpgsqlBatch batch, long[] registered, long[] named)
    {
        batch.Add(
            """
            SELECT key, taxpayer, version, codes, blocking, amounts, paid, surplus, misdirected
            FROM peer.declaration WHERE key = ANY ($1)
            """,
            named);
        batch.Add("SELECT declaration, taxpayer, payment, code, amount FROM peer.parked WHERE declaration = ANY ($1)", registered);
    }

    private static async Task<NpgsqlConnection> Open(string connection, CancellationToken cancel)
    {
        var session = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connection) { Pooling = false, CommandTimeout = 0 }.ConnectionString);
        await session.OpenAsync(cancel);
        return session;
    }
}
