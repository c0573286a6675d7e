using System.Reflection;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>
/// Copies of a store, made beside its running engine, checked when they are made and again before and after they are restored.
/// </summary>
/// <remarks>
/// A backup is a folder with the copy and a manifest. It is made under another name and gets its own last, when everything in it is on the
/// disk and was checked: a folder of that name is a whole backup or there is none.
/// </remarks>
public static class StoreBackup
{
    internal const string Sqlite = "sqlite";
    internal const string Postgres = "postgres";

    private static readonly string Version = typeof(StoreBackup).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Backs up the store in a data folder; its engine may run.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="to">The backup's folder, which must not exist.</param>
    /// <param name="clock">Says when.</param>
    /// <param name="step">Hears what is done now; null: nobody does.</param>
    /// <param name="cancel">Stops it, and leaves nothing.</param>
    /// <exception cref="BackupException">The folder exists, or the copy is not as it should be.</exception>
    /// <exception cref="StoreFormatException">There is no store in the folder, or it is newer or older than this program.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    public static Task<BackupManifest> OfFolder(
        string data, string to, TimeProvider clock, IProgress<string>? step = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(clock);
        return BackupFolder.Make(to, async part =>
        {
            var takenAt = clock.GetUtcNow();
            step?.Report("copying");
            await Task.Run(() => SqliteBackup.Copy(data, part, cancel), cancel).ConfigureAwait(false);
            return await Described(part, takenAt, step, cancel).ConfigureAwait(false);
        });
    }

    /// <summary>Backs up the store in a PostgreSQL database by <c>pg_dump</c>, in one snapshot; its engines may run.</summary>
    /// <param name="connectionString">As Npgsql reads it; a role that may read every table: the one that migrates.</param>
    /// <param name="to">The backup's folder, which must not exist.</param>
    /// <param name="clock">Says when.</param>
    /// <param name="step">Hears what is done now; null: nobody does.</param>
    /// <param name="cancel">Stops it, and leaves nothing.</param>
    /// <exception cref="BackupException">The folder exists, pg_dump is missing or failed, or the journal is not whole.</exception>
    /// <exception cref="StoreFormatException">The tables are not those of this program.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    public static Task<BackupManifest> OfPostgres(
        string connectionString, string to, TimeProvider clock, IProgress<string>? step = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        ArgumentNullException.ThrowIfNull(clock);
        return BackupFolder.Make(to, async part =>
        {
            step?.Report("checking the journal");
            await using (var journal = await JournalSource.OpenPostgres(connectionString, cancel).ConfigureAwait(false))
            {
                RefuseBroken(await JournalCheck.RunAsync(journal, null, cancel).ConfigureAwait(false));
            }

            var takenAt = clock.GetUtcNow();
            await using var source = await StateSource.OpenPostgres(connectionString, cancel).ConfigureAwait(false);
            step?.Report("dumping");
            await PostgresDump.Dump(source, connectionString, Path.Combine(part, PostgresDump.FileName), cancel).ConfigureAwait(false);
            step?.Report("digesting");
            return await Manifest(source, Postgres, PostgresMigrations.Version, Path.Combine(part, PostgresDump.FileName), takenAt, cancel)
                .ConfigureAwait(false);
        });
    }

    /// <summary>Whether a backup is as it was made: its manifest, its bytes, and of SQLite its journal and its state.</summary>
    /// <param name="backup">The backup's folder.</param>
    /// <param name="step">Hears what is done now; null: nobody does.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="BackupException">It is not, and why.</exception>
    public static async Task<BackupManifest> Verify(string backup, IProgress<string>? step = null, CancellationToken cancel = default)
    {
        var manifest = BackupManifest.Read(backup);
        var newest = manifest.Store == Sqlite ? SqliteSchema.Version : PostgresMigrations.Version;
        if (manifest.SchemaVersion > newest)
        {
            throw new BackupException(
                $"The backup '{backup}' has schema version {manifest.SchemaVersion}; this program knows versions up to {newest}. Use a newer one.");
        }

        step?.Report("comparing bytes");
        var file = Path.Combine(backup, manifest.File);
        var (bytes, hash) = await BackupFolder.Hash(file, cancel).ConfigureAwait(false);
        if (bytes != manifest.Bytes)
        {
            throw new BackupException($"'{file}' has {bytes} bytes; it had {manifest.Bytes} when the backup was made. It is not restored.");
        }

        if (hash != manifest.Sha256)
        {
            throw new BackupException($"'{file}' was altered since the backup was made: its SHA-256 is another. It is not restored.");
        }

        if (manifest.Store == Sqlite)
        {
            await Compare(manifest, backup, step, cancel).ConfigureAwait(false);
        }

        return manifest;
    }

    /// <summary>Restores a backup of SQLite into a data folder that is empty or does not exist.</summary>
    /// <param name="backup">The backup's folder.</param>
    /// <param name="data">The data folder.</param>
    /// <param name="step">Hears what is done now; null: nobody does.</param>
    /// <param name="cancel">Stops it; what was begun has no name that an engine opens.</param>
    /// <exception cref="BackupException">The backup is not as it was made, or the folder holds something.</exception>
    public static async Task<BackupManifest> ToFolder(
        string backup, string data, IProgress<string>? step = null, CancellationToken cancel = default)
    {
        if (Directory.Exists(data) && Directory.EnumerateFileSystemEntries(data).Any())
        {
            throw new BackupException($"The folder '{data}' holds something: a backup is restored into an empty one, so that nothing is lost.");
        }

        var manifest = await Verify(backup, step, cancel).ConfigureAwait(false);
        Require(manifest, Sqlite, backup, "--data");
        step?.Report("restoring");
        var file = Path.Combine(data, SqliteSession.FileName);
        var part = file + ".part";
        Directory.CreateDirectory(data);
        await BackupFolder.Copy(Path.Combine(backup, manifest.File), part, cancel).ConfigureAwait(false);
        if (await BackupFolder.Hash(part, cancel).ConfigureAwait(false) != (manifest.Bytes, manifest.Sha256))
        {
            throw new BackupException($"'{part}' is not what was written to it: the disk of '{data}' cannot be trusted.");
        }

        File.Move(part, file);
        BackupFolder.Flush(data);
        return manifest;
    }

    /// <summary>Restores a backup of PostgreSQL by <c>pg_restore</c>, into a database that has no tables of the engine.</summary>
    /// <param name="backup">The backup's folder.</param>
    /// <param name="connectionString">As Npgsql reads it; a role that may make the tables.</param>
    /// <param name="step">Hears what is done now; null: nobody does.</param>
    /// <param name="cancel">Stops it; the database then has none of it.</param>
    /// <exception cref="BackupException">The backup is not as it was made, or the database holds tables, or holds others afterwards.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be reached.</exception>
    public static async Task<BackupManifest> ToPostgres(
        string backup, string connectionString, IProgress<string>? step = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        var manifest = await Verify(backup, step, cancel).ConfigureAwait(false);
        Require(manifest, Postgres, backup, "--postgres");
        await PostgresDump.RefuseTables(connectionString, cancel).ConfigureAwait(false);
        step?.Report("restoring");
        await PostgresDump.Restore(Path.Combine(backup, manifest.File), connectionString, cancel).ConfigureAwait(false);

        // What an older engine wrote can only be compared as it was written; its migrations come with --migrate.
        step?.Report("granting");
        if (manifest.SchemaVersion == PostgresMigrations.Version)
        {
            await PostgresMigrations.Run(connectionString, cancel).ConfigureAwait(false);
            await using var source = await StateSource.OpenPostgres(connectionString, cancel).ConfigureAwait(false);
            step?.Report("digesting");
            await Compare(manifest, source, connectionString, cancel).ConfigureAwait(false);
            await using var journal = await JournalSource.OpenPostgres(connectionString, cancel).ConfigureAwait(false);
            RefuseBroken(await JournalCheck.RunAsync(journal, null, cancel).ConfigureAwait(false));
        }

        return manifest;
    }

    /// <summary>Checks a copy and says what it is.</summary>
    private static async Task<BackupManifest> Described(string part, DateTimeOffset takenAt, IProgress<string>? step, CancellationToken cancel)
    {
        step?.Report("checking the file");
        var schema = await Task.Run(() => SqliteBackup.Check(part), cancel).ConfigureAwait(false);
        step?.Report("checking the journal");
        await CheckJournal(part, cancel).ConfigureAwait(false);
        step?.Report("digesting");
        await using var source = StateSource.OpenFolder(part);
        return await Manifest(source, Sqlite, schema, Path.Combine(part, SqliteSession.FileName), takenAt, cancel).ConfigureAwait(false);
    }

    private static async Task<BackupManifest> Manifest(
        StateSource source, string store, int schema, string file, DateTimeOffset takenAt, CancellationToken cancel)
    {
        var (bytes, hash) = await BackupFolder.Hash(file, cancel).ConfigureAwait(false);
        var state = await StateDigest.Of(source, null, cancel).ConfigureAwait(false);
        var positions = await source.Positions(cancel).ConfigureAwait(false);
        return new BackupManifest
        {
            Format = BackupManifest.CurrentFormat,
            Store = store,
            SchemaVersion = schema,
            MadeBy = $"Clearance {Version}",
            TakenAt = takenAt,
            File = Path.GetFileName(file),
            Bytes = bytes,
            Sha256 = hash,
            StateDigest = state.Value,
            Taxpayers = state.Taxpayers,
            Declarations = state.Declarations,
            Counts = await source.Counts(cancel).ConfigureAwait(false),
            Positions =
            [
                .. positions.OrderBy(static it => it.Stream).ThenBy(static it => it.Partition)
                    .Select(static it => new BackupPosition(EventStreams.NameOf(it.Stream), it.Partition, it.Next)),
            ],
            Tables = await ContentDigest.Of(source, cancel).ConfigureAwait(false),
        };
    }

    private static async Task Compare(BackupManifest manifest, string backup, IProgress<string>? step, CancellationToken cancel)
    {
        step?.Report("checking the file");
        var schema = await Task.Run(() => SqliteBackup.Check(backup), cancel).ConfigureAwait(false);
        if (schema != manifest.SchemaVersion)
        {
            throw new BackupException($"The manifest of '{backup}' is not of this file: it says schema version {manifest.SchemaVersion}, the file {schema}.");
        }

        // What an older engine wrote can only be compared as it was written; the engine brings it up to date when it starts.
        if (schema < SqliteSchema.Version)
        {
            return;
        }

        step?.Report("checking the journal");
        await CheckJournal(backup, cancel).ConfigureAwait(false);
        step?.Report("digesting");
        await using var source = StateSource.OpenFolder(backup);
        await Compare(manifest, source, backup, cancel).ConfigureAwait(false);
    }

    private static async Task Compare(BackupManifest manifest, StateSource source, string place, CancellationToken cancel)
    {
        var tables = await ContentDigest.Of(source, cancel).ConfigureAwait(false);
        if (ContentDigest.FirstDifference(manifest.Tables, tables) is { } difference)
        {
            throw new BackupException($"What was restored is not what was backed up: {difference}.");
        }

        var state = await StateDigest.Of(source, null, cancel).ConfigureAwait(false);
        if (state.Value != manifest.StateDigest)
        {
            throw new BackupException($"The manifest of '{place}' is not of this state: it says digest {manifest.StateDigest}, the store {state.Value}.");
        }
    }

    private static async Task CheckJournal(string folder, CancellationToken cancel)
    {
        await using var journal = await JournalSource.OpenFolder(folder, cancel).ConfigureAwait(false);
        RefuseBroken(await JournalCheck.RunAsync(journal, null, cancel).ConfigureAwait(false));
    }

    private static void RefuseBroken(JournalReport report)
    {
        if (!report.IsWhole)
        {
            throw new BackupException(
                $"The journal has {report.FaultCount} faults, the first: {report.Faults[0].Why} ('clearance journal verify' lists them).");
        }
    }

    private static void Require(BackupManifest manifest, string store, string backup, string option)
    {
        if (manifest.Store != store)
        {
            throw new BackupException($"'{backup}' is a backup of {manifest.Store}: it cannot be restored with {option}.");
        }
    }
}
