using Clearance.Entities;
using Microsoft.Data.Sqlite;

namespace Clearance.Storage;

/// <summary>Copies the database of a data folder beside its engine, by SQLite's own means.</summary>
internal static class SqliteBackup
{
    /// <summary>Copies what is committed at one moment; the engine goes on, and its log waits to be emptied until the copy is done.</summary>
    /// <exception cref="StoreFormatException">There is no store in the folder, or it is newer or older than this program.</exception>
    /// <exception cref="StoreUnavailableException">SQLite cannot read the one or write the other.</exception>
    public static void Copy(string data, string to, CancellationToken cancel)
    {
        if (!File.Exists(Path.Combine(data, SqliteSession.FileName)))
        {
            throw new StoreFormatException($"The folder '{data}' holds no store: there is no '{SqliteSession.FileName}' in it.");
        }

        try
        {
            using var source = SqliteSession.OpenAuditor(data);
            SqliteSchema.CheckCurrent(source, data);
            var file = Path.Combine(to, SqliteSession.FileName);
            using var target = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
            target.Open();
            source.Connection.BackupDatabase(target);
            cancel.ThrowIfCancellationRequested();

            // One file without a log beside it; the engine turns the log on again when it opens it.
            using var single = target.CreateCommand();
            single.CommandText = "PRAGMA journal_mode = DELETE";
            single.ExecuteNonQuery();
        }
        catch (SqliteException failed)
        {
            throw new StoreUnavailableException($"SQLite cannot copy the store in '{data}': {failed.Message}", failed);
        }
    }

    /// <summary>Lets SQLite look at every page and index.</summary>
    /// <returns>The version of the tables.</returns>
    /// <exception cref="BackupException">Something is damaged.</exception>
    public static int Check(string folder)
    {
        try
        {
            using var session = SqliteSession.OpenAuditor(folder);
            SqliteSchema.CheckReadable(session);
            using var command = session.Connection.CreateCommand();
            command.CommandText = "PRAGMA integrity_check(1)";
            command.CommandTimeout = 0;
            return command.ExecuteScalar() is "ok"
                ? (int)session.Scalar("PRAGMA user_version")!.Value
                : throw new BackupException($"SQLite finds the copy in '{folder}' damaged.");
        }
        catch (Exception damaged) when (damaged is SqliteException or StoreFormatException)
        {
            throw new BackupException($"The copy in '{folder}' cannot be read: {damaged.Message}", damaged);
        }
    }
}
