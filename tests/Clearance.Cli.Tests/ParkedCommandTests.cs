using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.Running;
using Microsoft.Data.Sqlite;

namespace Clearance.Cli.Tests;

/// <summary>An operator sees what is stopped and lets it go on, by the tool.</summary>
public sealed class ParkedCommandTests
{
    [Fact]
    public async Task What_is_stopped_is_listed_and_goes_on_and_programs_get_1_while_it_does_not()
    {
        await using var engine = await EngineProcess.Start();
        var stopped = await StoppedLedger.In(engine);

        var list = await engine.Clearance("parked", "list");
        list.ExitCode.ShouldBe(0, list.Errors);
        list.Output.ShouldContain(stopped.Taxpayer);
        list.Output.ShouldContain("Exception");

        var still = await engine.Clearance("parked", "resume", stopped.Taxpayer);
        (still.ExitCode, still.Output.Contains("is stopped still: 0 taken; BIDV:HUY", StringComparison.Ordinal)).ShouldBe((1, true), still.Output);

        stopped.Mend();
        var gone = await engine.Clearance("parked", "resume", stopped.Taxpayer, "--json");
        (gone.ExitCode, gone.Json.GetProperty("taken").GetInt32()).ShouldBe((0, 2));
        var again = await engine.Clearance("parked", "resume", stopped.Taxpayer);
        (again.ExitCode, again.Errors.Contains("NotParked", StringComparison.Ordinal)).ShouldBe((4, true), again.Errors);
        (await engine.Clearance("status", stopped.Declaration)).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task More_than_a_page_of_them_is_listed_to_the_last()
    {
        await using var engine = await EngineProcess.Start();
        var keys = Enumerable.Range(0, 1_001).Select(static _ => Sample.Declaration()[..11]).Order(StringComparer.Ordinal).ToList();
        Park(engine, keys);

        var list = await engine.Clearance("parked", "list", "--json");

        list.ExitCode.ShouldBe(0, list.Errors);
        list.Json.GetProperty("parked").EnumerateArray().Select(static it => it.GetProperty("key").GetString()).ShouldBe(keys);
        list.Json.GetProperty("complete").GetBoolean().ShouldBeTrue();
    }

    private static void Park(EngineProcess engine, IEnumerable<string> keys)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(engine.Data, "clearance.db")};Pooling=False");
        connection.Open();
        using var all = connection.BeginTransaction();
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO parked (home, stream, body, why) VALUES ($home, 0, x'7b7d', 'thrown')";
        var home = insert.Parameters.Add("$home", SqliteType.Text);
        foreach (var key in keys)
        {
            home.Value = key;
            insert.ExecuteNonQuery();
        }

        all.Commit();
    }
}
