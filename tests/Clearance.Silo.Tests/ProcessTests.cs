using System.Text.Json;
using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.Running;

namespace Clearance.Silo.Tests;

/// <summary>The process's life: its first line, a second one, stopping, and being killed.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task The_first_line_says_host_store_address_and_who_may_ask()
    {
        await using var engine = await EngineProcess.Start();
        var host = SiloSettings.HasOrleans ? "Orleans" : "Local";
        engine.Output.Split('\n')[0].TrimEnd().ShouldBe(
            $"Clearance {SiloProcess.Version}: host {host}, store SQLite in {engine.Data}, listening on "
            + $"{engine.Url.ToString().TrimEnd('/')} (loopback only: access control is not configured)");
    }

    [Fact]
    public async Task What_is_ordinary_is_not_logged()
    {
        await using var engine = await EngineProcess.Start();
        var registration = Sample.Registration(Sample.Declaration(), Sample.Taxpayer()).ToJsonString();
        (await engine.Http.PostEvent("customs.declarations", registration)).Short().ShouldBe("accepted");
        (await engine.Stop()).ShouldBe(0);

        engine.Output.ShouldNotContain("Z info: ");
    }

    [Fact]
    public async Task A_second_engine_on_the_same_data_is_refused_and_the_first_goes_on()
    {
        await using var first = await EngineProcess.Start();
        var (code, output, error) = await EngineProcess.Run(["--urls", "http://127.0.0.1:0", "--data", first.Data]);
        code.ShouldBe(3);
        output.ShouldBeEmpty();
        error.Trim().Split('\n').ShouldHaveSingleItem().ShouldStartWith(
            $"Clearance cannot start: The data folder '{first.Data}' is in use by process {first.Process.Id}");
        (await first.Client.IsReady()).ShouldBeTrue();
    }

    [Fact]
    public async Task An_address_in_use_is_refused()
    {
        await using var first = await EngineProcess.Start();
        var data = Directory.CreateTempSubdirectory("clearance-");
        try
        {
            var (code, _, error) = await EngineProcess.Run(["--urls", first.Url.ToString(), "--data", data.FullName]);
            code.ShouldBe(4);
            error.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain(first.Url.Port.ToString());
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task SIGTERM_finishes_what_is_under_way_and_exits_0()
    {
        await using var engine = await EngineProcess.Start();
        var calls = Enumerable.Range(0, 20).Select(_ => Batch()).ToList();
        var answers = calls.ConvertAll(events => engine.Http.PostEvents("customs.taxpayers", $"[{string.Join(',', events)}]"));
        await answers[0];
        (await engine.Stop()).ShouldBe(0);

        var answered = new List<string>();
        for (var i = 0; i < answers.Count; i++)
        {
            try
            {
                (await answers[i]).ShouldAllBe(result => result.Short() == "accepted");
                answered.AddRange(calls[i]);
            }
            catch (HttpRequestException)
            {
                // Came after it stopped accepting.
            }
        }

        await engine.Restart();
        foreach (var events in answered.Chunk(1000))
        {
            var again = await engine.Http.PostEvents("customs.taxpayers", $"[{string.Join(',', events)}]");
            again.ShouldAllBe(result => result.Short() == "duplicate");
        }

        engine.Output.ShouldNotContain("   at ", Case.Sensitive, "no stack trace");

        static List<string> Batch() => [.. Enumerable.Range(0, 50).Select(_ => Sample.Status().ToJsonString())];
    }

    [Fact]
    public async Task What_was_accepted_is_there_after_a_kill()
    {
        await using var engine = await EngineProcess.Start();
        var (declaration, taxpayer) = (Sample.Declaration(), Sample.Taxpayer());
        var registration = Sample.Registration(declaration, taxpayer).ToJsonString();
        await engine.Http.PostEvents("customs.declarations", registration);
        var payment = Sample.Payment(taxpayer, declaration).ToJsonString();
        (await engine.Http.PostEvent("bank.payments", payment)).Short().ShouldBe("accepted");
        await engine.Kill();
        await engine.Restart();

        (await engine.Http.PostEvent("bank.payments", payment)).Short().ShouldBe("duplicate");
        var decision = await engine.Client.Eligibility(declaration, new DateOnly(2026, 11, 2));
        (decision.Outcome, decision.Paid).ShouldBe(("clear", 9_000_000));
    }

    [Fact]
    public async Task A_call_waits_no_longer_than_the_settle_timeout()
    {
        await using var engine = await EngineProcess.Start(
            "--Clearance:Limits:SettleTimeout", "00:00:01", "--Clearance:Test:DeliveryDelay", "00:00:03");
        var (declaration, payer) = (Sample.Declaration(), Sample.Taxpayer());
        await engine.Http.PostEvents("customs.declarations", Sample.Registration(declaration).ToJsonString());
        var payment = Sample.Payment(payer, declaration);
        await engine.Http.PostEvents("bank.payments", payment.ToJsonString());
        var move = Sample.Move("SuspenseAssigned", payer,
            $$""" "payment":"{{payment.Id()}}","row":1,"declaration":"{{declaration}}","code":"1901","account":"budget" """);

        using var late = await engine.Http.PostRaw("/v1/streams/customs.taxpayers/events", move.ToJsonString());
        await late.ShouldBeProblem(503, "NotSettled");
        late.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));

        (await RepeatUntilSettled(engine, move.ToJsonString())).ShouldBe("duplicate");
        (await engine.Client.Eligibility(declaration, new DateOnly(2026, 11, 4))).Outcome.ShouldBe("clear");
    }

    private static async Task<string> RepeatUntilSettled(EngineProcess engine, string e)
    {
        for (var i = 0; i < 60; i++)
        {
            using var response = await engine.Http.PostRaw("/v1/streams/customs.taxpayers/events", e);
            if (response.IsSuccessStatusCode)
            {
                var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
                return answer.GetProperty("results")[0].Short();
            }
        }

        return "never settled";
    }
}
