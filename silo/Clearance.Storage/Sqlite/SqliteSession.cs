using Microsoft.Data.Sqlite;

namespace Clearance.Storage;

/// <summary>One connection with its settings and the statements prepared on it. Used by one thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    /// <summary>
    /// A small page: a commit touches rows far apart, each costs its whole page twice (log and database), and a row is a
    /// few hundred bytes.
    /// </summary>
    private const int NewPageBytes = 4096;

    /// <summary>The database file within the data folder.</summary>
    public const string FileName = "clearance.db";

    private readonly List<SqliteStatement> _statements = [];
    private SqliteStatement? _begin;
    private SqliteStatement? _end;

    private SqliteSession(SqliteConnection connection) => Connection = connection;

    public SqliteConnection Connection { get; }

    /// <summary>The page size of the file, whatever new files get.</summary>
    public int PageBytes => (int)(Scalar("PRAGMA page_size") ?? NewPageBytes);

    /// <summary>Opens the connection that writes.</summary>
    public static SqliteSession OpenWriter(SqliteStoreOptions options)
    {
        var session = Open(options, SqliteOpenMode.ReadWriteCreate);
        session.Execute(
            $"""
            PRAGMA page_size = {NewPageBytes};
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA wal_autocheckpoint = 0;
            PRAGMA cache_size = -{options.CacheMegabytes * 1024};
            PRAGMA temp_store = MEMORY;
            """);
        return session;
    }

    /// <summary>Opens a connection that only reads.</summary>
    public static SqliteSession OpenReader(SqliteStoreOptions options)
    {
        var session = Open(options, SqliteOpenMode.ReadWrite);
        session.Execute(
            """
            PRAGMA query_only = ON;
            PRAGMA cache_size = -16384;
            PRAGMA mmap_size = 2147418112;
            """);
        return session;
    }

    /// <summary>Opens a connection for who only looks, beside an engine or without one, and writes nothing.</summary>
    public static SqliteSession OpenAuditor(string directory) =>
        Open(new SqliteStoreOptions { Directory = directory }, SqliteOpenMode.ReadOnly);

    /// <summary>Opens the connection that copies the log into the database.</summary>
    public static SqliteSession OpenCheckpointer(SqliteStoreOptions options)
    {
        var session = Open(options, SqliteOpenMode.ReadWrite);
        session.Execute("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;");
        return session;
    }

    /// <summary>Prepares a statement that lives as long as the session.</summary>
    public SqliteStatement Prepare(string sql)
    {
        var statement = new SqliteStatement(Connection, sql);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Runs SQL that is not worth preparing.</summary>
    public void Execute(string sql)
    {
        using var command = Connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The first column of the first row, as a number; null when there is no row or it is NULL.</summary>
    public long? Scalar(string sql)
    {
        using var command = Connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is long value ? value : null;
    }

    /// <summary>Runs several reads in one snapshot, which begins with the first of them.</summary>
    public T InSnapshot<T>(Func<T> read)
    {
        (_begin ??= Prepare("BEGIN")).Run();
        try
        {
            return read();
        }
        finally
        {
            (_end ??= Prepare("COMMIT")).Run();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _statements.ForEach(static statement => statement.Dispose());
        Connection.Dispose();
    }

    private static SqliteSession Open(SqliteStoreOptions options, SqliteOpenMode mode)
    {
        SqliteLibrary.Prepare();
        var text = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(options.Directory, FileName),
            Mode = mode,
            Pooling = false,
            DefaultTimeout = 2,
        };
        var connection = new SqliteConnection(text.ToString());
        try
        {
            connection.Open();
            var session = new SqliteSession(connection);
            session.Execute("PRAGMA busy_timeout = 2000;");
            return session;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
