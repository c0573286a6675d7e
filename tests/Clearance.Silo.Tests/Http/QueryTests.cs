using System.Text.Json;
using Clearance.Silo.Tests.Running;

namespace Clearance.Silo.Tests.Http;

/// <summary>What queries answer (contract.md §2), beside what the scenarios check.</summary>
[Collection(SharedEngine.Name)]
public sealed class QueryTests(EngineFixture engine)
{
    private readonly string taxpayer = Sample.Taxpayer();
    private readonly string declaration = Sample.Declaration();

    [Fact]
    public async Task A_number_nobody_registered_is_unknown_and_echoed_as_asked()
    {
        foreach (var asked in (string[])[declaration, declaration[..11], declaration[..11] + "7"])
        {
            var decision = await engine.Client.Eligibility(asked);
            (decision.Declaration, decision.Outcome, decision.Taxpayer).ShouldBe((asked, "unknown", null));
        }

        var details = await engine.Http.GetJson($"/v1/declarations/{declaration}");
        details.GetProperty("registered").GetBoolean().ShouldBeFalse();
        details.GetProperty("parkedBy").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task Today_is_the_legal_date_of_now()
    {
        var before = Today();
        var on = (await engine.Client.Eligibility(declaration)).On;
        new[] { before, Today() }.ShouldContain(on);

        static DateOnly Today() => DateOnly.FromDateTime(DateTime.UtcNow.AddHours(7));
    }

    [Fact]
    public async Task A_registered_declaration_shows_its_current_number_whatever_is_asked()
    {
        await Post("customs.declarations", Sample.Registration(declaration[..11] + "2", taxpayer).ToJsonString());
        (await engine.Client.Eligibility(declaration[..11])).Declaration.ShouldBe(declaration[..11] + "2");
        (await engine.Client.Eligibility(declaration)).Declaration.ShouldBe(declaration[..11] + "2");
    }

    [Fact]
    public async Task Whoever_asks_again_and_again_hears_of_a_payment_at_once_and_of_another_date_what_holds_then()
    {
        await Post("customs.declarations", Sample.Registration(declaration, taxpayer).ToJsonString());
        await IsThrice("hold", "2026-11-03");

        await Post("bank.payments", Sample.Payment(taxpayer, declaration).ToJsonString());
        await IsThrice("clear", "2026-11-03");
        await IsThrice("hold", "2099-01-01");
        await IsThrice("clear", "2026-11-03");

        async Task IsThrice(string outcome, string on)
        {
            for (var times = 0; times < 3; times++)
            {
                var decision = await engine.Http.GetJson($"/v1/declarations/{declaration}/eligibility?on={on}");
                decision.GetProperty("outcome").GetString().ShouldBe(outcome);
                decision.GetProperty("on").GetString().ShouldBe(on);
            }
        }
    }

    [Fact]
    public async Task Many_are_answered_in_order_and_one_error_never_fails_the_rest()
    {
        await Post("customs.declarations", Sample.Registration(declaration, taxpayer).ToJsonString());
        var unknown = Sample.Declaration();
        using var response = await engine.Http.PostRaw(
            "/v1/eligibility", $$"""{"declarations":["{{declaration}}","105123456750",7,"\ud800","{{unknown}}"],"on":"2026-11-02"}""");
        var results = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("results");

        results.EnumerateArray()
            .Select(r => r.TryGetProperty("outcome", out var outcome) ? outcome : r.GetProperty("error").GetProperty("code"))
            .Select(value => value.GetString())
            .ShouldBe(["hold", "InvalidDeclarationNumber", "InvalidDeclarationNumber", "InvalidDeclarationNumber", "unknown"]);
        results[1].GetProperty("declaration").GetString().ShouldBe("105123456750");
        results[2].GetProperty("declaration").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("[]", 400, "MissingField")]
    [InlineData("{}", 400, "MissingField")]
    [InlineData("""{"declarations":"105123456760"}""", 400, "MissingField")]
    [InlineData("""{"declarations":[],"declarations":[]}""", 400, "UnreadableBody")]
    [InlineData("""{"declarations":[],"on":"tomorrow"}""", 400, "InvalidDate")]
    [InlineData("""{"declarations":[],"on":5}""", 400, "InvalidDate")]
    [InlineData("""{"declarations":[],"on":"\ud800"}""", 400, "InvalidDate")]
    public async Task A_malformed_question_is_refused(string body, int status, string code)
    {
        using var response = await engine.Http.PostRaw("/v1/eligibility", body);
        await response.ShouldBeProblem(status, code);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1001)]
    public async Task One_question_has_at_most_1000_declarations(int count)
    {
        var body = $$"""{"declarations":[{{string.Join(',', Enumerable.Repeat($"\"{declaration}\"", count))}}]}""";
        using var response = await engine.Http.PostRaw("/v1/eligibility", body);
        if (count > 1000)
        {
            await response.ShouldBeProblem(413, "TooManyDeclarations");
        }
        else
        {
            response.IsSuccessStatusCode.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_declaration_shows_all_that_is_known_of_it()
    {
        await Post("bank.guarantees", Sample.Guarantee(taxpayer).ToJsonString());
        var registration = Sample.Registration(declaration, taxpayer).With("term", "\"A\"").With("channel", "2")
            .With("guarantee", """{"bank":"VCB","year":2026,"sign":"BL","number":"0001"}""");
        await Post("customs.declarations", registration.ToJsonString());
        var payment = Sample.Payment(taxpayer, declaration, 4_000_000);
        await Post("bank.payments", payment.ToJsonString());
        await Post("bank.payments", Sample.Payment(taxpayer, declaration, 300).With("rows.0.code", "\"1702\"").ToJsonString());
        await Post("customs.declarations",
            Sample.Fact("InspectionConcluded", declaration, ""","aspect":"goods","result":"pass" """).ToJsonString());
        await Post("customs.declarations",
            Sample.Fact("ClearanceRecorded", declaration, ""","outcome":"cleared" """).ToJsonString());

        var details = await engine.Client.Declaration(declaration[..11], new DateOnly(2026, 11, 13));

        (details.Declaration, details.Registered, details.Taxpayer).ShouldBe((declaration, true, taxpayer));
        var line = details.Lines.ShouldHaveSingleItem();
        (line.Paid, line.Outstanding, line.Due).ShouldBe((4_000_000, 5_000_000, new DateOnly(2026, 12, 1)));
        line.Interest.ShouldBe(15_000, "5,000,000 for the ten days from the clearance date at 0.03 %");
        details.Payments.Count.ShouldBe(2);
        details.Misdirected.ShouldHaveSingleItem().Code.ShouldBe("1702");
        (details.Reserved, details.ReservedFrom).ShouldBe((5_000_000, "VCB/2026/BL/0001"));
        details.Guarantee!.Available.ShouldBe(15_000_000);
        (details.Inspection.Goods.Required, details.Inspection.Goods.Result).ShouldBe((true, "pass"));
        details.Recorded!.ClearanceDate.ShouldBe(new DateOnly(2026, 11, 3));
        details.Decision.Outcome.ShouldBe("cleared");
    }

    [Fact]
    public async Task What_comes_before_a_registration_is_shown_without_whose_money_it_is()
    {
        await Post("bank.payments", Sample.Payment(taxpayer, declaration).ToJsonString());
        await Post("customs.declarations",
            Sample.Fact("InspectionConcluded", declaration, ""","aspect":"goods","result":"fail" """).ToJsonString());

        var details = await engine.Http.GetJson($"/v1/declarations/{declaration}");

        details.GetProperty("parkedBy").GetInt32().ShouldBe(1);
        details.GetProperty("inspection").GetProperty("goods").GetProperty("result").GetString().ShouldBe("fail");
        details.GetRawText().ShouldNotContain(taxpayer);
        (await engine.Client.Taxpayer(taxpayer)).Parked.ShouldHaveSingleItem().Declaration.ShouldBe(declaration);
    }

    [Fact]
    public async Task A_taxpayer_shows_debts_by_due_date_with_interest_and_where_the_money_is()
    {
        await Post("customs.declarations", Sample.Registration(declaration, taxpayer).ToJsonString());
        await Post("bank.payments", Sample.Payment(taxpayer, declaration, 1_000_000).ToJsonString());
        await Post("customs.declarations",
            Sample.Fact("ClearanceRecorded", declaration, ""","outcome":"released" """).ToJsonString());
        await Post("customs.taxpayers", Sample.Status(taxpayer).With("type", "\"EnforcementPlaced\"")
            .With("decision", "\"QD-18/2026\"").With("status", null).ToJsonString());

        var details = await engine.Client.Taxpayer(taxpayer, new DateOnly(2026, 11, 14));

        var debt = details.Debts.ShouldHaveSingleItem();
        (debt.Declaration, debt.Outstanding, debt.Overdue).ShouldBe((declaration[..11], 8_000_000, true));
        debt.Interest.ShouldBe(24_000, "8,000,000 for the ten days after the clearance date at 0.03 %");
        details.OverdueTotal.ShouldBe(8_000_000);
        details.Enforcement.InForce.ShouldBeTrue();
        (details.Sums.Confirmed, details.Sums.Allocated, details.Sums.Balanced).ShouldBe((1_000_000, 1_000_000, true));
    }

    private async Task Post(string stream, string json) =>
        (await engine.Http.PostEvent(stream, json)).Short().ShouldBe("accepted");
}
