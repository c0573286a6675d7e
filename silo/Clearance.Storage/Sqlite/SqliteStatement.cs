using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Clearance.Storage;

/// <summary>A prepared statement of one connection, kept for the connection's life and used by one thread.</summary>
/// <remarks>
/// The layer below <see cref="SqliteCommand"/>, which costs more per execution than SQLite itself does for one row:
/// here a row is bound from spans and stepped without an allocation.
/// </remarks>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    /// <summary>Rows the last insert, update or delete of this connection touched.</summary>
    public int Changes => raw.sqlite3_changes(_database);

    public SqliteStatement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, index, value));
        return this;
    }

    public SqliteStatement Bind(int index, long? value)
    {
        Check(value is { } present
            ? raw.sqlite3_bind_int64(_statement, index, present)
            : raw.sqlite3_bind_null(_statement, index));
        return this;
    }

    /// <summary>Binds bytes; none are an empty value, not NULL.</summary>
    public SqliteStatement Bind(int index, ReadOnlySpan<byte> value)
    {
        Check(value.IsEmpty
            ? raw.sqlite3_bind_zeroblob(_statement, index, 0)
            : raw.sqlite3_bind_blob(_statement, index, value));
        return this;
    }

    /// <summary>Binds bytes; null is NULL.</summary>
    public SqliteStatement BindNullable(int index, byte[]? value)
    {
        if (value is not null)
        {
            return Bind(index, value);
        }

        Check(raw.sqlite3_bind_null(_statement, index));
        return this;
    }

    /// <summary>Binds text; null is NULL.</summary>
    public SqliteStatement BindText(int index, string? value)
    {
        if (value is null)
        {
            Check(raw.sqlite3_bind_null(_statement, index));
            return this;
        }

        if (value.Length == 0)
        {
            // An empty span is a null pointer, which SQLite takes for NULL.
            Check(raw.sqlite3_bind_text(_statement, index, utf8z.FromString(string.Empty)));
            return this;
        }

        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        var buffer = most <= 256 ? stackalloc byte[most] : new byte[most];
        var length = Encoding.UTF8.GetBytes(value, buffer);
        Check(raw.sqlite3_bind_text(_statement, index, buffer[..length]));
        return this;
    }

    /// <summary>Steps to the next row; false, and ready for use again, when there is none.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result == raw.SQLITE_ROW)
        {
            return true;
        }

        // After a failed step the reset repeats its code, so it is the step's that is checked.
        _ = raw.sqlite3_reset(_statement);
        if (result != raw.SQLITE_DONE)
        {
            Check(result);
        }

        return false;
    }

    /// <summary>Runs a statement that returns no rows.</summary>
    public void Run()
    {
        if (Step())
        {
            Reset();
            throw new InvalidOperationException("A statement that returns no rows returned one.");
        }
    }

    /// <summary>Every row of a query.</summary>
    public List<T> ReadAll<T>(Func<SqliteStatement, T> read)
    {
        var all = new List<T>();
        try
        {
            while (Step())
            {
                all.Add(read(this));
            }
        }
        finally
        {
            Reset();
        }

        return all;
    }

    /// <summary>Ends a query before its last row.</summary>
    public void Reset() => _ = raw.sqlite3_reset(_statement);

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Long(int column) => raw.sqlite3_column_int64(_statement, column);

    public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_statement, column);

    public byte[]? BytesOrNull(int column) => IsNull(column) ? null : Bytes(column).ToArray();

    /// <summary>Text by its stored length: a NUL inside does not end it.</summary>
    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public void Dispose() => _statement.Dispose();

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            // The plain code; the exception asks the connection for the extended one itself.
            SqliteException.ThrowExceptionForRC(result & 0xFF, _database);
        }
    }
}
