using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.Running;

namespace Clearance.Cli.Tests;

/// <summary>Questions and payments by the tool, as an officer or a bank tries them.</summary>
[Collection(SharedEngine.Name)]
public sealed class StatusTests(EngineFixture engine)
{
    private const string Streams = "customs.declarations";

    [Fact]
    public async Task Held_goods_are_said_to_be_held_why_and_what_frees_them_and_programs_get_1()
    {
        var (declaration, _) = await Register();

        var run = await engine.Engine.Clearance("status", declaration, "--on", "2026-11-02");

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain(declaration);
        run.Output.ShouldContain("hold");
        run.Output.ShouldContain("TaxUnpaid");
        run.Output.ShouldContain("9,000,000 ₫");
        run.Output.ShouldContain("1. pay 1901 budget 9,000,000 ₫");
    }

    [Fact]
    public async Task What_the_decision_asks_for_is_paid_by_one_command_and_the_goods_are_free()
    {
        var (declaration, _) = await Register(today: true);

        var dry = await engine.Engine.Clearance("pay", declaration, "--bank", "BIDV", "--reference", $"T{declaration}", "--dry-run");
        dry.Json.GetProperty("rows")[0].GetProperty("amount").GetInt64().ShouldBe(9_000_000);
        (await engine.Engine.Clearance("status", declaration)).ExitCode.ShouldBe(1, "nothing was posted");

        var paid = await engine.Engine.Clearance("pay", declaration, "--bank", "BIDV", "--reference", $"T{declaration}");
        paid.ExitCode.ShouldBe(0, paid.Output + paid.Errors);
        paid.Output.ShouldContain($"BIDV:T{declaration}: accepted");
        (await engine.Engine.Clearance("status", declaration, "--json")).Json.GetProperty("outcome").GetString().ShouldBe("clear");

        var again = await engine.Engine.Clearance("pay", declaration, "--bank", "BIDV", "--reference", $"T{declaration}");
        (again.ExitCode, again.Errors.Contains("nothing to pay", StringComparison.Ordinal)).ShouldBe((2, true));
    }

    [Fact]
    public async Task Many_are_asked_at_once_and_one_wrong_number_never_fails_the_rest()
    {
        var (declaration, _) = await Register();

        var run = await engine.Engine.Clearance("status", declaration, "123", "--on", "2026-11-02");

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("hold");
        run.Output.ShouldContain("InvalidDeclarationNumber");
    }

    [Fact]
    public async Task A_reason_is_told_in_the_language_asked_for()
    {
        var (declaration, _) = await Register();
        (await engine.Engine.Clearance("status", declaration, "--on", "2026-11-02", "--lang", "vi")).Output.ShouldContain("Còn phải nộp");
    }

    [Fact]
    public async Task A_malformed_number_is_refused_by_the_engine_in_its_words()
    {
        var run = await engine.Engine.Clearance("status", "12");
        run.ExitCode.ShouldBe(4);
        run.Errors.ShouldContain("InvalidDeclarationNumber");
    }

    private async Task<(string Declaration, string Taxpayer)> Register(bool today = false)
    {
        var (declaration, taxpayer) = (Sample.Declaration(), Sample.Taxpayer());
        var registration = Sample.Registration(declaration, taxpayer);
        if (today)
        {
            registration["registeredAt"] = DateTimeOffset.UtcNow.ToString("O");
        }

        (await engine.Client.PostEvents(Streams, System.Text.Encoding.UTF8.GetBytes(registration.ToJsonString())))
            .ShouldAllBe(result => result.Status == "accepted");
        return (declaration, taxpayer);
    }
}
