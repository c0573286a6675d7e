using System.Diagnostics;
using System.Globalization;
using System.Text;
using Clearance.Silo.Tests.Running;
using Clearance.Storage;
using Clearance.Testing.Stores;
using Clearance.Workload;
using Npgsql;
using Xunit.Abstractions;

namespace Clearance.Silo.Tests.Keeping;

/// <summary>
/// The drill: an engine is backed up in the middle of a day, killed, and all it had is deleted; what was restored is sent the rest again, and
/// ends where an engine does that never died.
/// </summary>
public sealed class RestoreDrillTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int PerCall = 200;

    private readonly string folder = Directory.CreateTempSubdirectory("clearance-drill-").FullName;
    private readonly List<(string Stream, byte[] Body, int Events)> day = Calls();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_restored_data_folder_that_is_sent_the_rest_again_ends_where_an_engine_does_that_never_died()
    {
        var backup = Path.Combine(folder, "backup");
        string[] lost;
        await using (var engine = await EngineProcess.Start())
        {
            var confirmed = await HalfADay(engine, () => StoreBackup.OfFolder(engine.Data, backup, TimeProvider.System));
            await engine.Kill();
            lost = Directory.GetFiles(engine.Data);
            Array.ForEach(lost, File.Delete);
            var data = Path.Combine(folder, "data");
            await Timed("restore", () => StoreBackup.ToFolder(backup, data));

            await using var restored = await EngineProcess.StartIn(data);
            await Timed("the rest sent again", () => Post(restored, confirmed, day.Count));
            await ShouldBeAsIfNothingHappened(StateSource.OpenFolder(data));
        }

        lost.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_restored_database_that_is_sent_the_rest_again_ends_where_an_engine_does_that_never_died()
    {
        await using var server = await PostgresServer.Create();
        var (first, second) = (await Database(server, "first"), await Database(server, "second"));
        await PostgresMigrations.Run(first);
        var backup = Path.Combine(folder, "backup");
        int confirmed;
        await using (var engine = await EngineProcess.Start(On(first)))
        {
            confirmed = await HalfADay(engine, () => StoreBackup.OfPostgres(first, backup, TimeProvider.System));
            await engine.Kill();
        }

        await Execute(server.Connection, "DROP DATABASE first WITH (FORCE)");
        await Timed("restore", () => StoreBackup.ToPostgres(backup, second));
        (await Should.ThrowAsync<BackupException>(StoreBackup.ToPostgres(backup, second))).Message.ShouldContain("into a database without one");

        await using var restored = await EngineProcess.Start(On(second + ";Options=-c role=clearance_engine"));
        await Timed("the rest sent again", () => Post(restored, confirmed, day.Count));
        await ShouldBeAsIfNothingHappened(await StateSource.OpenPostgres(second + ";Options=-c role=clearance_read"));
    }

    [Fact]
    public async Task A_dump_of_which_a_byte_is_another_is_not_restored()
    {
        await using var server = await PostgresServer.Create();
        var (first, second) = (await Database(server, "first"), await Database(server, "second"));
        await PostgresMigrations.Run(first);
        var backup = Path.Combine(folder, "backup");
        var made = await StoreBackup.OfPostgres(first, backup, TimeProvider.System);
        var bytes = await File.ReadAllBytesAsync(Path.Combine(backup, made.File));
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(Path.Combine(backup, made.File), bytes);

        (await Should.ThrowAsync<BackupException>(StoreBackup.ToPostgres(backup, second))).Message.ShouldContain("was altered");
        (await Execute(second, "SELECT count(*) FROM pg_namespace WHERE nspname = 'clearance'")).ShouldBe(0L);
    }

    /// <summary>Events are sent, and the copy is made in the middle of it.</summary>
    /// <returns>Up to which call everything had been answered before the copy was begun: what comes after it is sent again.</returns>
    private async Task<int> HalfADay(EngineProcess engine, Func<Task<BackupManifest>> backUp)
    {
        var third = day.Count / 3;
        await Post(engine, 0, third);
        var sending = Post(engine, third, 2 * third);
        var made = await Timed("backup beside the engine", backUp);
        await sending;
        output.WriteLine(
            $"of {day.Take(2 * third).Sum(static it => it.Events)} events sent the backup has {made.Counts.Events} in {made.Bytes:N0} bytes");
        made.Counts.Events.ShouldBeGreaterThan(0);
        return third;
    }

    private async Task ShouldBeAsIfNothingHappened(StateSource restored)
    {
        await using var source = restored;
        await using var never = await EngineProcess.Start();
        await Timed("the whole day by an engine that never died", () => Post(never, 0, day.Count));
        await using var other = StateSource.OpenFolder(never.Data);
        var (one, two) = (await StateDigest.Of(source), await StateDigest.Of(other));
        StateComparison.Of(one, two).First.ShouldBeEmpty();
        one.Value.ShouldBe(two.Value);
        (await source.Counts()).Events.ShouldBe((await other.Counts()).Events);
        output.WriteLine($"digest {one.Value} of {one.Declarations} declarations");
    }

    private async Task Post(EngineProcess engine, int from, int to)
    {
        for (var call = from; call < to; call++)
        {
            await engine.Client.PostEvents(day[call].Stream, day[call].Body);
        }
    }

    private async Task<T> Timed<T>(string what, Func<Task<T>> work)
    {
        var watch = Stopwatch.StartNew();
        var result = await work();
        output.WriteLine($"{what}: {watch.Elapsed.TotalSeconds:N2} s");
        return result;
    }

    private async Task Timed(string what, Func<Task> work) => await Timed(what, async () =>
    {
        await work();
        return true;
    });

    /// <summary>A generated day with its repeats, conflicts and faults, in order of arrival; what follows of one stream is one call.</summary>
    private static List<(string Stream, byte[] Body, int Events)> Calls()
    {
        var events = NationalDay.Of(new WorkloadProfile { Day = new DateOnly(2026, 11, 2), Declarations = 150, Taxpayers = 30 }).Events;
        var calls = new List<(string, byte[], int)>();
        for (var i = 0; i < events.Count;)
        {
            var run = events.Skip(i).TakeWhile(it => it.Stream == events[i].Stream).Take(PerCall).ToList();
            calls.Add((events[i].Stream, Encoding.UTF8.GetBytes($"[{string.Join(',', run.Select(static it => Encoding.UTF8.GetString(it.Json.Span)))}]"), run.Count));
            i += run.Count;
        }

        return calls;
    }

    private static string[] On(string database) =>
        ["--Clearance:Store:Provider", "postgres", "--Clearance:Store:Postgres:ConnectionString", database];

    private static async Task<string> Database(PostgresServer server, string name)
    {
        await Execute(server.Connection, string.Create(CultureInfo.InvariantCulture, $"CREATE DATABASE {name}"));
        return new NpgsqlConnectionStringBuilder(server.Connection) { Database = name }.ConnectionString;
    }

    private static async Task<object?> Execute(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
#pragma warning disable CA2100 // The tests' own words.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }
}
