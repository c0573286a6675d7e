using System.Text;
using System.Text.Json.Nodes;
using Clearance.Client;
using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.Running;
using Microsoft.Data.Sqlite;

namespace Clearance.Cli.Tests;

/// <summary>What was decided, what would be, and that nobody altered the record.</summary>
[Collection(SharedEngine.Name)]
public sealed class JournalTests(EngineFixture engine) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clearance-cli-");

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(true);

    [Fact]
    public async Task History_lists_every_decision_with_the_event_that_led_to_it()
    {
        var (declaration, taxpayer) = (Sample.Declaration(), Sample.Taxpayer());
        var payment = Sample.Payment(taxpayer, declaration);
        await Post(Streams.Declarations, RegisteredToday(declaration, taxpayer));
        await Post(Streams.Payments, payment);

        var run = await engine.Engine.Clearance("history", declaration, "--json");
        run.Json.GetProperty("decisions").EnumerateArray()
            .Select(it => it.GetProperty("decision").GetProperty("outcome").GetString()).ShouldBe(["hold", "clear"]);
        (await engine.Engine.Clearance("history", declaration)).Output.ShouldContain($"bank.payments/{payment["id"]}");

        var first = run.Json.GetProperty("decisions")[0].GetProperty("at").GetString()!;
        var then = await engine.Engine.Clearance("history", declaration, "--as-of", first);
        then.ExitCode.ShouldBe(0, then.Errors);
        then.Output.ShouldContain("TaxUnpaid");
        (await engine.Engine.Clearance("history", declaration, "--as-of", "2020-01-01T00:00:00Z")).Output.ShouldContain("nothing was recorded yet");
    }

    [Fact]
    public async Task What_if_says_what_would_be_and_changes_nothing()
    {
        var (declaration, taxpayer) = (Sample.Declaration(), Sample.Taxpayer());
        await Post(Streams.Declarations, Sample.Registration(declaration, taxpayer));
        var file = _folder.FileOf(Sample.Payment(taxpayer, declaration).ToJsonString());

        var would = await engine.Engine.Clearance("what-if", declaration, file, "--on", "2026-11-02");

        would.ExitCode.ShouldBe(0, would.Output + would.Errors);
        would.Output.ShouldContain("would be accepted");
        (await engine.Engine.Clearance("status", declaration, "--on", "2026-11-02")).ExitCode.ShouldBe(1, "nothing was changed");
    }

    [Fact]
    public async Task Explain_names_the_law_and_the_steps_in_both_languages()
    {
        var (declaration, taxpayer) = (Sample.Declaration(), Sample.Taxpayer());
        await Post(Streams.Declarations, Sample.Registration(declaration, taxpayer));

        var en = await engine.Engine.Clearance("explain", declaration, "--on", "2026-11-02");
        var vi = await engine.Engine.Clearance("explain", declaration, "--on", "2026-11-02", "--lang", "vi");

        (en.ExitCode, vi.ExitCode).ShouldBe((1, 1));
        en.Output.ShouldContain("TaxUnpaid");
        en.Output.ShouldContain("1. ");
        vi.Output.ShouldContain("Còn phải nộp");
        vi.Output.ShouldNotBe(en.Output);
    }

    [Fact]
    public async Task Watch_shows_decisions_as_they_are_made_and_goes_on_from_a_cursor()
    {
        var (declaration, taxpayer) = (Sample.Declaration(), Sample.Taxpayer());
        await Post(Streams.Declarations, RegisteredToday(declaration, taxpayer));
        await Post(Streams.Payments, Sample.Payment(taxpayer, declaration));

        var first = await engine.Engine.Clearance("watch", "--after", "start", "--taxpayer", taxpayer, "--count", "1");
        first.ExitCode.ShouldBe(0, first.Errors);
        first.Output.ShouldContain($"{declaration} hold TaxUnpaid");

        var cursor = first.Output.Split("--after ")[1].Trim();
        var second = await engine.Engine.Clearance("watch", "--after", cursor, "--taxpayer", taxpayer, "--count", "1");
        second.Output.ShouldContain($"{declaration} clear");
    }

    [Fact]
    public async Task A_journal_is_whole_beside_its_running_engine_and_an_altered_byte_is_named()
    {
        await using var own = await EngineProcess.Start();
        var (declaration, taxpayer) = (Sample.Declaration(), Sample.Taxpayer());
        await own.Client.PostEvents(Streams.Declarations, Encoding.UTF8.GetBytes(Sample.Registration(declaration, taxpayer).ToJsonString()));

        var whole = await Tool.Run("journal", "verify", "--data", own.Data);
        whole.ExitCode.ShouldBe(0, whole.Output + whole.Errors);
        whole.Output.ShouldContain("as they were written");

        (await own.Stop()).ShouldBe(0);
        await Alter(own.Data);
        var altered = await Tool.Run("journal", "verify", "--data", own.Data);
        altered.ExitCode.ShouldBe(1);
        altered.Output.ShouldContain(declaration[..11]);
    }

    [Fact]
    public async Task Without_a_place_nothing_is_verified()
    {
        (await Tool.Run("journal", "verify")).ExitCode.ShouldBe(2);
        (await Tool.Run("journal", "verify", "--data", _folder.FullName)).ExitCode.ShouldBe(2);
    }

    /// <summary>What is recorded is decided for the day on which it comes.</summary>
    private static JsonObject RegisteredToday(string declaration, string taxpayer)
    {
        var registration = Sample.Registration(declaration, taxpayer);
        registration["registeredAt"] = DateTimeOffset.UtcNow.ToString("O");
        return registration;
    }

    private static async Task Alter(string data)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(data, "clearance.db")};Pooling=False");
        await connection.OpenAsync();
        await using var alter = connection.CreateCommand();
        alter.CommandText = "UPDATE journal SET body = CAST(replace(CAST(body AS TEXT), '9000000', '9000001') AS BLOB)";
        (await alter.ExecuteNonQueryAsync()).ShouldBe(1);
    }

    private async Task Post(string stream, JsonObject e) =>
        (await engine.Client.PostEvents(stream, Encoding.UTF8.GetBytes(e.ToJsonString()))).ShouldAllBe(result => result.Status == "accepted");
}
