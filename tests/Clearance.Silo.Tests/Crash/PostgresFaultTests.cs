using Clearance.Silo.Tests.Running;
using Clearance.Testing.Stores;

namespace Clearance.Silo.Tests.Crash;

/// <summary>
/// Whatever becomes of the server under a loaded engine: money in is money accounted for, of every taxpayer, and every decision is
/// the domain's.
/// </summary>
public sealed class PostgresFaultTests(PostgresUnderLoad loaded) : IClassFixture<PostgresUnderLoad>
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("CLEARANCE_TEST_LONG") == "1";

    [Fact]
    public async Task The_server_is_killed()
    {
        for (var round = 0; round < (IsLong ? 20 : 2); round++)
        {
            await loaded.Round(async () =>
            {
                await loaded.Server.Kill();
                await loaded.Server.Start();
            });
        }

        await loaded.CheckJournal();
    }

    [Fact]
    public async Task The_server_stands_still_and_goes_on() => await loaded.Round(async () =>
    {
        loaded.Server.StandStill();
        await Task.Delay(TimeSpan.FromSeconds(IsLong ? 30 : 3));
        loaded.Server.GoOn();
    });

    [Fact]
    public async Task The_server_only_reads_for_a_while() => await loaded.Round(async () =>
    {
        await SetReadOnly("on");
        await loaded.UntilRefused();
        await SetReadOnly("off");
    });

    [Fact]
    public async Task Answers_to_COMMIT_are_lost_and_COMMITs_too()
    {
        var rounds = IsLong ? 20 : 2;
        var (perRound, random) = (IsLong ? 10 : 5, new Random(3));
        var lost = loaded.Proxy.Lost;
        for (var round = 0; round < rounds; round++)
        {
            await loaded.Round(async () =>
            {
                for (var i = 0; i < perRound; i++)
                {
                    var before = loaded.Proxy.Lost;
                    loaded.Proxy.Next = random.Next(5) == 0 ? CommitLoss.Request : CommitLoss.Answer;
                    await PostgresUnderLoad.Until(() => loaded.Proxy.Lost > before, "a COMMIT passes");
                }
            });
        }

        (loaded.Proxy.Lost - lost).ShouldBe(rounds * perRound);
        await loaded.CheckJournal();
    }

    [SmallDiskFact]
    public async Task The_disk_is_full_for_a_while()
    {
        await loaded.Execute($"CREATE TABLESPACE small LOCATION '{loaded.Server.DiskFolder}'");
        await loaded.Execute("ALTER TABLE clearance.journal SET TABLESPACE small");
        await loaded.Round(async () =>
        {
            var ballast = loaded.Server.FillDisk();
            await loaded.UntilRefused();
            File.Delete(ballast);
        });
        await loaded.Execute("ALTER TABLE clearance.journal SET TABLESPACE pg_default");
        await loaded.Execute("DROP TABLESPACE small");
    }

    private async Task SetReadOnly(string value)
    {
        await loaded.Execute($"ALTER DATABASE postgres SET default_transaction_read_only = {value}");
        await loaded.Execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    }
}
