using System.Text.Json;
using System.Text.Json.Nodes;
using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.Running;

namespace Clearance.Silo.Tests.Banks;

/// <summary>A bank's day file over HTTP (contract.md §2). Each test has a bank of its own.</summary>
[Collection(SharedEngine.Name)]
public sealed class ReconciliationTests(EngineFixture engine)
{
    private const string Day = "2026-11-02";
    private readonly string bank = $"RB{Sample.Next()}";
    private readonly string taxpayer = Sample.Taxpayer();
    private readonly string declaration = Sample.Declaration();
    private readonly Dictionary<string, JsonObject> sent = [];

    [Fact]
    public async Task A_file_of_what_was_received_agrees_and_its_sums_are_by_sub_item_and_office()
    {
        await Post("customs.declarations", Sample.Registration(declaration, taxpayer));
        await Pay("A", 9_000_000);
        await Pay("B", 700, null);

        var answer = await Reconcile(File());

        answer.GetProperty("agrees").GetBoolean().ShouldBeTrue();
        answer.Findings().ShouldBeEmpty();
        answer.GetProperty("window").GetRawText().ShouldBe(
            """{"after":"2026-11-01T09:00:00.000Z","through":"2026-11-02T09:00:00.000Z","closed":false}""".Replace("false", IsPast(), StringComparison.Ordinal));
        answer.GetProperty("counts").GetProperty("matched").GetInt32().ShouldBe(2);
        var totals = answer.GetProperty("totals");
        (totals.GetProperty("bank").GetInt64(), totals.GetProperty("received").GetInt64(), totals.GetProperty("difference").GetInt64())
            .ShouldBe((9_000_700, 9_000_700, 0));
        totals.GetProperty("bySubItem").GetArrayLength().ShouldBe(1);
        totals.GetProperty("byOffice").EnumerateArray().Select(it => $"{it.GetProperty("office")} {it.GetProperty("received")}")
            .ShouldBe([" 700", "03CC 9000000"]);
        (await Reconcile(File(), "&rows=all")).GetProperty("rows").GetArrayLength().ShouldBe(2);

        static string IsPast() => DateTime.UtcNow > new DateTime(2026, 11, 2, 9, 0, 0, DateTimeKind.Utc) ? "true" : "false";
    }

    [Fact]
    public async Task Every_planted_mistake_is_found_and_nothing_else_is()
    {
        await Post("customs.declarations", Sample.Registration(declaration, taxpayer));
        foreach (var name in (string[])["extra", "amount", "taxpayer", "declaration", "code", "account", "time", "day", "here", "twice", "right"])
        {
            await Pay(name, 1_000 + sent.Count);
        }

        await Pay("cancelled", 5_000);
        await Post("bank.payments", Sample.Cancellation(taxpayer, Id("cancelled")).With("bank", $"\"{bank}\"").With("id", $"\"{bank}:HUY\""));
        Change("amount", 6, "999");
        Change("taxpayer", 2, Sample.Taxpayer());
        Change("declaration", 3, Sample.Declaration());
        Change("code", 4, "1951");
        Change("account", 5, "deposit");
        Change("time", 7, "2026-11-02T09:15:09+07:00");
        Change("day", 7, "2026-11-05T09:15:03+07:00");
        Change("here", 8, "cancelled");
        var lines = File().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.Contains(":extra", StringComparison.Ordinal)).ToList();
        lines.Add(lines.Single(line => line.Contains(":twice", StringComparison.Ordinal)));
        lines.Add(lines[1].Replace(":amount", ":missing", StringComparison.Ordinal));
        lines.Add(lines.Single(line => line.Contains(":right", StringComparison.Ordinal)).Replace(":right,1", ":right,2", StringComparison.Ordinal));

        var answer = await Reconcile(string.Join('\n', lines));

        answer.Findings().ShouldBe(
        [
            $"cancelledAtBankOnly {bank}:here#1",
            $"cancelledHereOnly {bank}:cancelled#1",
            $"differing {bank}:account#1 account",
            $"differing {bank}:amount#1 amount",
            $"differing {bank}:code#1 code",
            $"differing {bank}:day#1 debitedAt",
            $"differing {bank}:declaration#1 declaration",
            $"differing {bank}:right#2 rows",
            $"differing {bank}:taxpayer#1 taxpayer",
            $"differing {bank}:time#1 debitedAt",
            $"duplicate {bank}:twice#1",
            $"extra {bank}:extra#1",
            $"missing {bank}:missing#1",
        ]);
        answer.GetProperty("agrees").GetBoolean().ShouldBeFalse();
        answer.GetProperty("rows").EnumerateArray().Single(row => row.GetProperty("payment").GetString() == Id("amount"))
            .GetProperty("bank").GetProperty("line").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task A_reconciliation_changes_nothing()
    {
        await Post("customs.declarations", Sample.Registration(declaration, taxpayer));
        await Pay("A", 1_000);
        var before = await engine.Http.GetJson($"/v1/taxpayers/{taxpayer}?on={Day}");
        await Reconcile(BankCalls.Header);
        JsonElement.DeepEquals(before, await engine.Http.GetJson($"/v1/taxpayers/{taxpayer}?on={Day}")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_settled_payment_and_a_parked_one_count_alike()
    {
        await Post("customs.declarations", Sample.Registration(declaration, taxpayer));
        await Pay("settled", 9_000_000);
        await Post("customs.declarations", Sample.Fact("ClearanceRecorded", declaration, ""","outcome":"cleared" """));
        await Pay("parked", 5, Sample.Declaration());
        (await Reconcile(BankCalls.Header)).Findings().ShouldBe([$"extra {Id("parked")}#1", $"extra {Id("settled")}#1"]);
        (await Reconcile(File())).GetProperty("agrees").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData("", 1, "empty")]
    [InlineData("payment,row\n", 1, "taxpayer is missing")]
    [InlineData("payment,row,sum\n", 1, "'sum' is no column")]
    [InlineData("{header}{bank}:1,1,0100109106,,,budget,5\n", 2, "7 fields, and 9 columns")]
    [InlineData("{header}\n{bank}:1,1,0100109106,,,budget,1.5,2026-11-02T09:15:03+07:00,confirmed\n", 3, "amount must be whole đồng")]
    [InlineData("{header}XX:1,1,0100109106,,,budget,5,2026-11-02T09:15:03+07:00,confirmed\n", 2, "payment must be an id that starts with")]
    [InlineData("{header}{bank}:1,1,0100109106,,,budget,5,2026-11-02,confirmed\n", 2, "debitedAt must be a time")]
    [InlineData("{header}\"{bank}:1,1\n", 2, "quoted field")]
    public async Task A_file_that_cannot_be_read_is_refused_with_its_line_and_reason(string file, int line, string reason)
    {
        var text = file.Replace("{header}", BankCalls.Header, StringComparison.Ordinal).Replace("{bank}", bank, StringComparison.Ordinal);
        using var response = await engine.Http.PostFile($"/v1/reconciliations?bank={bank}&day={Day}", text, "text/csv");
        var problem = await response.ShouldBeProblem(400, "UnreadableFile");
        problem.GetProperty("field").GetString().ShouldBe($"line {line}");
        problem.GetProperty("detail").GetString()!.ShouldContain(reason);
    }

    [Theory]
    [InlineData("?day=2026-11-02", "text/csv", 400, "InvalidValue")]
    [InlineData("?bank=bidv&day=2026-11-02", "text/csv", 400, "InvalidValue")]
    [InlineData("?bank=BIDV", "text/csv", 400, "InvalidDate")]
    [InlineData("?bank=BIDV&day=0001-01-01", "text/csv", 400, "InvalidDate")]
    [InlineData("?bank=BIDV&day=2026-11-02&rows=some", "text/csv", 400, "InvalidValue")]
    [InlineData("?bank=BIDV&day=2026-11-02", "application/json", 415, "UnsupportedMediaType")]
    public async Task A_call_that_says_too_little_is_refused(string query, string mediaType, int status, string code)
    {
        using var response = await engine.Http.PostFile($"/v1/reconciliations{query}", BankCalls.Header, mediaType);
        await response.ShouldBeProblem(status, code);
    }

    private readonly Dictionary<(string Name, int Column), string> changes = [];

    private string Id(string name) => $"{bank}:{name}";

    private async Task Pay(string name, long amount, string? to = "")
    {
        var target = to == "" ? declaration : to;
        var payment = Sample.Payment(taxpayer, target, amount).With("id", $"\"{Id(name)}\"").With("bank", $"\"{bank}\"");
        await Post("bank.payments", payment);
        sent.Add(name, payment);
    }

    private void Change(string name, int column, string text) => changes.Add((name, column), text);

    /// <summary>The bank's file: what it sent, with what is changed in it.</summary>
    private string File() => BankCalls.Header + string.Concat(sent.OrderBy(it => it.Key != "amount").Select(it =>
    {
        var fields = it.Value.Lines().Single().Split(',');
        foreach (var ((_, column), text) in changes.Where(change => change.Key.Name == it.Key))
        {
            fields[column] = text;
        }

        return string.Join(',', fields) + "\n";
    }));

    private Task<JsonElement> Reconcile(string file, string more = "") => engine.Http.Reconcile(bank, Day, file, "text/csv", more);

    private async Task Post(string stream, JsonObject e) =>
        (await engine.Http.PostEvent(stream, e.ToJsonString())).Short().ShouldBe("accepted");
}
