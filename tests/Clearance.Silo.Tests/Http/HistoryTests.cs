using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Clearance.Silo.Tests.OpenApi;
using Clearance.Silo.Tests.Running;

namespace Clearance.Silo.Tests.Http;

/// <summary>What was decided of a declaration, when, and why (contract.md §2).</summary>
[Collection(SharedEngine.Name)]
public sealed class HistoryTests(EngineFixture engine)
{
    private readonly string taxpayer = Sample.Taxpayer();
    private readonly string declaration = Sample.Declaration();

    [Fact]
    public async Task Every_decision_is_there_with_what_led_to_it_and_the_last_is_the_answer_of_now()
    {
        var registration = Sample.RegisteredNow(declaration, taxpayer);
        var (first, second) = (Sample.Payment(taxpayer, declaration, 4_000_000), Sample.Payment(taxpayer, declaration, 5_000_000));
        await Post("customs.declarations", registration.ToJsonString());
        await Post("bank.payments", first.ToJsonString());
        await Post("bank.payments", second.ToJsonString());

        var history = await engine.Http.GetJson($"/v1/declarations/{declaration}/history");

        var decisions = Decisions(history);
        history.GetProperty("declaration").GetString().ShouldBe(declaration[..11]);
        history.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
        decisions.Select(it => it.GetProperty("sequence").GetInt64()).ShouldBe([1, 2, 3]);
        decisions.Select(it => it.GetProperty("causes")[0].GetString()).ShouldBe(
            [$"customs.declarations/{registration.Id()}", $"bank.payments/{first.Id()}", $"bank.payments/{second.Id()}"]);
        decisions.Select(it => it.GetProperty("decision").GetProperty("outstanding").GetInt64()).ShouldBe([9_000_000, 5_000_000, 0]);
        decisions.Select(it => it.GetProperty("decision").GetProperty("outcome").GetString()).ShouldBe(["hold", "hold", "clear"]);
        decisions[0].GetProperty("decision").GetProperty("reasons")[0].GetProperty("message").GetProperty("vi").GetString()!
            .ShouldContain("9.000.000 đồng");
        var on = decisions[2].GetProperty("decision").GetProperty("on").GetString();
        JsonElement.DeepEquals(
            decisions[2].GetProperty("decision"), await engine.Http.GetJson($"/v1/declarations/{declaration}/eligibility?on={on}")).ShouldBeTrue();
        await ShouldBeDescribed("History", history);
    }

    [Fact]
    public async Task The_hashes_are_those_of_the_entries_that_are_published()
    {
        var from = (await engine.Http.GetJson("/v1/decisions?after=now")).GetProperty("next").GetString();
        await PayTwice();

        var hashes = Decisions(await engine.Http.GetJson($"/v1/declarations/{declaration}/history"))
            .Select(it => it.GetProperty("hash").GetString()).ToList();
        var published = (await engine.Http.GetJson($"/v1/decisions?after={from}")).GetProperty("decisions").EnumerateArray()
            .Where(it => it.GetProperty("declaration").GetString() == declaration[..11]).ToList();

        byte[] before = [];
        for (var i = 0; i < hashes.Count; i++)
        {
            // The entry is the message without its type and its id.
            var raw = published[i].GetRawText();
            var body = "{" + raw[raw.IndexOf("\"declaration\"", StringComparison.Ordinal)..];
            before = SHA256.HashData([.. before, .. System.Text.Encoding.UTF8.GetBytes(body)]);
            hashes[i].ShouldBe(Convert.ToHexStringLower(before));
        }

        hashes.Count.ShouldBe(3);
    }

    [Fact]
    public async Task It_is_read_page_by_page()
    {
        await PayTwice();
        var sequences = new List<long>();
        for (long? after = 0; after is not null;)
        {
            var page = await engine.Http.GetJson($"/v1/declarations/{declaration}/history?limit=1&after={after}");
            sequences.Add(Decisions(page).ShouldHaveSingleItem().GetProperty("sequence").GetInt64());
            after = page.GetProperty("next").ValueKind == JsonValueKind.Null ? null : page.GetProperty("next").GetInt64();
        }

        sequences.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task At_any_moment_the_decision_in_force_is_the_last_one_recorded_by_then()
    {
        for (var paid = 0; paid < 12; paid++)
        {
            await (paid == 0
                ? Post("customs.declarations", Sample.RegisteredNow(declaration, taxpayer).ToJsonString())
                : Post("bank.payments", Sample.Payment(taxpayer, declaration, 100_000 * paid).ToJsonString()));
        }

        var decisions = Decisions(await engine.Http.GetJson($"/v1/declarations/{declaration}/history"));
        var times = decisions.ConvertAll(it => it.GetProperty("at").GetDateTimeOffset());
        decisions.Count.ShouldBe(12);
        var moments = times.SelectMany(at => new[] { at, at.AddTicks(-1), at.AddMilliseconds(1), at.AddHours(-1) })
            .Concat(times.Zip(times.Skip(1), static (one, two) => one + ((two - one) / 2)));
        foreach (var moment in moments)
        {
            var last = times.FindLastIndex(at => at <= moment);
            var answer = await AsOf(moment.ToString("O", CultureInfo.InvariantCulture));

            answer.GetProperty("outcome").GetString().ShouldBe(last < 0 ? "unknown" : decisions[last].GetProperty("decision").GetProperty("outcome").GetString());
            (last < 0 ? answer.GetProperty("recorded").ValueKind == JsonValueKind.Null
                : JsonElement.DeepEquals(answer.GetProperty("recorded"), decisions[last])).ShouldBeTrue($"{moment:O}: {answer}");
            var until = answer.GetProperty("until");
            (until.ValueKind == JsonValueKind.Null ? null : (DateTimeOffset?)until.GetDateTimeOffset())
                .ShouldBe(last + 1 < times.Count ? times[last + 1] : null);
            await ShouldBeDescribed("InForce", answer);
        }
    }

    [Fact]
    public async Task A_moment_to_come_is_answered_for_now_and_a_plus_sign_need_not_be_escaped()
    {
        await PayTwice();

        var answer = await AsOf("2099-01-01T00:00:00+07:00", escape: false);

        answer.GetProperty("asOf").GetDateTimeOffset().ShouldBeLessThan(DateTimeOffset.UtcNow.AddMinutes(1));
        answer.GetProperty("recorded").GetProperty("sequence").GetInt64().ShouldBe(3);
        answer.GetProperty("until").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Of_a_number_nobody_registered_nothing_was_ever_decided()
    {
        Decisions(await engine.Http.GetJson($"/v1/declarations/{declaration}/history")).ShouldBeEmpty();
        (await AsOf("2026-11-02T00:00:00Z")).GetProperty("outcome").GetString().ShouldBe("unknown");
    }

    [Fact]
    public async Task A_clearance_against_a_hold_is_shown_with_its_alert()
    {
        await Post("customs.declarations", Sample.RegisteredNow(declaration, taxpayer).ToJsonString());
        await Post("customs.declarations", Sample.Fact("ClearanceRecorded", declaration, ""","outcome":"cleared" """).ToJsonString());

        var decisions = Decisions(await engine.Http.GetJson($"/v1/declarations/{declaration}/history"));

        decisions.Select(it => it.GetProperty("alerts").ToString()).ShouldBe(["[]", "[\"ClearedAgainstHold\"]"]);
        decisions[1].GetProperty("decision").GetProperty("outcome").GetString().ShouldBe("cleared");
    }

    [Fact]
    public async Task A_reason_about_a_letter_names_it_later_too()
    {
        await Post("customs.declarations", Sample.RegisteredNow(declaration, taxpayer).With("term", "\"A\"")
            .With("guarantee", """{"bank":"VCB","year":2026,"sign":"BL","number":"0001"}""").ToJsonString());

        var reason = Decisions(await engine.Http.GetJson($"/v1/declarations/{declaration}/history"))[0]
            .GetProperty("decision").GetProperty("reasons")[0];

        reason.GetProperty("guarantee").GetString().ShouldBe("VCB/2026/BL/0001");
        reason.GetProperty("message").GetProperty("en").GetString().ShouldBe("No guarantee VCB/2026/BL/0001 of this taxpayer is known.");
    }

    [Theory]
    [InlineData("asOf=yesterday", "InvalidDate", "asOf")]
    [InlineData("asOf=2026-11-02", "InvalidDate", "asOf")]
    [InlineData("asOf=2026-11-02T08:00:00", "InvalidDate", "asOf")]
    [InlineData("asOf=2026-13-02T08:00:00Z", "InvalidDate", "asOf")]
    [InlineData("asOf=", "InvalidDate", "asOf")]
    [InlineData("asOf=2026-11-02T08:00:00Z&asOf=2026-11-03T08:00:00Z", "InvalidValue", "asOf")]
    [InlineData("after=-1", "InvalidValue", "after")]
    [InlineData("after=x", "InvalidValue", "after")]
    [InlineData("limit=0", "InvalidValue", "limit")]
    [InlineData("limit=501", "InvalidValue", "limit")]
    public async Task A_malformed_part_is_refused_and_named(string query, string code, string field)
    {
        using var response = await engine.Http.GetAsync($"/v1/declarations/{declaration}/history?{query}");
        (await response.ShouldBeProblem(400, code)).GetProperty("field").GetString().ShouldBe(field);
    }

    private static List<JsonElement> Decisions(JsonElement history) => [.. history.GetProperty("decisions").EnumerateArray()];

    private Task<JsonElement> AsOf(string moment, bool escape = true) =>
        engine.Http.GetJson($"/v1/declarations/{declaration}/history?asOf={(escape ? Uri.EscapeDataString(moment) : moment)}");

    private async Task ShouldBeDescribed(string schema, JsonElement answer)
    {
        var schemas = new SchemaCheck(await engine.Http.GetJson("/openapi/v1.json"));
        schemas.Faults(schemas.Resolve($"#/components/schemas/{schema}"), answer).ShouldBeEmpty();
    }

    private async Task PayTwice()
    {
        await Post("customs.declarations", Sample.RegisteredNow(declaration, taxpayer).ToJsonString());
        await Post("bank.payments", Sample.Payment(taxpayer, declaration, 4_000_000).ToJsonString());
        await Post("bank.payments", Sample.Payment(taxpayer, declaration, 5_000_000).ToJsonString());
    }

    private async Task Post(string stream, string json) =>
        (await engine.Http.PostEvent(stream, json)).Short().ShouldBe("accepted");
}
