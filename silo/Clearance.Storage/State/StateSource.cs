using System.Data.Common;
using System.Globalization;
using Clearance.Domain;
using Clearance.Entities;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Clearance.Storage;

/// <summary>
/// A store as it is at one moment, opened only to be read, beside a running engine or without one. Used by one caller at a time.
/// </summary>
/// <remarks>
/// As long as it is open over SQLite, the engine's log is not emptied; over PostgreSQL, rows that were replaced are kept. Neither stops
/// the engine.
/// </remarks>
public sealed class StateSource : IAsyncDisposable
{
    private readonly DbConnection _connection;
    private readonly DbTransaction _snapshot;
    private readonly StateQueries _queries;

    private StateSource(DbConnection connection, DbTransaction snapshot, StateQueries queries, string place)
    {
        (_connection, _snapshot, _queries, Place) = (connection, snapshot, queries, place);
    }

    /// <summary>Where it is, for people; without a password.</summary>
    public string Place { get; }

    /// <summary>Its connection; in the snapshot's transaction.</summary>
    internal DbConnection Connection => _connection;

    /// <summary>Opens the store in a data folder.</summary>
    /// <param name="directory">The folder.</param>
    /// <exception cref="StoreFormatException">There is none, or it is newer or older than this engine.</exception>
    /// <exception cref="StoreUnavailableException">SQLite refused to open it.</exception>
    public static StateSource OpenFolder(string directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        SqliteSession? session = null;
        try
        {
            if (!File.Exists(Path.Combine(directory, SqliteSession.FileName)))
            {
                throw new StoreFormatException($"The folder '{directory}' holds no store: there is no '{SqliteSession.FileName}' in it.");
            }

            session = SqliteSession.OpenAuditor(directory);
            SqliteSchema.CheckCurrent(session, directory);
            var snapshot = session.Connection.BeginTransaction(deferred: true);

            // The snapshot begins with the first read.
            _ = session.Scalar("SELECT count(*) FROM meta");
            return new StateSource(session.Connection, snapshot, StateQueries.OfSqlite, $"data folder '{directory}'");
        }
        catch (SqliteException refused)
        {
            session?.Dispose();
            throw new StoreUnavailableException($"SQLite cannot open the store in '{directory}': {refused.Message}", refused);
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }

    /// <summary>Opens the store in a PostgreSQL database; the role need only be able to read (<c>clearance_read</c>).</summary>
    /// <param name="connectionString">As Npgsql reads it.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="StoreFormatException">Its tables are not those of this engine, or it keeps single records.</exception>
    /// <exception cref="StoreUnavailableException">The server cannot be reached, or refused.</exception>
    public static Task<StateSource> OpenPostgres(string connectionString, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        return PostgresSessions.Run(async () =>
        {
            var settings = PostgresSessions.Parse(connectionString);
            settings.Pooling = false;
            settings.SearchPath = PostgresSessions.Schema;
            settings.CommandTimeout = 0;

            // Tables are read whole, in order of their keys: no sorting of what already stands in order.
            settings.Options = $"{settings.Options} -c default_transaction_read_only=on -c enable_sort=off".Trim();
            var connection = new NpgsqlConnection(settings.ConnectionString);
            try
            {
                await connection.OpenAsync(cancel).ConfigureAwait(false);
                var snapshot = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel).ConfigureAwait(false);
                await PostgresMigrations.Check(connection, cancel).ConfigureAwait(false);
                await RecordDatabase.RefuseOther(connection, isRecords: false, cancel).ConfigureAwait(false);
                return new StateSource(connection, snapshot, StateQueries.OfPostgres, PostgresSessions.Place(connectionString));
            }
            catch
            {
                await connection.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        });
    }

    /// <summary>How far each partition of the topics is finished.</summary>
    /// <exception cref="StoreUnavailableException">The store could not be read.</exception>
    public Task<IReadOnlyList<InputPosition>> Positions(CancellationToken cancel = default) => Guard(async () =>
    {
        var all = new List<InputPosition>();
        await foreach (var row in Rows("SELECT stream, partition, next FROM input_position", cancel).ConfigureAwait(false))
        {
            all.Add(new InputPosition((EventStream)Long(row, 0), (int)Long(row, 1), Long(row, 2), default));
        }

        return (IReadOnlyList<InputPosition>)all;
    });

    /// <summary>How many rows each table has that people ask about.</summary>
    /// <exception cref="StoreUnavailableException">The store could not be read.</exception>
    public Task<StoreCounts> Counts(CancellationToken cancel = default) => Guard(async () => new StoreCounts(
        await One(_queries.Events, cancel).ConfigureAwait(false),
        await One("SELECT count(*) FROM journal", cancel).ConfigureAwait(false),
        await One("SELECT count(*) FROM dead_letter", cancel).ConfigureAwait(false),
        await One("SELECT count(*) FROM intent", cancel).ConfigureAwait(false),
        await One("SELECT count(*) FROM parked", cancel).ConfigureAwait(false),
        await One("SELECT count(*) FROM officer_move", cancel).ConfigureAwait(false)));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _snapshot.DisposeAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>A ledger's head (kind −1) and rows; those of one taxpayer follow each other.</summary>
    internal IAsyncEnumerable<DbDataReader> Ledgers(CancellationToken cancel) => Rows(_queries.Ledgers, cancel);

    /// <summary>Declarations whose owner is known or that have a record without one: number, owner, body.</summary>
    internal IAsyncEnumerable<DbDataReader> Identities(CancellationToken cancel) =>
        Rows("SELECT declaration, owner, body FROM identity", cancel);

    /// <summary>The tables, as they are called.</summary>
    internal Task<IReadOnlyList<string>> Tables(CancellationToken cancel) => Guard(async () =>
    {
        var names = new List<string>();
        await foreach (var row in Rows(_queries.Tables, cancel).ConfigureAwait(false))
        {
            names.Add(row.GetString(0));
        }

        return (IReadOnlyList<string>)names;
    });

    /// <summary>Every row of a query.</summary>
    internal async IAsyncEnumerable<DbDataReader> Rows(
        string sql, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var command = _connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
#pragma warning disable CA2100 // Constants, and names of tables that the database itself says.
            command.CommandText = sql;
#pragma warning restore CA2100
            command.CommandTimeout = 0;
            command.Transaction = _snapshot;
            var reader = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancel).ConfigureAwait(false))
                {
                    yield return reader;
                }
            }
        }
    }

    /// <summary>What the store says when it cannot be read, in the words of this engine.</summary>
    internal static async Task<T> Guard<T>(Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (SqliteException damaged) when (damaged.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB)
        {
            throw new StoreFormatException($"SQLite: {damaged.Message}", damaged);
        }
        catch (DbException failed)
        {
            throw new StoreUnavailableException($"The store cannot be read: {failed.Message}", failed);
        }
    }

    internal static long Long(DbDataReader row, int column) =>
        Convert.ToInt64(row.GetValue(column), CultureInfo.InvariantCulture);

    private async Task<long> One(string sql, CancellationToken cancel)
    {
        await foreach (var row in Rows(sql, cancel).ConfigureAwait(false))
        {
            return Long(row, 0);
        }

        return 0;
    }
}

/// <summary>How much a store holds.</summary>
/// <param name="Events">Events in the registry: applied, or rejected by state.</param>
/// <param name="Decisions">Entries of the journal.</param>
/// <param name="DeadLetters">Dead letters.</param>
/// <param name="MessagesUnderWay">Messages between ledgers that are not delivered yet.</param>
/// <param name="Parked">Events behind one that stopped its ledger.</param>
/// <param name="Moves">Moves that officers proposed.</param>
public sealed record StoreCounts(long Events, long Decisions, long DeadLetters, long MessagesUnderWay, long Parked, long Moves);

/// <summary>What differs between the two stores.</summary>
internal sealed record StateQueries(string Ledgers, string Events, string Tables)
{
    public static StateQueries OfSqlite { get; } = new(
        "SELECT taxpayer, CASE part WHEN 0 THEN -1 ELSE kind END, key, body FROM ledger ORDER BY taxpayer, part, kind, key",
        "SELECT (SELECT count(*) FROM registry) + (SELECT count(*) FROM registry_log AS l WHERE NOT EXISTS "
            + "(SELECT 1 FROM registry AS r WHERE r.id = l.id))",
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND (name NOT LIKE 'sqlite%' OR name = 'sqlite_sequence') ORDER BY name");

    public static StateQueries OfPostgres { get; } = new(
        """
        SELECT taxpayer, (-1)::smallint AS kind, ''::text COLLATE "C" AS key, body FROM ledger WHERE version > 0
        UNION ALL SELECT taxpayer, kind, key, body FROM ledger_resident
        UNION ALL SELECT taxpayer, kind, key, body FROM ledger_settled
        ORDER BY taxpayer
        """,
        "SELECT count(*) FROM registry",
        """
        SELECT c.relname::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE n.nspname = 'clearance' AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1
        """);
}
