using System.Text.Json;
using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.Running;

namespace Clearance.Silo.Tests.Access;

/// <summary>S11, S12: of what is another's nobody learns even that it is there, and a gate learns no amount.</summary>
public sealed class OwnTests(AccessEngine engine) : IClassFixture<AccessEngine>
{
    private static readonly string[] OfDeclaration = ["", "/eligibility", "/explain", "/history", "/receipt", "/what-if"];
    private static readonly string[] OfTaxpayer = ["", "/suspense", "/surplus", "/completion", "/account?month=2026-11"];

    [Fact]
    public async Task What_is_anothers_is_answered_byte_for_byte_as_what_is_not_there()
    {
        using var http = engine.Taxpayer(engine.Own);
        foreach (var part in OfDeclaration)
        {
            var foreign = await Bytes(http, $"/v1/declarations/{engine.Other.Declaration}{part}");
            foreign.Status.ShouldBe(404, part);
            foreign.ShouldBe(await Bytes(http, $"/v1/declarations/{Sample.Declaration()}{part}"), part);
        }

        foreach (var part in OfTaxpayer)
        {
            var foreign = await Bytes(http, $"/v1/taxpayers/{engine.Other.Taxpayer}{part}");
            foreign.Status.ShouldBe(404, part);
            foreign.ShouldBe(await Bytes(http, $"/v1/taxpayers/{Sample.Taxpayer()}{part}"), part);
        }
    }

    [Fact]
    public async Task Each_of_many_taxpayers_sees_its_own_and_no_other()
    {
        var parties = Enumerable.Range(0, 8).Select(static _ => new AccessEngine.Party()).ToList();
        using (var customs = engine.Customs())
        {
            foreach (var party in parties)
            {
                await customs.PostEvents("customs.declarations", Sample.RegisteredNow(party.Declaration, party.Taxpayer).ToJsonString());
            }
        }

        foreach (var one in parties)
        {
            using var http = engine.Taxpayer(one);
            foreach (var other in parties)
            {
                var expected = one == other ? 200 : 404;
                (await Bytes(http, $"/v1/declarations/{other.Declaration}/eligibility")).Status.ShouldBe(expected);
                (await Bytes(http, $"/v1/taxpayers/{other.Taxpayer}")).Status.ShouldBe(expected);
            }
        }
    }

    [Fact]
    public async Task A_walk_over_numbers_finds_nothing_of_others()
    {
        using var http = engine.Taxpayer(engine.Own);
        var random = new Random(20261123);
        for (var i = 0; i < 200; i++)
        {
            var number = Sample.Declaration(1000 + random.Next(2000));
            if (number != engine.Own.Declaration)
            {
                (await Bytes(http, $"/v1/declarations/{number}")).Status.ShouldBe(404);
            }
        }
    }

    [Fact]
    public async Task What_a_call_says_of_itself_gives_no_right()
    {
        using var http = engine.Taxpayer(engine.Own);
        http.DefaultRequestHeaders.Add("Clearance-Officer", "ld02");
        http.DefaultRequestHeaders.Add("X-Forwarded-For", "127.0.0.1");
        http.DefaultRequestHeaders.Add("X-Original-URL", $"/v1/declarations/{engine.Own.Declaration}");
        http.DefaultRequestHeaders.Add("X-HTTP-Method-Override", "GET");
        var path = $"/v1/declarations/{engine.Other.Declaration}";
        foreach (var query in (string[])["", $"?taxpayer={engine.Other.Taxpayer}", $"?n={engine.Own.Declaration}", $"?id={engine.Own.Taxpayer}"])
        {
            (await Bytes(http, path + query)).Status.ShouldBe(404, query);
        }
    }

    [Fact]
    public async Task A_bank_brings_its_own_events_and_another_banks_event_harms_no_other()
    {
        using var vcb = engine.Bank("VCB");
        var taxpayer = Sample.Taxpayer();
        var own = Sample.Guarantee(taxpayer);
        var foreign = Sample.Payment(taxpayer, null);
        var half = Sample.Payment(taxpayer, null).With("bank", "\"VCB\"");
        (await vcb.PostEvents("bank.payments", $"[{foreign.ToJsonString()},{half.ToJsonString()}]"))
            .Select(static it => it.Short()).ShouldBe(["rejected BankMismatch bank", "rejected BankMismatch id"]);
        (await vcb.PostEvent("bank.guarantees", own.ToJsonString())).Short().ShouldBe("accepted");

        using var bidv = engine.Bank();
        (await bidv.PostEvents("bank.payments", $"[{foreign.ToJsonString()},{foreign.ToJsonString()}]"))
            .Select(static it => it.Short()).ShouldBe(["accepted", "duplicate"], "a refusal by form leaves no trace of the id");
        (await bidv.PostEvent("bank.guarantees", own.ToJsonString())).Short().ShouldBe("rejected BankMismatch bank");
    }

    [Fact]
    public async Task A_bank_sees_its_own_dead_letters_and_of_others_not_that_they_are_there()
    {
        using var bidv = engine.Bank();
        var listed = (await bidv.GetJson("/v1/dead-letters")).GetProperty("deadLetters").EnumerateArray().ToList();
        listed.ShouldAllBe(static letter => letter.GetProperty("stream").GetString()!.StartsWith("bank."));
        listed.ShouldContain(letter => letter.GetProperty("id").GetInt64() == engine.LetterOfBidv);

        using var vcb = engine.Bank("VCB");
        (await Bytes(vcb, $"/v1/dead-letters/{engine.LetterOfBidv}")).ShouldBe(await Bytes(vcb, "/v1/dead-letters/987654321"));
        (await vcb.GetJson("/v1/dead-letters?limit=1000")).GetProperty("deadLetters").EnumerateArray()
            .ShouldNotContain(letter => letter.GetProperty("id").GetInt64() == engine.LetterOfBidv);
    }

    [Fact]
    public async Task A_gate_is_told_whether_goods_may_go_and_why_not_without_what_is_owed()
    {
        using var gate = engine.As("gate-1", "port");
        var answer = await gate.GetJson($"/v1/declarations/{engine.Own.Declaration}/eligibility");
        answer.EnumerateObject().Select(static it => it.Name)
            .ShouldBe(["declaration", "outcome", "on", "reasons", "version", "decidedAt"]);
        var reason = answer.GetProperty("reasons").EnumerateArray().ShouldHaveSingleItem();
        reason.GetRawText().ShouldBe(
            """{"code":"TaxUnpaid","vnaccs":null,"message":{"en":"Tax, interest or deposit is unpaid.","vi":"Chưa nộp đủ tiền thuế, tiền chậm nộp hoặc tiền gửi."}}""");

        using var many = await gate.PostRaw("/v1/eligibility", $$"""{"declarations":["{{engine.Own.Declaration}}","1"]}""");
        var results = JsonDocument.Parse(await many.Content.ReadAsStringAsync()).RootElement.GetProperty("results");
        results[0].GetRawText().ShouldBe(answer.GetRawText());
        results[1].GetProperty("error").GetProperty("code").GetString().ShouldBe("InvalidDeclarationNumber");

        using var customs = engine.Customs();
        var full = await customs.GetJson($"/v1/declarations/{engine.Own.Declaration}/eligibility");
        full.GetProperty("outstanding").GetInt64().ShouldBeGreaterThan(0);
        full.GetProperty("taxpayer").GetString().ShouldBe(engine.Own.Taxpayer);
    }

    [Fact]
    public void What_a_gate_is_told_has_no_number_for_any_reason()
    {
        foreach (var code in Enum.GetValues<Domain.ReasonCode>())
        {
            var (english, vietnamese) = GateMessages.Of(code);
            (english + vietnamese).ShouldAllBe(static c => !char.IsDigit(c), code.ToString());
        }
    }

    [Fact]
    public async Task A_taxpayer_is_offered_no_declaration_of_another_for_its_stray_money()
    {
        using (var bank = engine.Bank())
        {
            await bank.PostEvents("bank.payments", Sample.Payment(engine.Own.Taxpayer, engine.Other.Declaration).ToJsonString());
        }

        using var officer = engine.As("cb01", "officer-maker");
        (await Raw(officer, $"/v1/taxpayers/{engine.Own.Taxpayer}/suspense")).ShouldContain(engine.Other.Taxpayer);
        using var own = engine.Taxpayer(engine.Own);
        (await Raw(own, $"/v1/taxpayers/{engine.Own.Taxpayer}/suspense")).ShouldNotContain(engine.Other.Taxpayer);
    }

    private static async Task<string> Raw(HttpClient http, string path) => (await http.GetJson(path)).GetRawText();

    private static async Task<(int Status, string Body)> Bytes(HttpClient http, string path)
    {
        using var request = new HttpRequestMessage(path.EndsWith("/what-if", StringComparison.Ordinal) ? HttpMethod.Post : HttpMethod.Get, path);
        using var answer = await http.SendAsync(request);
        var headers = string.Join('\n', answer.Headers.Where(static it => it.Key != "Date").Select(static it => $"{it.Key}: {string.Join(',', it.Value)}"));
        return ((int)answer.StatusCode, $"{headers}\n\n{await answer.Content.ReadAsStringAsync()}");
    }
}
