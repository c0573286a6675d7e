using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using Clearance.Entities;
using Npgsql;

namespace Clearance.Storage;

/// <summary>Makes the tables of a PostgreSQL store, and brings those of an earlier version to this one.</summary>
/// <remarks>
/// It is run by a role that owns the tables, before the engine is started; the engine itself only looks at the version. Each
/// migration runs in one transaction with the version it reaches: a crash leaves the old schema or the new one. Two runs
/// at once wait for each other. The files are applied in the order of their names and never changed once released.
/// </remarks>
public static class PostgresMigrations
{
    /// <summary>The version this engine writes.</summary>
    public const int Version = 7;

    /// <summary>"CLRMIGRA": kept by whoever migrates a database.</summary>
    private const long LockKey = 0x434C524D49475241;

    private const string RolesFile = "roles.sql";

    /// <summary>Brings the database to this engine's version.</summary>
    /// <param name="connectionString">How the migrating role reaches it.</param>
    /// <param name="cancel">Stops between two migrations.</param>
    /// <exception cref="StoreFormatException">It is newer than this engine.</exception>
    /// <exception cref="StoreUnavailableException">The server cannot be reached, or refused.</exception>
    public static Task Run(string connectionString, CancellationToken cancel = default) =>
        RunTo(Version, connectionString, cancel);

    /// <summary>Brings the database to a version, for tests of those that come after it; roles are of the last one.</summary>
    internal static Task RunTo(int to, string connectionString, CancellationToken cancel)
    {
        var settings = PostgresSessions.Parse(connectionString);
        settings.Pooling = false;
        return PostgresSessions.Run(async () =>
        {
            await using var connection = new NpgsqlConnection(settings.ConnectionString);
            await connection.OpenAsync(cancel).ConfigureAwait(false);
            await Execute(connection, $"SELECT pg_advisory_lock({LockKey})", cancel).ConfigureAwait(false);
            var version = await ReadVersion(connection, cancel).ConfigureAwait(false) ?? 0;
            RefuseNewer(connection, version);
            for (; version < to; version++)
            {
                await Migrate(connection, version + 1, cancel).ConfigureAwait(false);
            }

            if (to == Version)
            {
                await Execute(connection, Read(RolesFile), cancel).ConfigureAwait(false);
            }

            return true;
        });
    }

    /// <summary>Refuses a database whose tables are not those of this engine.</summary>
    internal static async Task Check(NpgsqlConnection connection, CancellationToken cancel)
    {
        var version = await ReadVersion(connection, cancel).ConfigureAwait(false);
        if (version is null or < Version)
        {
            var found = version is null ? "no tables of this engine" : $"schema version {version}";
            throw new StoreFormatException(
                $"The database '{connection.Database}' has {found}; this engine needs version {Version}. Run its migrations first: option --migrate.");
        }

        RefuseNewer(connection, version.Value);
    }

    private static void RefuseNewer(NpgsqlConnection connection, int version)
    {
        if (version > Version)
        {
            throw new StoreFormatException(
                $"The database '{connection.Database}' has schema version {version}; this engine knows versions up to {Version}. "
                + "Use a newer engine.");
        }
    }

    private static async Task<int?> ReadVersion(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var query = new NpgsqlCommand(
            $"SELECT max(version) FROM {PostgresSessions.Schema}.schema_version", connection);
        try
        {
            return await query.ExecuteScalarAsync(cancel).ConfigureAwait(false) as int?;
        }
        catch (PostgresException absent) when (absent.SqlState is PostgresErrorCodes.UndefinedTable
            or PostgresErrorCodes.InvalidSchemaName)
        {
            return null;
        }
    }

    private static async Task Migrate(NpgsqlConnection connection, int to, CancellationToken cancel)
    {
        var name = Names().Single(file => file.StartsWith(to.ToString("D4", CultureInfo.InvariantCulture), StringComparison.Ordinal));
        await using var transaction = await connection.BeginTransactionAsync(cancel).ConfigureAwait(false);
        await Execute(connection, Read(name), cancel).ConfigureAwait(false);
        if (to == 1)
        {
            // The secret of the registry's keyed hash is made once, where random bytes are good.
            await Execute(
                connection,
                "INSERT INTO clearance.meta (name, value) VALUES ('registry_secret', $1)",
                cancel,
                new NpgsqlParameter<byte[]> { TypedValue = RandomNumberGenerator.GetBytes(32) }).ConfigureAwait(false);
        }

        await Execute(
            connection,
            "INSERT INTO clearance.schema_version (version) VALUES ($1)",
            cancel,
            new NpgsqlParameter<int> { TypedValue = to }).ConfigureAwait(false);
        await transaction.CommitAsync(cancel).ConfigureAwait(false);
    }

    private static async Task Execute(
        NpgsqlConnection connection, string sql, CancellationToken cancel, params NpgsqlParameter[] parameters)
    {
#pragma warning disable CA2100 // The text is a file of this assembly or a constant.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
    }

    private static IEnumerable<string> Names() => typeof(PostgresMigrations).Assembly.GetManifestResourceNames()
        .Where(static name => name.EndsWith(".sql", StringComparison.Ordinal));

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
