using System.Diagnostics;
using Npgsql;

namespace Clearance.Storage;

/// <summary>Runs PostgreSQL's own programs, which are as new as the server or newer.</summary>
internal static class PostgresDump
{
    /// <summary>The dump's name in a backup.</summary>
    public const string FileName = "clearance.dump";

    /// <summary>Dumps the engine's schema as a snapshot has it.</summary>
    /// <exception cref="BackupException">The program is missing, or failed.</exception>
    public static async Task Dump(StateSource source, string connectionString, string file, CancellationToken cancel)
    {
        await using var export = source.Connection.CreateCommand();
        export.CommandText = "SELECT pg_export_snapshot()";
        var snapshot = (string)(await export.ExecuteScalarAsync(cancel).ConfigureAwait(false))!;
        await Run(
            "pg_dump",
            [
                "--format=custom", "--compress=1", "--no-owner", "--no-privileges", $"--schema={PostgresSessions.Schema}",
                $"--snapshot={snapshot}", $"--file={file}",
            ],
            connectionString,
            cancel).ConfigureAwait(false);
    }

    /// <summary>Restores a dump, all of it or nothing.</summary>
    /// <exception cref="BackupException">The program is missing, or failed.</exception>
    public static Task Restore(string file, string connectionString, CancellationToken cancel)
    {
        var settings = PostgresSessions.Parse(connectionString);
        return Run(
            "pg_restore",
            [
                "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges",
                $"--dbname={settings.Database ?? settings.Username}", file,
            ],
            connectionString,
            cancel);
    }

    /// <summary>Refuses a database that has the engine's schema.</summary>
    /// <exception cref="BackupException">It has.</exception>
    public static Task RefuseTables(string connectionString, CancellationToken cancel) => PostgresSessions.Run(async () =>
    {
        var settings = PostgresSessions.Parse(connectionString);
        settings.Pooling = false;
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancel).ConfigureAwait(false);
        await using var query = new NpgsqlCommand($"SELECT 1 FROM pg_namespace WHERE nspname = '{PostgresSessions.Schema}'", connection);
        return await query.ExecuteScalarAsync(cancel).ConfigureAwait(false) is null
            ? true
            : throw new BackupException(
                $"The {PostgresSessions.Place(connectionString)} has a schema '{PostgresSessions.Schema}': a backup is restored into a database without one.");
    });

    private static async Task Run(string program, IEnumerable<string> options, string connectionString, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(Find(program), options) { RedirectStandardError = true, RedirectStandardOutput = true };

        // By the environment: a command line can be read by others on the machine.
        foreach (var (name, value) in Environment(connectionString))
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        try
        {
            var said = process.StandardOutput.ReadToEndAsync(cancel);
            var errors = await process.StandardError.ReadToEndAsync(cancel).ConfigureAwait(false);
            await said.ConfigureAwait(false);
            await process.WaitForExitAsync(cancel).ConfigureAwait(false);
            if (process.ExitCode != 0)
            {
                throw new BackupException($"{program} ended with {process.ExitCode}: {errors.Trim()}");
            }
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static IEnumerable<(string Name, string? Value)> Environment(string connectionString)
    {
        var settings = PostgresSessions.Parse(connectionString);
        yield return ("PGHOST", settings.Host);
        yield return ("PGPORT", settings.Port.ToString());
        yield return ("PGUSER", settings.Username);
        yield return ("PGDATABASE", settings.Database ?? settings.Username);
        yield return ("PGPASSWORD", settings.Password);
        yield return ("PGPASSFILE", settings.Passfile);
        yield return ("PGSSLROOTCERT", settings.RootCertificate);
        yield return ("PGSSLCERT", settings.SslCertificate);
        yield return ("PGSSLKEY", settings.SslKey);
        yield return ("PGAPPNAME", "clearance backup");
        yield return ("PGSSLMODE", settings.SslMode switch
        {
            SslMode.Disable => "disable",
            SslMode.Allow => "allow",
            SslMode.Require => "require",
            SslMode.VerifyCA => "verify-ca",
            SslMode.VerifyFull => "verify-full",
            _ => "prefer",
        });
    }

    /// <summary>Debian keeps the programs of each version apart: the newest works with any older server.</summary>
    private static string Find(string program)
    {
        const string Debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(Debian) ? Directory.GetDirectories(Debian) : [];
        return versions
            .OrderByDescending(static it => it.Length).ThenByDescending(static it => it, StringComparer.Ordinal)
            .Select(static version => Path.Combine(version, "bin"))
            .Concat((System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists)
            ?? throw new BackupException($"{program} is missing: on Debian it is in postgresql-client.");
    }
}
