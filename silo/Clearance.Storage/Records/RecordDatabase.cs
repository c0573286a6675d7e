using System.Data.Common;
using Clearance.Entities;
using Npgsql;

namespace Clearance.Storage;

/// <summary>Opens the records in a PostgreSQL database, given its sessions.</summary>
public delegate Task<IRecordTable> OpenRecordTable(DbDataSource sessions, CancellationToken cancel);

/// <summary>A store of single records in a PostgreSQL database, in the table of grain state of Orleans.</summary>
/// <remarks>
/// The lease is that of <see cref="PostgresStore"/>, so the two keep each other out. Every session says under which epoch it writes, and
/// the function that writes a record refuses another; before anything is read, what an earlier process had under way is waited for.
/// </remarks>
public static class RecordDatabase
{
    /// <summary>"CLRRECRD": shared by every write of a record while it is made.</summary>
    private const long WriteLock = 0x434C525245435244;

    /// <summary>Opens the store of a database whose tables are made.</summary>
    /// <exception cref="StoreInUseException">Another engine has it open.</exception>
    /// <exception cref="StoreFormatException">Its tables are not those of this engine, or hold the data of the other provider.</exception>
    /// <exception cref="StoreUnavailableException">The server cannot be reached, or refused.</exception>
    public static Task<RecordStore> OpenAsync(
        PostgresStoreOptions database, RecordStoreOptions options, OpenRecordTable openTable, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(openTable);
        return PostgresSessions.Run(() => Open(database, options, openTable, cancel));
    }

    /// <summary>Refuses a database that holds the data of the other provider: it would look empty.</summary>
    internal static async Task RefuseOther(NpgsqlConnection connection, bool isRecords, CancellationToken cancel)
    {
        var others = isRecords
            ? "EXISTS (SELECT FROM ledger) OR EXISTS (SELECT FROM identity) OR EXISTS (SELECT FROM registry) OR EXISTS (SELECT FROM dead_letter)"
            : "EXISTS (SELECT FROM orleansstorage)";
#pragma warning disable CA2100 // One of two constants.
        await using var query = new NpgsqlCommand($"SELECT {others}", connection);
#pragma warning restore CA2100
        if (await query.ExecuteScalarAsync(cancel).ConfigureAwait(false) is true)
        {
            var (asked, holds) = isRecords ? ("adonet", "postgres") : ("postgres", "adonet");
            throw new StoreFormatException(
                $"The database '{connection.Database}' holds data of Store:Provider={holds}; to {asked} it would look empty.");
        }
    }

    private static async Task<RecordStore> Open(
        PostgresStoreOptions database, RecordStoreOptions options, OpenRecordTable openTable, CancellationToken cancel)
    {
        var secret = await Check(database, cancel).ConfigureAwait(false);
        var lease = await PostgresLease.Take(database, cancel).ConfigureAwait(false);
        NpgsqlDataSource? sessions = null;
        IRecordTable table;
        try
        {
            sessions = PostgresSessions.Records(database, lease.Epoch, options.AtOnce);
            await WaitForWrites(sessions, cancel).ConfigureAwait(false);
            table = new Table(await openTable(sessions, cancel).ConfigureAwait(false), sessions);
        }
        catch
        {
            await lease.DisposeAsync().ConfigureAwait(false);
            if (sessions is not null)
            {
                await sessions.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }

        var place = $"PostgreSQL {PostgresSessions.Place(database.ConnectionString)}";
        return await RecordStore.Open(table, lease, secret, place, options, cancel).ConfigureAwait(false);
    }

    private static async Task<byte[]> Check(PostgresStoreOptions database, CancellationToken cancel)
    {
        await using var sessions = PostgresSessions.Single(database);
        await using var connection = await sessions.OpenConnectionAsync(cancel).ConfigureAwait(false);
        await PostgresMigrations.Check(connection, cancel).ConfigureAwait(false);
        await RefuseOther(connection, isRecords: true, cancel).ConfigureAwait(false);
        return await PostgresStore.ReadSecret(connection, cancel).ConfigureAwait(false);
    }

    private static async Task WaitForWrites(NpgsqlDataSource sessions, CancellationToken cancel)
    {
        await using var alone = sessions.CreateCommand($"SELECT pg_advisory_xact_lock({WriteLock})");
        await alone.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>The records and their sessions.</summary>
    private sealed class Table(IRecordTable records, NpgsqlDataSource sessions) : IRecordTable
    {
        public Task<StoredRecord?> Read(string key) => records.Read(key);

        public Task<string> Write(string key, byte[] body, string? etag) => records.Write(key, body, etag);

        public async ValueTask DisposeAsync()
        {
            await records.DisposeAsync().ConfigureAwait(false);
            await sessions.DisposeAsync().ConfigureAwait(false);
        }
    }
}
