using System.Text.Json;
using System.Text.Json.Nodes;
using Clearance.Silo.Tests.Banks;
using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.Running;

namespace Clearance.Silo.Tests.Papers;

/// <summary>Papers over HTTP: receipts, statements of duty completion, monthly accounts.</summary>
[Collection(SharedEngine.Name)]
public sealed class PaperTests(EngineFixture engine)
{
    private readonly string taxpayer = Sample.Taxpayer();
    private readonly string declaration = Sample.Declaration();

    [Fact]
    public async Task A_receipt_is_refused_before_a_payment_is_confirmed_and_after_the_last_is_cancelled()
    {
        await Refused($"/v1/declarations/{declaration}/receipt", 404, "NotRegistered");
        await Post("customs.declarations", Sample.Registration(declaration, taxpayer));
        await Refused($"/v1/declarations/{declaration}/receipt", 409, "NothingPaid");
        var payment = Sample.Payment(taxpayer, declaration, 4_000_000);
        await Post("bank.payments", payment);

        var receipt = await engine.Http.GetPaper($"/v1/declarations/{declaration[..11]}/receipt", "Receipt");

        receipt.GetProperty("declaration").GetString().ShouldBe(declaration);
        var paid = receipt.GetProperty("payments").EnumerateArray().ShouldHaveSingleItem();
        paid.GetProperty("payment").GetString().ShouldBe(payment.Id());
        paid.GetProperty("bank").GetString().ShouldBe("BIDV");
        paid.GetProperty("debitedAt").GetString().ShouldBe("2026-11-02T02:15:03.000Z");
        (receipt.GetProperty("confirmed").GetInt64(), receipt.GetProperty("outstanding").GetInt64()).ShouldBe((4_000_000, 5_000_000));

        var page = await Page($"/v1/declarations/{declaration}/receipt");
        page.ShouldContain("02/11/2026 09:15:03");
        page.ShouldContain("4.000.000");
        await Post("bank.payments", Sample.Cancellation(taxpayer, payment.Id()));
        await Refused($"/v1/declarations/{declaration}/receipt", 409, "NothingPaid");
    }

    [Fact]
    public async Task A_statement_says_that_nothing_is_owed_or_what_with_interest_also_after_the_ledger_was_settled()
    {
        (await Completion("2026-11-14")).GetProperty("complete").GetBoolean().ShouldBeTrue();
        (await Page($"/v1/taxpayers/{taxpayer}/completion?on=2026-11-14")).ShouldContain("Nothing is owed");
        await Post("customs.declarations", Sample.Registration(declaration, taxpayer));
        await Post("customs.declarations", Sample.Fact("ClearanceRecorded", declaration, ""","outcome":"released" """));

        var owing = await Completion("2026-11-14");

        owing.GetProperty("complete").GetBoolean().ShouldBeFalse();
        owing.GetProperty("outstanding").GetInt64().ShouldBe(9_000_000);
        owing.GetProperty("overdueTotal").GetInt64().ShouldBe(9_000_000);
        owing.GetProperty("owed").GetInt64().ShouldBe(9_027_000, "9,000,000 for ten days at 0.03 % more");
        (await Page($"/v1/taxpayers/{taxpayer}/completion?on=2026-11-14")).ShouldContain("9.027.000");
        var late = Sample.Payment(taxpayer, declaration).With("debitedAt", "\"2026-11-06T09:00:00+07:00\"");
        await Post("bank.payments", late);
        (await Completion("2026-11-14")).GetProperty("owed").GetInt64().ShouldBe(2 * 2_700, "paid, but two days late");
        await Post("bank.payments", Sample.Cancellation(taxpayer, late.Id()));
        await Post("bank.payments", Sample.Payment(taxpayer, declaration));
        (await Completion("2026-11-14")).GetProperty("complete").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_monthly_account_has_the_months_declarations_settled_ones_too_and_adds_up_to_the_debts()
    {
        await Post("customs.taxpayers", Priority());
        var declarations = Enumerable.Range(0, 6).Select(_ => Sample.Declaration()).ToList();
        for (var i = 0; i < declarations.Count; i++)
        {
            await Post("customs.declarations", Sample.Registration(declarations[i], taxpayer).With("term", i == 5 ? "\"D\"" : "\"C\""));
            var recorded = Sample.Fact("ClearanceRecorded", declarations[i], ""","outcome":"cleared" """);
            await Post("customs.declarations", i == 4 ? recorded.With("at", "\"2026-12-01T00:00:00+07:00\"") : recorded);
        }

        await Post("bank.payments", Sample.Payment(taxpayer, declarations[0]));
        await Post("bank.payments", Sample.Payment(taxpayer, declarations[1], 2_000_000));

        var november = await Account("2026-11", "2026-12-14");
        var december = await Account("2026-12", "2026-12-14");

        november.GetProperty("due").GetString().ShouldBe("2026-12-10");
        november.GetProperty("declarations").EnumerateArray().Select(it => it.GetProperty("declaration").GetString())
            .ShouldBe(declarations[..4], ignoreOrder: true);
        Sums(november).ShouldBe((36_000_000, 11_000_000, 25_000_000, 25_000_000 / 10_000 * 9));
        Sums(december).ShouldBe((9_000_000, 0, 9_000_000, 0));
        var debts = (await engine.Client.Taxpayer(taxpayer, new DateOnly(2026, 12, 14))).Debts;
        debts.Where(debt => debt.Declaration != declarations[5][..11]).Sum(debt => debt.Outstanding).ShouldBe(25_000_000 + 9_000_000);
        (await Page($"/v1/taxpayers/{taxpayer}/account?month=2026-11&on=2026-12-14")).ShouldContain("36.000.000");

        static (long, long, long, long) Sums(JsonElement it) => (it.GetProperty("payable").GetInt64(), it.GetProperty("paid").GetInt64(),
            it.GetProperty("outstanding").GetInt64(), it.GetProperty("interest").GetInt64());
    }

    [Theory]
    [InlineData("account", "InvalidDate")]
    [InlineData("account?month=2026-13", "InvalidDate")]
    [InlineData("account?month=2026-11-02", "InvalidDate")]
    [InlineData("account?month=0001-01", "InvalidDate")]
    [InlineData("completion?on=now", "InvalidDate")]
    public async Task A_malformed_question_is_refused(string path, string code) =>
        await Refused($"/v1/taxpayers/{taxpayer}/{path}", 400, code);

    private static JsonObject Priority() => Sample.Status().With("type", "\"PriorityGranted\"").With("decision", "\"UT-5\"")
        .With("effectiveFrom", "\"2026-01-01\"").With("status", null);

    private Task<JsonElement> Completion(string on) => engine.Http.GetPaper($"/v1/taxpayers/{taxpayer}/completion?on={on}", "Completion");

    private Task<JsonElement> Account(string month, string on) =>
        engine.Http.GetPaper($"/v1/taxpayers/{taxpayer}/account?month={month}&on={on}", "MonthlyAccount");

    /// <summary>A page to print: it loads nothing, in two languages.</summary>
    private async Task<string> Page(string path)
    {
        using var response = await engine.Http.GetAsync(path);
        var page = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(200, page);
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        response.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'");
        page.ShouldNotContain("://");
        page.ShouldNotContain("{body}");
        page.ShouldNotContain("{title}");
        page.ShouldContain("Mã số thuế");
        page.ShouldContain("Taxpayer");
        return page;
    }

    private async Task Refused(string path, int status, string code)
    {
        using var response = await engine.Http.GetAsync(path);
        await response.ShouldBeProblem(status, code);
    }

    private async Task Post(string stream, JsonObject e)
    {
        var json = (string)e["type"]! == "PriorityGranted" ? e.With("taxpayer", $"\"{taxpayer}\"") : e;
        (await engine.Http.PostEvent(stream, json.ToJsonString())).Short().ShouldBe("accepted");
    }
}
