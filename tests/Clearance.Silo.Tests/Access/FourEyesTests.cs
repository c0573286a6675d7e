using System.Text.Json;
using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.Running;

namespace Clearance.Silo.Tests.Access;

/// <summary>S13: what two must do one cannot, by whatever name it calls itself.</summary>
public sealed class FourEyesTests(AccessEngine engine) : IClassFixture<AccessEngine>
{
    [Fact]
    public async Task A_move_is_checked_by_another_whoever_the_header_names()
    {
        var move = await engine.Propose("both", 10);
        using var both = engine.As("both", "officer-maker officer-checker");
        both.DefaultRequestHeaders.Add("Clearance-Officer", "ld02");
        using (var own = await both.PostRaw(Path(move, "approval"), ""))
        {
            await own.ShouldBeProblem(403, "SamePersonMadeAndChecked");
        }

        using var checker = engine.As("ld02", "officer-checker");
        using var approved = await checker.PostRaw(Path(move, "approval"), "");
        var answer = JsonDocument.Parse(await approved.Content.ReadAsStringAsync()).RootElement;
        (answer.GetProperty("maker").GetString(), answer.GetProperty("decidedBy").GetString()).ShouldBe(("both", "ld02"));
        engine.Log.Lines.ShouldContain(static line => line.Contains("caller=ld02") && line.Contains("move approved"));
    }

    [Fact]
    public async Task A_maker_takes_back_its_own_moves_and_no_others()
    {
        var move = await engine.Propose("cb01", 11);
        using (var other = engine.As("cb02", "officer-maker"))
        using (var refused = await other.PostRaw(Path(move, "refusal"), ""))
        {
            await refused.ShouldBeProblem(403, "Forbidden");
        }

        using var own = engine.As("cb01", "officer-maker");
        using var taken = await own.PostRaw(Path(move, "refusal"), "");
        taken.IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task A_dead_letter_is_posted_again_when_two_operators_want_the_same()
    {
        var status = Sample.Status(engine.Other.Taxpayer);
        var letter = await Letter(status.With("status", "\"odd\"").ToJsonString());
        var right = status.With("status", "\"active\"").ToJsonString();
        using var first = engine.As("op01", "operator");
        using var second = engine.As("op02", "operator");
        (await Redrive(first, letter, right)).ShouldBe((202, "pending"));
        (await Redrive(first, letter, right)).ShouldBe((202, "pending"), "one is one, however often it asks");
        (await Redrive(second, letter, Sample.Status(engine.Other.Taxpayer).ToJsonString())).ShouldBe((409, "RedriveDiffers"));
        (await Redrive(second, letter, right)).ShouldBe((200, "accepted"));
        (await Redrive(second, letter, right)).ShouldBe((202, "pending"), "and once");
        engine.Log.Lines.ShouldContain(static line => line.Contains("caller=op02") && line.EndsWith("what=redrive"));
    }

    [Fact]
    public void What_was_asked_for_is_forgotten_after_an_hour()
    {
        var clock = new SetClock();
        var redrives = new PendingRedrives(clock);
        var (one, two) = (new Caller { Name = "op01", Roles = Roles.Operator }, new Caller { Name = "op02", Roles = Roles.Operator });
        redrives.IsSecond(7, "{}"u8.ToArray(), one).ShouldBeFalse();
        clock.Now += TimeSpan.FromMinutes(61);
        redrives.IsSecond(7, "{}"u8.ToArray(), two).ShouldBeFalse("the first is over");
        redrives.IsSecond(7, "{}"u8.ToArray(), one).ShouldBeTrue();
    }

    private string Path(string move, string what) => $"/v1/taxpayers/{engine.Own.Taxpayer}/moves/{move}/{what}";

    private async Task<long> Letter(string raw)
    {
        using var customs = engine.Customs();
        await customs.PostEvents("customs.taxpayers", raw);
        using var auditor = engine.As("audit", "auditor");
        return (await auditor.GetJson("/v1/dead-letters?limit=1000")).GetProperty("deadLetters").EnumerateArray().Last().GetProperty("id").GetInt64();
    }

    private static async Task<(int Status, string? Said)> Redrive(HttpClient http, long letter, string body)
    {
        using var answer = await http.PostRaw($"/v1/dead-letters/{letter}/redrive", body);
        var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        return ((int)answer.StatusCode, json.TryGetProperty("code", out var code) ? code.GetString() : json.GetProperty("status").GetString());
    }

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
