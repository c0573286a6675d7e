using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Clearance.Silo.Tests.Running;
using Clearance.Workload;

namespace Clearance.Silo.Tests.Banks;

/// <summary>A country's day, played to an engine: every bank's file of what was accepted agrees, and what is not in it is found.</summary>
public sealed class WholeDayTests
{
    private static readonly DateOnly Day = new(2026, 11, 2);
    private readonly Dictionary<string, JsonObject> payments = [];
    private readonly HashSet<string> cancelled = [];

    [Fact]
    public async Task Each_banks_files_of_a_generated_day_agree_and_one_line_less_or_twice_is_found()
    {
        await using var engine = await EngineProcess.Start();
        await Play(engine.Http, NationalDay.Of(new WorkloadProfile { Day = Day, Declarations = 150, Taxpayers = 40, Seed = 7 }));
        payments.Count.ShouldBeGreaterThan(60);
        var matched = 0;
        foreach (var bank in payments.Values.Select(payment => (string)payment["bank"]!).Distinct().Order(StringComparer.Ordinal))
        {
            foreach (var day in (DateOnly[])[Day.AddDays(-1), Day, Day.AddDays(1)])
            {
                var lines = Lines(bank, day);
                var answer = await Reconcile(engine.Http, bank, day, lines);
                answer.Findings().ShouldBeEmpty($"{bank} {day}");
                matched += answer.GetProperty("counts").GetProperty("matched").GetInt32();
                if (lines.Count > 0)
                {
                    (await Reconcile(engine.Http, bank, day, [.. lines, lines[0]])).Findings().ShouldHaveSingleItem();
                    var fewer = (await Reconcile(engine.Http, bank, day, lines[1..])).Findings();
                    fewer.Count().ShouldBe(lines[0].EndsWith("cancelled", StringComparison.Ordinal) ? 0 : 1);
                }
            }
        }

        matched.ShouldBe(payments.Where(it => !cancelled.Contains(it.Key)).Sum(it => it.Value["rows"]!.AsArray().Count));
    }

    private async Task Play(HttpClient http, NationalDay day)
    {
        foreach (var e in day.Events)
        {
            var result = await http.PostEvent(e.Stream, Encoding.UTF8.GetString(e.Json.Span));
            if (result.GetProperty("status").GetString() != "accepted")
            {
                continue;
            }

            var json = JsonNode.Parse(e.Json.Span)!.AsObject();
            if (e.Type == "PaymentConfirmed")
            {
                payments.Add((string)json["id"]!, json);
            }
            else if (e.Type == "PaymentCancelled")
            {
                cancelled.Add((string)json["payment"]!);
            }
        }

        cancelled.RemoveWhere(id => !payments.ContainsKey(id));
    }

    /// <summary>The rows of a bank debited from after 16:00 of the day before through 16:00.</summary>
    private List<string> Lines(string bank, DateOnly day)
    {
        var through = new DateTimeOffset(day, new TimeOnly(16, 0), TimeSpan.FromHours(7));
        return [.. payments.Values
            .Where(payment => (string)payment["bank"]! == bank)
            .Where(payment => Seconds(payment) > through.AddDays(-1) && Seconds(payment) <= through)
            .SelectMany(payment => payment.Lines(cancelled.Contains((string)payment["id"]!) ? "cancelled" : "confirmed"))];
    }

    private static DateTimeOffset Seconds(JsonObject payment)
    {
        var time = DateTimeOffset.Parse((string)payment["debitedAt"]!, CultureInfo.InvariantCulture);
        return time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
    }

    private static Task<System.Text.Json.JsonElement> Reconcile(HttpClient http, string bank, DateOnly day, List<string> lines) =>
        http.Reconcile(bank, day.ToString("yyyy-MM-dd"), BankCalls.Header + string.Join('\n', lines));
}
