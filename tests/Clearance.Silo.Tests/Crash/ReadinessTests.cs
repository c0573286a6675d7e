using System.Diagnostics;
using System.Net;
using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.Running;
using Clearance.Storage;
using Clearance.Testing.Stores;
using Npgsql;

namespace Clearance.Silo.Tests.Crash;

/// <summary>Whatever keeps the store from taking commits: within seconds the engine says that it is not ready, and exactly why.</summary>
public sealed class ReadinessTests(ReadinessTests.OnPostgres postgres) : IClassFixture<ReadinessTests.OnPostgres>
{
    private static readonly TimeSpan Still = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task PostgreSQL_is_gone_and_comes_back()
    {
        await postgres.Server.Kill();
        await postgres.Engine.Says("Failed to connect to 127.0.0.1:");
        await postgres.Server.Start();
        await postgres.Engine.IsReady();
    }

    [Fact]
    public async Task PostgreSQL_stands_still_and_goes_on()
    {
        postgres.Server.StandStill();
        await postgres.Engine.Says("the store has not answered for ");
        postgres.Server.GoOn();
        await postgres.Engine.IsReady();
    }

    [Fact]
    public async Task PostgreSQL_only_reads_for_a_while_and_nobody_posts()
    {
        await postgres.SetReadOnly("on");
        await postgres.Engine.Says("in a read-only transaction");
        await postgres.SetReadOnly("off");
        await postgres.Engine.IsReady();
    }

    [SmallDiskFact]
    public async Task The_disk_of_PostgreSQL_is_full_for_a_while_and_nobody_posts_any_more()
    {
        await postgres.Execute($"CREATE TABLESPACE small LOCATION '{postgres.Server.DiskFolder}'");
        await postgres.Execute("ALTER TABLE clearance.journal SET TABLESPACE small");
        await postgres.Engine.IsReady();
        var ballast = postgres.Server.FillDisk();
        var refused = await PostUntilRefused(postgres.Engine);

        await postgres.Engine.Says("No space left on device");
        await StaysNotReady(postgres.Engine);
        File.Delete(ballast);
        await postgres.Engine.IsReady();
        await PostAgain(postgres.Engine, refused);
        await postgres.Execute("ALTER TABLE clearance.journal SET TABLESPACE pg_default");
        await postgres.Execute("DROP TABLESPACE small");
    }

    [SmallDiskFact]
    public async Task The_disk_of_SQLite_is_full_for_a_while_and_what_is_known_is_answered()
    {
        await using var engine = await EngineProcess.StartOnDisk("64m");
        var (declaration, taxpayer) = (Sample.Declaration(), Sample.Taxpayer());
        await engine.Http.PostEvents("customs.declarations", Sample.Registration(declaration, taxpayer).ToJsonString());
        var ballast = engine.FillDisk();

        await engine.Says($"the disk of '{engine.Data}' is full: 0 bytes are left");
        var refused = await PostUntilRefused(engine);
        (await engine.Client.Eligibility(declaration, new DateOnly(2026, 11, 2))).Outcome.ShouldBe("hold");
        await StaysNotReady(engine);
        File.Delete(ballast);
        await engine.IsReady();
        await PostAgain(engine, refused);
    }

    private static async Task StaysNotReady(EngineProcess engine)
    {
        for (var began = Stopwatch.StartNew(); began.Elapsed < Still; await Task.Delay(50))
        {
            (await engine.NotReady()).ShouldNotBeNull();
        }
    }

    /// <summary>Each registration is a decision, and so an entry of the journal.</summary>
    /// <returns>What was refused.</returns>
    private static async Task<string> PostUntilRefused(EngineProcess engine)
    {
        for (var began = Stopwatch.StartNew(); ;)
        {
            var events = Enumerable.Range(0, 100).Select(_ => Sample.Registration(Sample.Declaration(), Sample.Taxpayer()).ToJsonString());
            var body = $"[{string.Join(',', events)}]";
            using var answer = await engine.Http.PostRaw("v1/streams/customs.declarations/events", body);
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                return body;
            }

            began.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(1));
        }
    }

    /// <summary>Of what was refused as a whole some found room and the rest did not: now all is there, once.</summary>
    private static async Task PostAgain(EngineProcess engine, string refused)
    {
        var results = await engine.Http.PostEvents("customs.declarations", refused);
        results.ShouldContain(result => result.Short() == "accepted");
        results.ShouldAllBe(result => result.Short() == "accepted" || result.Short() == "duplicate");
        (await engine.Http.PostEvents("customs.declarations", refused)).ShouldAllBe(result => result.Short() == "duplicate");
    }

    /// <summary>An engine and its server, whose journal may be moved to a small disk.</summary>
    public sealed class OnPostgres : IAsyncLifetime
    {
        private PostgresServer? server;
        private EngineProcess? engine;

        /// <summary>The server.</summary>
        public PostgresServer Server => server!;

        /// <summary>The engine.</summary>
        public EngineProcess Engine => engine!;

        /// <inheritdoc/>
        public async Task InitializeAsync()
        {
            server = await PostgresServer.Create(SmallDisk.IsPossible ? "16m" : null);
            await PostgresMigrations.Run(server.Connection);
            engine = await EngineProcess.Start(
                "--Clearance:Store:Provider", "postgres", "--Clearance:Store:Postgres:ConnectionString", server.Connection);
        }

        /// <inheritdoc/>
        public async Task DisposeAsync()
        {
            if (engine is not null)
            {
                await engine.DisposeAsync();
            }

            if (server is not null)
            {
                await server.DisposeAsync();
            }
        }

        /// <summary>Makes every session one that only reads, or no longer.</summary>
        public async Task SetReadOnly(string value)
        {
            await Execute($"ALTER DATABASE postgres SET default_transaction_read_only = {value}");
            await Execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
        }

        /// <summary>Runs one statement, whatever the database is set to.</summary>
        public async Task Execute(string sql)
        {
            await using var connection = new NpgsqlConnection(
                Server.Connection + ";Pooling=false;Options=-c default_transaction_read_only=off");
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}
