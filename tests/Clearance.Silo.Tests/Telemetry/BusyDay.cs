using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.Running;
using Event = Clearance.Silo.Tests.Http.Sample;

namespace Clearance.Silo.Tests.Telemetry;

/// <summary>A little of everything: goods held and freed by a payment, a letter and a debt that is paid, refusals, repeats, conflicts, questions.</summary>
internal static class BusyDay
{
    /// <summary>Posts it.</summary>
    public static async Task Play(HttpClient http)
    {
        await JournalMaker.Fill(http);
        var (taxpayer, declaration) = (Event.Taxpayer(), Event.Declaration());
        await Post(http, "customs.declarations", Event.RegisteredNow(declaration, taxpayer).ToJsonString(), "accepted");
        var payment = Event.Payment(taxpayer, declaration).With("debitedAt", $"\"{DateTime.UtcNow.AddSeconds(-3):yyyy-MM-dd'T'HH:mm:ss'Z'}\"");
        await Post(http, "bank.payments", payment.ToJsonString(), "accepted");
        await Post(http, "bank.payments", payment.ToJsonString(), "duplicate");
        await Post(http, "bank.payments", payment.With("slip", "\"C1-02/88\"").ToJsonString(), "conflict");
        await Post(http, "bank.payments", """{"type":"PaymentConfirmed","id":"BIDV:1"}""", "rejected");
        await Post(http, "bank.guarantees", Event.Guarantee(taxpayer).ToJsonString(), "accepted");
        await Post(http, "customs.taxpayers", Event.Status(taxpayer).ToJsonString(), "accepted");
        await Post(http, "customs.declarations", Event.Fact("ClearanceRecorded", declaration, ""","outcome":"cleared" """).ToJsonString(), "accepted");
        (await http.GetJson($"/v1/declarations/{declaration}/eligibility")).GetProperty("outcome").GetString().ShouldBe("cleared");
        await http.GetJson($"/v1/taxpayers/{taxpayer}");
        using var wrong = await http.GetAsync("/v1/taxpayers/0100109107");
        using var nowhere = await http.GetAsync($"/v1/nothing/{declaration}?who={taxpayer}");
        using var unreadable = await http.PostRaw("/v1/streams/bank.payments/events", $"{{{taxpayer}");
    }

    private static async Task Post(HttpClient http, string stream, string json, string status) =>
        (await http.PostEvent(stream, json)).GetProperty("status").GetString().ShouldBe(status, json);
}
