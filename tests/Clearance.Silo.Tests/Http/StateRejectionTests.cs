using System.Text.Json.Nodes;
using Clearance.Silo.Tests.Running;

namespace Clearance.Silo.Tests.Http;

/// <summary>Rejections of state: judged when they arrive, and remembered.</summary>
[Collection(SharedEngine.Name)]
public sealed class StateRejectionTests(EngineFixture engine)
{
    private readonly string taxpayer = Sample.Taxpayer();
    private readonly string declaration = Sample.Declaration();

    [Fact]
    public async Task An_amendment_of_another_taxpayer()
    {
        await Accept("customs.declarations", Sample.Registration(declaration, taxpayer));
        var amended = Sample.Registration(declaration[..11] + "1");
        await Reject("customs.declarations", amended, "NotAllowedInStatus");
    }

    [Fact]
    public async Task A_cancellation_after_a_clearance()
    {
        await Accept("customs.declarations", Sample.Registration(declaration, taxpayer));
        await Accept("customs.declarations", Sample.Fact("ClearanceRecorded", declaration, ""","outcome":"cleared" """));
        await Reject("customs.declarations", Sample.Fact("DeclarationCancelled", declaration), "NotAllowedInStatus");
    }

    [Fact]
    public async Task A_second_issue_of_a_letter()
    {
        await Accept("bank.guarantees", Sample.Guarantee(taxpayer));
        await Reject("bank.guarantees", Sample.Guarantee(taxpayer), "NotAllowedInStatus");
    }

    [Fact]
    public async Task A_letter_amended_below_what_is_reserved()
    {
        await Accept("bank.guarantees", Sample.Guarantee(taxpayer));
        var registration = Sample.Registration(declaration, taxpayer).With("term", "\"A\"")
            .With("guarantee", """{"bank":"VCB","year":2026,"sign":"BL","number":"0001"}""");
        await Accept("customs.declarations", registration);
        await Reject("bank.guarantees", Sample.GuaranteeAmendment(taxpayer, 8_999_999), "GuaranteeBelowReserved");
        await Accept("bank.guarantees", Sample.GuaranteeAmendment(taxpayer, 9_000_000).With("revision", "2"));
    }

    [Fact]
    public async Task A_row_that_is_not_in_suspense()
    {
        await Accept("customs.declarations", Sample.Registration(declaration, taxpayer));
        var payment = Sample.Payment(taxpayer, declaration);
        await Accept("bank.payments", payment);
        var move = Sample.Move("SuspenseAssigned", taxpayer,
            $$""" "payment":"{{payment.Id()}}","row":1,"declaration":"{{declaration}}","code":"1901","account":"budget" """);
        await Reject("customs.taxpayers", move, "NotAllowedInStatus");
    }

    [Fact]
    public async Task More_surplus_than_there_is()
    {
        await Accept("customs.declarations", Sample.Registration(declaration, taxpayer));
        await Accept("bank.payments", Sample.Payment(taxpayer, declaration, 9_000_500));
        await Reject("customs.taxpayers", Refund(501), "InsufficientSurplus");
        await Accept("customs.taxpayers", Refund(500));
        await Reject("customs.taxpayers", Refund(1), "InsufficientSurplus");
    }

    private JsonObject Refund(long amount) =>
        Sample.Move("SurplusRefunded", taxpayer, $$""" "from":"{{declaration}}","amount":{{amount}} """);

    private async Task Accept(string stream, JsonObject e) =>
        (await engine.Http.PostEvent(stream, e.ToJsonString())).Short().ShouldBe("accepted");

    /// <summary>The same content repeats the rejection, other content under the id is a conflict.</summary>
    private async Task Reject(string stream, JsonObject e, string code)
    {
        var other = e.DeepClone().AsObject().With("note", "1");
        var results = await engine.Http.PostEvents(stream, $"[{e},{e},{other}]");
        results.Select(result => string.Join(' ', result.Short().Split(' ').Take(2)))
            .ShouldBe([$"rejected {code}", $"rejected {code}", "conflict"]);
        results[0].GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
    }
}
