using System.Net;
using System.Text.Json;
using Clearance.Silo.Tests.Running;
using Microsoft.Data.Sqlite;

namespace Clearance.Silo.Tests.Http;

/// <summary>A ledger that an event stopped, seen and let go on over HTTP.</summary>
public sealed class ParkedTests
{
    [Fact]
    public async Task A_stopped_ledger_is_listed_with_the_reason_and_goes_on_once_that_is_repaired()
    {
        await using var engine = await EngineProcess.Start();
        var (declaration, taxpayer) = (Sample.Declaration(), Sample.Taxpayer());
        await engine.Http.PostEvent("customs.declarations", Sample.Registration(declaration, taxpayer).ToJsonString());
        var payment = Sample.Payment(taxpayer, declaration);
        await engine.Http.PostEvent("bank.payments", payment.ToJsonString());
        (await Parked(engine)).ShouldBeEmpty();
        (await engine.Stop()).ShouldBe(0);
        var row = Exchange(engine.Data, [0xFF, 0x00]);
        await engine.Restart();

        var cancellation = Sample.Cancellation(taxpayer, (string)payment["id"]!).ToJsonString();
        (await engine.Http.PostEvent("bank.payments", cancellation)).Short().ShouldBe("accepted", "it is kept");
        (await Outcome(engine, declaration)).ShouldContain("DecisionUnavailable");
        var parked = (await Parked(engine)).ShouldHaveSingleItem();
        (parked.GetProperty("key").GetString(), parked.GetProperty("waiting").GetInt32()).ShouldBe((taxpayer, 1));
        parked.GetProperty("why").GetString()!.ShouldNotContain("\n");

        var still = await Resume(engine, taxpayer);
        (still.GetProperty("taken").GetInt32(), still.GetProperty("stopped").GetBoolean()).ShouldBe((0, true));
        still.GetProperty("stoppedBy").GetString()!.ShouldStartWith("BIDV:HUY");
        (await engine.Stop()).ShouldBe(0);
        Exchange(engine.Data, row);
        await engine.Restart();

        var gone = await Resume(engine, taxpayer);
        (gone.GetProperty("taken").GetInt32(), gone.GetProperty("stopped").GetBoolean()).ShouldBe((1, false));
        gone.GetProperty("stoppedBy").ValueKind.ShouldBe(JsonValueKind.Null);
        (await Parked(engine)).ShouldBeEmpty();
        (await Outcome(engine, declaration)).ShouldContain("TaxUnpaid");
        (await engine.Http.PostEvent("bank.payments", cancellation)).Short().ShouldBe("duplicate");
    }

    [Fact]
    public async Task What_is_no_key_is_said_to_be_none()
    {
        await using var engine = await EngineProcess.Start();
        using var answer = await engine.Http.PostAsync("/v1/parked/nobody/resume", null);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static async Task<List<JsonElement>> Parked(EngineProcess engine) =>
        [.. (await engine.Http.GetJson("/v1/parked")).GetProperty("parked").EnumerateArray()];

    private static async Task<string> Outcome(EngineProcess engine, string declaration) =>
        (await engine.Http.GetJson($"/v1/declarations/{declaration}/eligibility?on=2026-11-03")).GetRawText();

    private static async Task<JsonElement> Resume(EngineProcess engine, string key)
    {
        using var answer = await engine.Http.PostAsync($"/v1/parked/{key}/resume", null);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    /// <summary>Writes other bytes into the row of the only payment there is.</summary>
    /// <returns>What was there.</returns>
    private static byte[] Exchange(string data, byte[] body)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(data, "clearance.db")};Pooling=False");
        connection.Open();
        using var read = connection.CreateCommand();
        read.CommandText = "SELECT body FROM ledger WHERE part > 0 AND kind = 3";
        var before = (byte[])read.ExecuteScalar()!;
        using var write = connection.CreateCommand();
        write.CommandText = "UPDATE ledger SET body = $body WHERE part > 0 AND kind = 3";
        write.Parameters.AddWithValue("$body", body);
        write.ExecuteNonQuery().ShouldBe(1);
        return before;
    }
}
