using System.Text.Json;
using Clearance.Silo.Tests.OpenApi;
using Clearance.Silo.Tests.Running;

namespace Clearance.Silo.Tests.Http;

/// <summary>The decision in words, with evidence and sources.</summary>
[Collection(SharedEngine.Name)]
public sealed class ExplainTests(EngineFixture engine)
{
    private readonly string taxpayer = Sample.Taxpayer();
    private readonly string declaration = Sample.Declaration();

    [Fact]
    public async Task Every_reason_names_the_events_that_led_to_it_its_law_and_what_frees_the_goods()
    {
        await Post("customs.declarations", Sample.Registration(declaration, taxpayer).ToJsonString());
        var status = Sample.Status(taxpayer).With("status", "\"suspended\"");
        var stop = Sample.Status(taxpayer).With("type", "\"EnforcementPlaced\"").With("decision", "\"QD-18/2026\"").With("status", null);
        var payment = Sample.Payment(taxpayer, declaration, 4_000_000);
        var misdirected = Sample.Payment(taxpayer, declaration, 1_000_000).With("rows.0.code", "\"1702\"");
        var inspected = Sample.Fact("InspectionConcluded", declaration, ""","aspect":"goods","result":"fail" """);
        await Post("customs.taxpayers", status.ToJsonString());
        await Post("customs.taxpayers", stop.ToJsonString());
        await Post("bank.payments", payment.ToJsonString());
        await Post("bank.payments", misdirected.ToJsonString());
        await Post("customs.declarations", inspected.ToJsonString());

        var explained = await Explained("en");

        explained.GetProperty("outcome").GetString().ShouldBe("hold");
        explained.GetProperty("reasons").EnumerateArray().Select(Short).ShouldBe(
        [
            $"TaxpayerNotActive: status {Sample.Id(status)} suspended",
            $"EnforcementStop: enforcement {Sample.Id(stop)} QD-18/2026",
            $"InspectionFailed: inspection {Sample.Id(inspected)} goods",
            $"TaxUnpaid: registration  {declaration}; payment {Sample.Id(payment)} row 1, 1901/budget",
            $"PaymentMisdirected: payment {Sample.Id(misdirected)} row 1, 1702/budget",
        ]);
        explained.GetProperty("reasons").EnumerateArray()
            .ShouldAllBe(reason => reason.GetProperty("source").GetProperty("laws").GetArrayLength() > 0);
        explained.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("text").GetString()).ShouldContain(
            $"Have officers move row 1 of payment {Sample.Id(misdirected)} to sub-item 1901, state budget; 1,000,000 đồng of it count.");
        var vietnamese = await Explained("vi");
        vietnamese.GetProperty("text").GetString().ShouldBe("Hàng hóa chưa đủ điều kiện thông quan.");
        vietnamese.GetProperty("reasons")[3].GetProperty("text").GetString()
            .ShouldBe("Còn phải nộp 5.000.000 đồng tiền thuế, tiền chậm nộp hoặc tiền gửi.");
    }

    [Fact]
    public async Task What_may_go_and_what_nobody_registered_is_explained_too()
    {
        (await Explained("en")).GetProperty("text").GetString().ShouldBe("No declaration of this number is registered.");
        await Post("customs.declarations", Sample.Registration(declaration, taxpayer).ToJsonString());
        await Post("bank.payments", Sample.Payment(taxpayer, declaration).ToJsonString());

        var explained = await Explained("en");

        explained.GetProperty("text").GetString().ShouldBe("The goods may be cleared now.");
        explained.GetProperty("reasons").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Another_language_is_refused()
    {
        using var response = await engine.Http.GetAsync($"/v1/declarations/{declaration}/explain?lang=fr");
        (await response.ShouldBeProblem(400, "InvalidValue")).GetProperty("field").GetString().ShouldBe("lang");
    }

    private static string Short(JsonElement reason) =>
        $"{reason.GetProperty("code").GetString()}: " + string.Join("; ", reason.GetProperty("evidence").EnumerateArray().Select(it =>
            $"{it.GetProperty("kind").GetString()} {it.GetProperty("event").GetString()} {it.GetProperty("subject").GetString()}"));

    private async Task<JsonElement> Explained(string language)
    {
        var explained = await engine.Http.GetJson($"/v1/declarations/{declaration}/explain?on=2026-11-03&lang={language}");
        var schemas = new SchemaCheck(await engine.Http.GetJson("/openapi/v1.json"));
        schemas.Faults(schemas.Resolve("#/components/schemas/Explanation"), explained).ShouldBeEmpty();
        return explained;
    }

    private async Task Post(string stream, string json) =>
        (await engine.Http.PostEvent(stream, json)).Short().ShouldBe("accepted");
}
