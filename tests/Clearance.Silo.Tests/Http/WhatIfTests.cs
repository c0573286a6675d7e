using System.Text.Json;
using Clearance.Silo.Tests.OpenApi;
using Clearance.Silo.Tests.Running;

namespace Clearance.Silo.Tests.Http;

/// <summary>The decision if events came now (contract.md §2).</summary>
[Collection(SharedEngine.Name)]
public sealed class WhatIfTests(EngineFixture engine)
{
    private const string On = "2026-11-03";

    private readonly string taxpayer = Sample.Taxpayer();
    private readonly string declaration = Sample.Declaration();

    [Fact]
    public async Task A_payment_that_would_clear_is_said_to_and_nothing_is_changed()
    {
        await Post("customs.declarations", Sample.Registration(declaration, taxpayer).ToJsonString());
        var (state, standing) = (await State(), await engine.Http.GetJson($"/v1/taxpayers/{taxpayer}?on={On}"));
        var payment = Sample.Payment(taxpayer, declaration).ToJsonString();

        var answer = await Ask($"{payment},{payment}");

        answer.GetProperty("results").EnumerateArray().Select(it => it.Short()).ShouldBe(["accepted", "duplicate"]);
        Outcome(answer, "before").ShouldBe("hold");
        Outcome(answer, "after").ShouldBe("clear");
        answer.GetProperty("after").GetProperty("decidedAt").ValueKind.ShouldBe(JsonValueKind.Null);
        (await State()).ShouldBe(state);
        (await engine.Http.GetJson($"/v1/taxpayers/{taxpayer}?on={On}")).GetRawText().ShouldBe(standing.GetRawText());
        await Post("bank.payments", payment);
        (await engine.Client.Eligibility(declaration, new DateOnly(2026, 11, 3))).Outcome.ShouldBe("clear");
        (await Ask(payment)).GetProperty("results")[0].Short().ShouldBe("duplicate");
    }

    [Fact]
    public async Task Each_event_is_judged_like_a_real_one()
    {
        await Post("customs.declarations", Sample.Registration(declaration, taxpayer).ToJsonString());
        string[] events =
        [
            Sample.Payment(taxpayer, declaration).With("rows.0.amount", "1.5").ToJsonString(),
            """{"type":"Nothing","id":"X:1","at":"2026-11-02T08:00:00+07:00"}""",
            Sample.Move("SurplusRefunded", taxpayer, "\"from\":null,\"amount\":5").ToJsonString(),
            Sample.Move("SurplusRefunded", taxpayer, "\"from\":null,\"amount\":5").With("checker", "\"cb01\"").ToJsonString(),
            Sample.Status(taxpayer).With("status", "\"suspended\"").ToJsonString(),
            "7",
            """{"type":"\ud800","id":"X:2"}""",
        ];

        var answer = await Ask(string.Join(',', events));

        answer.GetProperty("results").EnumerateArray().Select(it => it.Short()).ShouldBe(
        [
            "rejected InvalidAmount rows[0].amount", "rejected UnknownType type", "rejected InsufficientSurplus amount",
            "rejected SamePersonMadeAndChecked checker", "accepted", "rejected Malformed",
            "rejected Malformed",
        ]);
        answer.GetProperty("after").GetProperty("reasons").EnumerateArray()
            .Select(reason => reason.GetProperty("code").GetString()).ShouldBe(["TaxpayerNotActive", "TaxUnpaid"]);
    }

    [Fact]
    public async Task A_registration_and_its_facts_can_be_supposed_before_anybody_registers()
    {
        var inspected = Sample.Fact("InspectionConcluded", declaration, ""","aspect":"goods","result":"fail" """).ToJsonString();
        var registration = Sample.Registration(declaration, taxpayer).ToJsonString();

        var answer = await Ask($"{inspected},{registration},{Sample.Payment(taxpayer, declaration).ToJsonString()}");

        Outcome(answer, "before").ShouldBe("unknown");
        answer.GetProperty("after").GetProperty("reasons").EnumerateArray().Single().GetProperty("code").GetString()
            .ShouldBe("InspectionFailed");
        (await engine.Client.Eligibility(declaration)).Outcome.ShouldBe("unknown");
    }

    [Fact]
    public async Task An_event_about_another_ledger_is_refused()
    {
        var payment = Sample.Payment(taxpayer, declaration).ToJsonString();
        await OutOfScope(payment, "events[0]");
        await Post("customs.declarations", Sample.Registration(declaration, taxpayer).ToJsonString());
        var (others, foreign) = (Sample.Taxpayer(), Sample.Declaration());
        await Post("customs.declarations", Sample.Registration(foreign, others).ToJsonString());

        await OutOfScope($"{payment},{Sample.Payment(others, declaration).ToJsonString()}", "events[1]");
        await OutOfScope(Sample.Fact("DeclarationCancelled", foreign).ToJsonString(), "events[0]");
        await OutOfScope(Sample.Fact("DeclarationCancelled", Sample.Declaration()).ToJsonString(), "events[0]");
        var keyed = Sample.Payment(taxpayer, "999999999");
        await Post("bank.payments", keyed.ToJsonString());
        await OutOfScope(
            Sample.Move("SuspenseAssigned", taxpayer,
                $"\"payment\":\"{keyed.Id()}\",\"row\":1,\"declaration\":\"{foreign}\",\"code\":\"1901\",\"account\":\"budget\"").ToJsonString(),
            "events[0]");
    }

    [Theory]
    [InlineData("[]", 400, "MissingField")]
    [InlineData("{}", 400, "MissingField")]
    [InlineData("""{"events":{}}""", 400, "MissingField")]
    [InlineData("""{"events":[],"events":[]}""", 400, "UnreadableBody")]
    [InlineData("""{"events":[""", 400, "UnreadableBody")]
    [InlineData("""{"events":[]} 1""", 400, "UnreadableBody")]
    [InlineData("""{"events":[],"on":"tomorrow"}""", 400, "InvalidDate")]
    [InlineData("""{"events":[],"on":"\ud800"}""", 400, "UnreadableBody")]
    public async Task A_malformed_question_is_refused(string body, int status, string code)
    {
        using var response = await engine.Http.PostRaw($"/v1/declarations/{declaration}/what-if", body);
        await response.ShouldBeProblem(status, code);
    }

    [Fact]
    public async Task One_question_has_at_most_100_events()
    {
        using var response = await engine.Http.PostRaw(
            $"/v1/declarations/{declaration}/what-if", $$"""{"events":[{{string.Join(',', Enumerable.Repeat("1", 101))}}]}""");
        await response.ShouldBeProblem(413, "TooManyEvents");
    }

    private async Task OutOfScope(string events, string field)
    {
        using var response = await engine.Http.PostRaw($"/v1/declarations/{declaration}/what-if", $$"""{"events":[{{events}}]}""");
        (await response.ShouldBeProblem(400, "EventOutOfScope")).GetProperty("field").GetString().ShouldBe(field);
    }

    private async Task<JsonElement> Ask(string events)
    {
        using var response = await engine.Http.PostRaw(
            $"/v1/declarations/{declaration}/what-if", $$"""{"on":"{{On}}","events":[{{events}}]}""");
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        var answer = JsonDocument.Parse(text).RootElement;
        var schemas = new SchemaCheck(await engine.Http.GetJson("/openapi/v1.json"));
        schemas.Faults(schemas.Resolve("#/components/schemas/WhatIfAnswer"), answer).ShouldBeEmpty();
        return answer;
    }

    private static string? Outcome(JsonElement answer, string when) => answer.GetProperty(when).GetProperty("outcome").GetString();

    private async Task<string> State() =>
        (await engine.Http.GetJson($"/v1/declarations/{declaration}?on={On}")).GetRawText();

    private async Task Post(string stream, string json) =>
        (await engine.Http.PostEvent(stream, json)).Short().ShouldBe("accepted");
}
