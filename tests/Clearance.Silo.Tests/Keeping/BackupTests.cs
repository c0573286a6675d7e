using System.Text.Json.Nodes;
using Clearance.Silo.Tests.Running;
using Clearance.Storage;
using Microsoft.Data.Sqlite;

namespace Clearance.Silo.Tests.Keeping;

/// <summary>A backup of a data folder: made beside the engine, whole or not there, and refused when anything of it is not as it was.</summary>
public sealed class BackupTests(BackedUp backedUp) : IClassFixture<BackedUp>, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("clearance-backup-").FullName;

    /// <summary>What may be wrong with a backup, and what is said of it.</summary>
    public static TheoryData<string, string> Damages => new()
    {
        { "a bit is flipped", "was altered since the backup was made" },
        { "the last page is cut off", "bytes; it had" },
        { "the file is gone", "cannot be read" },
        { "the manifest is gone", "is no backup: there is no 'manifest.json' in it" },
        { "the manifest is cut short", "cannot be read as a backup's manifest" },
        { "the manifest is of a newer form", "has form 2; this program knows forms up to 1. Use a newer one" },
        { "the manifest says a newer schema", "has schema version 99; this program knows versions up to" },
        { "the manifest says an older schema", "is not of this file: it says schema version 1" },
        { "the manifest is of another state", "is not of this state: it says digest" },
        { "the manifest has other rows", "table journal had" },
        { "the manifest names a file elsewhere", "names no store and file of a backup" },
        { "the journal was rewritten, and the manifest's hash with it", "The journal has 1 faults, the first: " },
    };

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task What_is_restored_is_what_was_there_when_the_copy_was_begun_while_the_engine_went_on()
    {
        using var end = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                await JournalMaker.Fill(backedUp.Engine.Http);
            }
        });
        for (var n = 0; n < 5; n++)
        {
            var backup = In($"backup-{n}");
            var made = await StoreBackup.OfFolder(backedUp.Engine.Data, backup, TimeProvider.System);
            (await StoreBackup.ToFolder(backup, In($"data-{n}"))).Sha256.ShouldBe(made.Sha256);
            made.Counts.Decisions.ShouldBeGreaterThan(0);
        }

        await end.CancelAsync();
        await writing;
        Directory.EnumerateFileSystemEntries(folder, "*.part-*").ShouldBeEmpty();
        await using var restored = await EngineProcess.StartIn(In("data-4"));
        (await DigestOf(In("data-4"))).ShouldBe(BackupManifest.Read(In("backup-4")).StateDigest, "starting changes nothing that was known");
    }

    [Fact]
    public async Task A_quiet_engines_backup_has_its_digest_and_a_killed_one_can_be_backed_up_too()
    {
        await using var engine = await EngineProcess.Start();
        await JournalMaker.Fill(engine.Http);
        var beside = await StoreBackup.OfFolder(engine.Data, In("beside"), TimeProvider.System);
        beside.StateDigest.ShouldBe(await DigestOf(engine.Data));

        await engine.Kill();
        (await StoreBackup.OfFolder(engine.Data, In("after"), TimeProvider.System)).StateDigest.ShouldBe(beside.StateDigest);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_broken_backup_is_refused_with_what_is_wrong_and_nothing_is_restored(string damage, string said)
    {
        var backup = backedUp.CopyTo(In("backup"));
        Damage(damage, backup);

        var refusal = await Should.ThrowAsync<BackupException>(StoreBackup.ToFolder(backup, In("data")));

        refusal.Message.ShouldContain(said);
        Directory.Exists(In("data")).ShouldBeFalse("not even the folder is made");
    }

    [Fact]
    public async Task Nothing_is_ever_written_over()
    {
        var (backup, engine) = (backedUp.CopyTo(In("backup")), backedUp.Engine);
        (await Should.ThrowAsync<BackupException>(StoreBackup.OfFolder(engine.Data, backup, TimeProvider.System))).Message.ShouldContain("exists");
        (await Should.ThrowAsync<BackupException>(StoreBackup.ToFolder(backup, engine.Data))).Message.ShouldContain("holds something");
        (await Should.ThrowAsync<BackupException>(StoreBackup.ToPostgres(backup, "Host=127.0.0.1"))).Message.ShouldContain("is a backup of sqlite");
    }

    [Fact]
    public async Task A_store_whose_journal_was_altered_is_not_backed_up()
    {
        var data = backedUp.CopyTo(In("data"));
        Execute(data, "UPDATE journal SET body = x'00' WHERE position = 2");

        (await Should.ThrowAsync<BackupException>(StoreBackup.OfFolder(data, In("backup"), TimeProvider.System)))
            .Message.ShouldContain("The journal has 1 faults");
        Directory.EnumerateFileSystemEntries(folder).ShouldHaveSingleItem("nothing was made");
    }

    [Fact]
    public async Task A_store_of_an_older_schema_is_not_copied_and_a_backup_of_one_is_restored_and_brought_up_to_date()
    {
        var backup = backedUp.CopyTo(In("backup"));
        var digest = await DigestOf(backup);
        Age(backup);
        var refusal = await Should.ThrowAsync<StoreFormatException>(StoreBackup.OfFolder(backup, In("again"), TimeProvider.System));
        refusal.Message.ShouldContain("has schema version 3; this program backs up, digests and compares version");
        (await Should.ThrowAsync<StoreFormatException>(DigestOf(backup))).Message.ShouldBe(refusal.Message);

        Reseal(backup);
        Edit(Path.Combine(backup, BackupManifest.FileName), "schemaVersion", 3);
        await StoreBackup.ToFolder(backup, In("data"));
        await using (await EngineProcess.StartIn(In("data")))
        {
            (await DigestOf(In("data"))).ShouldBe(digest);
        }
    }

    /// <summary>Makes a store as the engine before the last migration had it.</summary>
    private static void Age(string data) => Execute(data, "DROP TABLE officer_move; PRAGMA user_version = 3", 0);

    /// <summary>Puts the length and the hash of the file as it is now into the manifest.</summary>
    private static void Reseal(string backup)
    {
        var manifest = Path.Combine(backup, BackupManifest.FileName);
        var rewritten = File.ReadAllBytes(Path.Combine(backup, "clearance.db"));
        Edit(manifest, "sha256", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(rewritten)));
        Edit(manifest, "bytes", rewritten.LongLength);
    }

    internal static async Task<string> DigestOf(string data)
    {
        await using var source = StateSource.OpenFolder(data);
        return (await StateDigest.Of(source)).Value;
    }

    private static void Damage(string damage, string backup)
    {
        var (file, manifest) = (Path.Combine(backup, "clearance.db"), Path.Combine(backup, BackupManifest.FileName));
        switch (damage)
        {
            case "a bit is flipped":
                var bytes = File.ReadAllBytes(file);
                bytes[bytes.Length / 2] ^= 1;
                File.WriteAllBytes(file, bytes);
                break;
            case "the last page is cut off":
                File.WriteAllBytes(file, File.ReadAllBytes(file)[..^4096]);
                break;
            case "the file is gone":
                File.Delete(file);
                break;
            case "the manifest is gone":
                File.Delete(manifest);
                break;
            case "the manifest is cut short":
                File.WriteAllBytes(manifest, File.ReadAllBytes(manifest)[..^40]);
                break;
            case "the journal was rewritten, and the manifest's hash with it":
                Execute(backup, "UPDATE journal SET body = x'00' WHERE position = 2");
                Reseal(backup);
                break;
            default:
                Edit(damage, manifest);
                break;
        }
    }

    private static void Edit(string damage, string manifest)
    {
        switch (damage)
        {
            case "the manifest is of a newer form":
                Edit(manifest, "format", 2);
                break;
            case "the manifest says a newer schema":
                Edit(manifest, "schemaVersion", 99);
                break;
            case "the manifest says an older schema":
                Edit(manifest, "schemaVersion", 1);
                break;
            case "the manifest is of another state":
                Edit(manifest, "stateDigest", new string('0', 64));
                break;
            case "the manifest names a file elsewhere":
                Edit(manifest, "file", "../clearance.db");
                break;
            case "the manifest has other rows":
                var json = JsonNode.Parse(File.ReadAllText(manifest))!;
                var journal = json["tables"]!.AsArray().Single(static it => it!["table"]!.GetValue<string>() == "journal")!;
                journal["rows"] = 1_000_000;
                File.WriteAllText(manifest, json.ToJsonString());
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(damage), damage, "No such damage.");
        }
    }

    private static void Edit(string manifest, string member, JsonNode value)
    {
        var json = JsonNode.Parse(File.ReadAllText(manifest))!;
        json[member] = value;
        File.WriteAllText(manifest, json.ToJsonString());
    }

    private static void Execute(string data, string sql, int rows = 1)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(data, "clearance.db")};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own words.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery().ShouldBe(rows);
    }

    private string In(string name) => Path.Combine(folder, name);
}

/// <summary>An engine with a little in its journal, and a backup of it.</summary>
public sealed class BackedUp : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("clearance-backed-up-").FullName;
    private EngineProcess? engine;

    /// <summary>The engine.</summary>
    public EngineProcess Engine => engine!;

    private string Backup => Path.Combine(folder, "backup");

    /// <summary>Copies the backup, so that it may be damaged.</summary>
    public string CopyTo(string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(Backup))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        return to;
    }

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        engine = await EngineProcess.Start();
        await JournalMaker.Fill(engine.Http);
        await StoreBackup.OfFolder(engine.Data, Backup, TimeProvider.System);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await Engine.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
