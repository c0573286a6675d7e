using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;
using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.Running;

namespace Clearance.Silo.Tests.Access;

/// <summary>S13, S22: one operator lets a stopped ledger go on, for it brings nothing of its own; and that is known afterwards.</summary>
public sealed class ResumeAccessTests(AccessEngine engine) : IClassFixture<AccessEngine>
{
    [Fact]
    public async Task One_operator_lets_a_stopped_ledger_go_on_and_the_security_log_has_it_without_its_number()
    {
        var taxpayer = engine.Own.Taxpayer;
        await Park(taxpayer, Sample.Payment(taxpayer, engine.Own.Declaration).ToJsonString());
        using var http = engine.As("op01", "operator");

        using var answer = await http.PostRaw($"/v1/parked/{taxpayer}/resume", "");

        var resumption = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        (resumption.GetProperty("taken").GetInt32(), resumption.GetProperty("stopped").GetBoolean()).ShouldBe((1, false));
        using (var customs = engine.Customs())
        {
            var decision = await customs.GetJson($"/v1/declarations/{engine.Own.Declaration}/eligibility");
            decision.GetProperty("outcome").GetString().ShouldBe("clear");
        }

        var line = engine.Log.Lines.Where(static line => line.Contains("caller=op01", StringComparison.Ordinal)).ShouldHaveSingleItem();
        line.ShouldContain("verb=POST route=/v1/parked/{key}/resume");
        line.ShouldEndWith("what=resume");
        engine.Log.Lines.ShouldAllBe(it => !it.Contains(taxpayer, StringComparison.Ordinal));
    }

    /// <summary>Another process has parked an event of a ledger.</summary>
    private async Task Park(string taxpayer, string body)
    {
        TaxpayerId.TryParse(taxpayer, out var id).ShouldBeTrue();
        var held = (await engine.Store.LoadLedger(id, default))!;
        var unit = new CommitUnit
        {
            Ledger = new LedgerWrite { Taxpayer = id, ExpectedVersion = held.Version, NewVersion = held.Version + 1, Head = held.Head },
            Parked = [new ParkedEvent(0, taxpayer, EventStream.Payments, System.Text.Encoding.UTF8.GetBytes(body), "It threw.")],
        };
        (await engine.Store.Commit([unit], default)).ShouldBe([CommitOutcome.Committed]);
    }
}
