using System.Text;
using System.Text.Json.Nodes;
using Clearance.Client;
using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.Running;

namespace Clearance.Cli.Tests;

/// <summary>Money that went astray, put right by two officers, and a bank's day compared.</summary>
[Collection(SharedEngine.Name)]
public sealed class MoneyTests(EngineFixture engine) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clearance-cli-");

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(true);

    [Fact]
    public async Task A_mis_keyed_row_is_found_proposed_by_one_and_approved_by_another_and_the_goods_are_free()
    {
        var (declaration, taxpayer) = (Sample.Declaration(), Sample.Taxpayer());
        await Post(Streams.Declarations, Sample.Registration(declaration, taxpayer));
        var payment = Sample.Payment(taxpayer, MisKeyed(declaration));
        await Post(Streams.Payments, payment);

        var listed = await engine.Engine.Clearance("suspense", "list", taxpayer, "--json");
        var candidate = listed.Json.GetProperty("rows")[0].GetProperty("candidates")[0];
        candidate.GetProperty("declaration").GetString().ShouldBe(declaration);

        var proposed = await engine.Engine.Clearance(
            "suspense", "assign", taxpayer, $"{payment["id"]}", "1", declaration, "--code", "1901", "--officer", "cb01", "--json");
        proposed.ExitCode.ShouldBe(0, proposed.Errors);
        var move = proposed.Json.GetProperty("id").GetString()!;
        (await engine.Engine.Clearance("status", declaration, "--on", "2026-11-02")).ExitCode.ShouldBe(1, "nobody approved yet");

        var same = await engine.Engine.Clearance("suspense", "approve", taxpayer, move, "--officer", "cb01");
        (same.ExitCode, same.Errors.Contains("SamePersonMadeAndChecked", StringComparison.Ordinal)).ShouldBe((4, true));
        var other = await engine.Engine.Clearance("suspense", "approve", taxpayer, move, "--officer", "ld02");
        other.ExitCode.ShouldBe(0, other.Output + other.Errors);
        (await engine.Engine.Clearance("status", declaration, "--on", "2026-11-02")).ExitCode.ShouldBe(0);
        (await engine.Engine.Clearance("suspense", "moves", taxpayer)).Output.ShouldContain("done");
    }

    [Fact]
    public async Task An_officer_says_who_he_is()
    {
        var run = await engine.Engine.Clearance("suspense", "approve", Sample.Taxpayer(), "m1", "--officer", "");
        (run.ExitCode, run.Errors.Contains("--officer", StringComparison.Ordinal)).ShouldBe((2, true));
    }

    [Fact]
    public async Task A_days_file_that_lacks_what_was_received_differs_and_ends_with_1()
    {
        var (declaration, taxpayer) = (Sample.Declaration(), Sample.Taxpayer());
        await Post(Streams.Declarations, Sample.Registration(declaration, taxpayer));
        var payment = Sample.Payment(taxpayer, declaration);
        payment["id"] = $"ACB:FT{Sample.Next()}";
        payment["bank"] = "ACB";
        await Post(Streams.Payments, payment);
        const string Header = "payment,row,taxpayer,declaration,code,account,amount,debitedAt,status\n";
        var row = $"{payment["id"]},1,{taxpayer},{declaration},1901,budget,9000000,2026-11-02T09:15:03+07:00,confirmed\n";

        var lacking = await Reconcile(Header);
        lacking.ExitCode.ShouldBe(1, lacking.Output + lacking.Errors);
        lacking.Output.ShouldContain("extra");

        var whole = await Reconcile(Header + row);
        whole.ExitCode.ShouldBe(0, whole.Output + whole.Errors);
        whole.Output.ShouldContain("agrees");
    }

    private Task<ToolRun> Reconcile(string file) =>
        engine.Engine.Clearance("reconcile", _folder.FileOf(file), "--bank", "ACB", "--day", "2026-11-02");

    /// <summary>Two digits changed places, as when it is typed: the check digit no longer fits.</summary>
    private static string MisKeyed(string declaration)
    {
        var check = declaration[10] == '6' ? '0' : (char)(declaration[10] + 1);
        return $"{declaration[..10]}{check}{declaration[11..]}";
    }

    private async Task Post(string stream, JsonObject e) =>
        (await engine.Client.PostEvents(stream, Encoding.UTF8.GetBytes(e.ToJsonString()))).ShouldAllBe(result => result.Status == "accepted");
}
