using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Clearance.Silo.Tests.Running;

namespace Clearance.Silo.Tests.Http;

/// <summary>The limits of contract.md §1: at the limit and one beyond it, the rest of the array unharmed.</summary>
[Collection(SharedEngine.Name)]
public sealed class EventLimitTests(EngineFixture engine)
{
    private const int EventBytesMax = 64 * 1024;
    private const string Path = "/v1/streams/customs.taxpayers/events";

    [Theory]
    [InlineData(EventBytesMax, "accepted")]
    [InlineData(EventBytesMax + 1, "rejected Malformed")]
    public async Task An_event_has_at_most_64_KiB(int bytes, string expected) =>
        await ShouldBe(Padded(Sample.Status(), bytes), expected);

    [Theory]
    [InlineData(8, "accepted")]
    [InlineData(9, "rejected Malformed")]
    [InlineData(60_000, "rejected Malformed")]
    public async Task An_event_is_at_most_8_deep(int depth, string expected)
    {
        var nested = string.Concat(Enumerable.Repeat("[", depth - 1)) + string.Concat(Enumerable.Repeat("]", depth - 1));
        await ShouldBe(Sample.Status().ToJsonString()[..^1] + $",\"note\":{nested}}}", expected);
    }

    [Theory]
    [InlineData("\"status\":\"closed\"", "rejected Malformed status")]
    [InlineData("\"st\\u0061tus\":\"closed\"", "rejected Malformed status")]
    [InlineData("\"note\":{\"a\":1,\"a\":1}", "rejected Malformed note.a")]
    public async Task A_member_is_there_once(string more, string expected) =>
        await ShouldBe(Sample.Status().ToJsonString()[..^1] + $",{more}}}", expected);

    [Theory]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("[]")]
    [InlineData("[[{}]]")]
    public async Task What_is_no_object_is_malformed(string json) => await ShouldBe(json, "rejected Malformed");

    [Theory]
    [InlineData(1000, HttpStatusCode.OK)]
    [InlineData(1001, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_call_has_at_most_1000_events(int count, HttpStatusCode expected)
    {
        var events = Enumerable.Range(0, count).Select(_ => Sample.Status().ToJsonString()).ToList();
        using var response = await engine.Http.PostRaw(Path, $"[{string.Join(',', events)}]");
        response.StatusCode.ShouldBe(expected);
        if (expected == HttpStatusCode.RequestEntityTooLarge)
        {
            await response.ShouldBeProblem(413, "TooManyEvents");
            (await engine.Http.PostEvent("customs.taxpayers", events[0])).Short().ShouldBe("accepted");
        }
    }

    [Fact]
    public async Task A_call_may_have_1000_events_of_64_KiB()
    {
        var body = new StringBuilder("[");
        for (var i = 0; i < 1000; i++)
        {
            body.Append(i == 0 ? "" : ",").Append(Padded(Sample.Status(), EventBytesMax));
        }

        var results = await engine.Http.PostEvents("customs.taxpayers", body.Append(']').ToString());
        results.Count.ShouldBe(1000);
        results.ShouldAllBe(result => result.Short() == "accepted");
    }

    [Theory]
    [InlineData(200, "accepted")]
    [InlineData(201, "rejected TooManyRows rows")]
    public async Task A_payment_has_at_most_200_rows(int rows, string expected)
    {
        var payment = Sample.Payment(Sample.Taxpayer(), null);
        payment["rows"] = new JsonArray([.. Enumerable.Range(1, rows).Select(row => JsonNode.Parse(
            $$"""{"row":{{row}},"declaration":null,"code":null,"account":"budget","amount":1}"""))]);
        (await engine.Http.PostEvent("bank.payments", payment.ToJsonString())).Short().ShouldBe(expected);
    }

    [Theory]
    [InlineData(64, "accepted")]
    [InlineData(65, "rejected TooManyRows lines")]
    public async Task A_declaration_has_at_most_64_lines(int lines, string expected)
    {
        var registration = Sample.Registration();
        registration["lines"] = new JsonArray([.. Enumerable.Range(1000, lines).Select(code => JsonNode.Parse(
            $$"""{"kind":"tax","code":"{{code}}","account":"budget","amount":0}"""))]);
        (await engine.Http.PostEvent("customs.declarations", registration.ToJsonString())).Short().ShouldBe(expected);
    }

    [Fact]
    public async Task A_mis_keyed_declaration_is_real_money_in_suspense()
    {
        var taxpayer = Sample.Taxpayer();
        var payment = Sample.Payment(taxpayer, "105123456750", 700);
        (await engine.Http.PostEvent("bank.payments", payment.ToJsonString())).Short().ShouldBe("accepted");

        var details = await engine.Client.Taxpayer(taxpayer);
        var row = details.Suspense.ShouldHaveSingleItem();
        (row.Payment, row.Declaration, row.Amount).ShouldBe((payment.Id(), "105123456750", 700));
        details.Sums.Suspense.ShouldBe(700);
        details.Sums.Balanced.ShouldBeTrue();
    }

    private async Task ShouldBe(string json, string expected)
    {
        var results = await engine.Http.PostEvents("customs.taxpayers", $"[{Sample.Status()},{json},{Sample.Status()}]");
        results.Select(result => result.Short()).ShouldBe(["accepted", expected, "accepted"]);
    }

    /// <summary>The event with an unknown member that makes it so long.</summary>
    private static string Padded(JsonObject e, int bytes)
    {
        var text = e.ToJsonString()[..^1] + ",\"note\":\"";
        return text + new string('x', bytes - text.Length - 2) + "\"}";
    }
}
