using System.Net.Sockets;
using Clearance.Entities;
using Npgsql;

namespace Clearance.Storage;

/// <summary>Opens sessions, and says what their failures mean.</summary>
internal static class PostgresSessions
{
    /// <summary>The schema every table is in.</summary>
    public const string Schema = "clearance";

    /// <summary>
    /// Every statement finds its rows by key. Its plan is made once and kept; the tables may have been empty then, so the plans
    /// that only suit an empty table are forbidden. A session that stops in the middle is ended by the server.
    /// </summary>
    private const string SessionSettings =
        "-c lock_timeout=2s -c idle_in_transaction_session_timeout=2s -c synchronous_commit=on"
        + " -c default_transaction_isolation=read\\ committed -c plan_cache_mode=force_generic_plan -c jit=off"
        + " -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off"
        + " -c tcp_keepalives_idle=5 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=5";

    private const int StatementsPrepared = 64;
    private const int SecondsToConnect = 5;

    /// <summary>Connections that are kept and used again: the writers' and the readers'.</summary>
    public static NpgsqlDataSource Pool(PostgresStoreOptions options)
    {
        var settings = Settings(options);
        settings.Pooling = true;
        settings.MinPoolSize = 0;

        // A process that was ended in its cluster writes as another one while its last groups come to nothing.
        settings.MaxPoolSize = Math.Max(1, options.Readers) + (options.Cluster ? 2 : 1) * options.Lanes;
        return NpgsqlDataSource.Create(settings);
    }

    /// <summary>Connections that end when they are closed: their session's locks end with them.</summary>
    public static NpgsqlDataSource Single(PostgresStoreOptions options)
    {
        var settings = Settings(options);
        settings.Pooling = false;
        settings.CommandTimeout = Math.Max(1, (int)options.LeaseTime.TotalSeconds);
        return NpgsqlDataSource.Create(settings);
    }

    /// <summary>Connections that write single records under an epoch: the server refuses them once there is another.</summary>
    public static NpgsqlDataSource Records(PostgresStoreOptions options, long epoch, int atOnce)
    {
        var settings = Settings(options);
        settings.Pooling = true;
        settings.MinPoolSize = 0;
        settings.MaxPoolSize = atOnce;
        settings.Options = $"{settings.Options} -c clearance.epoch={epoch}";
        return NpgsqlDataSource.Create(settings);
    }

    /// <summary>Where the store is, for people: without the password.</summary>
    public static string Place(string connectionString)
    {
        var settings = Parse(connectionString);
        return $"database '{settings.Database ?? settings.Username}' on {settings.Host}:{settings.Port}";
    }

    /// <summary>Whether the server, or the way to it, failed.</summary>
    public static bool Failed(Exception thrown) =>
        thrown is NpgsqlException or SocketException or IOException or TimeoutException or ObjectDisposedException;

    /// <summary>Whether the session was ended, or the way to it, before it answered: another one may answer at once.</summary>
    public static bool WasCutOff(Exception thrown) => thrown is PostgresException refused
        ? refused.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
        : thrown is NpgsqlException { InnerException: IOException or SocketException };

    /// <summary>Whether the tables forbid what was to be written: repeating it would not help.</summary>
    public static bool Forbade(PostgresException refused) =>
        refused.SqlState.StartsWith("23", StringComparison.Ordinal) || refused.SqlState.StartsWith("22", StringComparison.Ordinal);

    /// <summary>Reads a connection string.</summary>
    /// <exception cref="StoreFormatException">It is not one.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception malformed) when (malformed is ArgumentException or FormatException)
        {
            throw new StoreFormatException($"The connection string of PostgreSQL cannot be read: {malformed.Message}", malformed);
        }
    }

    /// <summary>Does something with the server; whatever fails there is "unavailable".</summary>
    public static async Task<T> Run<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception failed) when (Failed(failed))
        {
            throw new StoreUnavailableException($"PostgreSQL: {failed.Message}", failed);
        }
    }

    private static NpgsqlConnectionStringBuilder Settings(PostgresStoreOptions options)
    {
        var settings = Parse(options.ConnectionString);
        settings.SearchPath = Schema;
        settings.Options = $"{settings.Options} {SessionSettings}".Trim();
        settings.Enlist = false;
        settings.NoResetOnClose = true;
        settings.MaxAutoPrepare = StatementsPrepared;
        settings.AutoPrepareMinUsages = 2;
        settings.Timeout = SecondsToConnect;
        settings.CommandTimeout = options.SecondsPerCommand;
        settings.ApplicationName ??= "clearance";
        return settings;
    }
}
