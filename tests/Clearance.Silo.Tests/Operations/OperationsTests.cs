using System.Net;
using System.Text.Json;
using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.OpenApi;
using Clearance.Silo.Tests.Running;

namespace Clearance.Silo.Tests.Operations;

/// <summary>What an operator is shown, over HTTP: figures that follow the events, and pages that run nothing of anybody else's.</summary>
public sealed class OperationsTests(OperationsEngine engine) : IClassFixture<OperationsEngine>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task What_is_shown_is_as_described_and_small()
    {
        var document = await engine.Http.GetJson("/openapi/v1.json");
        await engine.HeldAndPaid();
        var view = await Until(engine, static it => it.GetProperty("standing").GetProperty("census").ValueKind == JsonValueKind.Object);

        var schemas = new SchemaCheck(document);
        schemas.Faults(schemas.Resolve("#/components/schemas/Operations"), view).ShouldBeEmpty();
        view.GetRawText().Length.ShouldBeLessThan(100 * 1024);
        view.GetProperty("process").GetProperty("ready").GetBoolean().ShouldBeTrue();
        view.GetProperty("silos").GetArrayLength().ShouldBe(1);
        view.GetProperty("partitions").ValueKind.ShouldBe(JsonValueKind.Null);
        using var response = await engine.Http.GetAsync("/v1/operations");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Fact]
    public async Task Events_questions_and_refusals_show_within_seconds()
    {
        var taxpayer = Sample.Taxpayer();
        var declaration = Sample.Declaration();
        var now = $"\"{DateTime.UtcNow:yyyy-MM-dd'T'HH:mm:ss'Z'}\"";
        await engine.Http.PostEvent("customs.declarations", Sample.RegisteredNow(declaration, taxpayer).ToJsonString());
        await engine.Http.PostEvent("bank.payments", Sample.Payment(taxpayer, declaration).With("debitedAt", now).With("bank", "\"OPSB\"").With("id", "\"OPSB:1\"").ToJsonString());
        await engine.Http.GetJson($"/v1/declarations/{declaration}/eligibility");
        using var refused = await engine.Http.GetAsync("/v1/taxpayers/1");

        var view = await Until(engine, it =>
            it.GetProperty("lastMinute").GetProperty("questions").GetInt32() > 0
            && it.GetProperty("lastMinute").GetProperty("callsRefused").GetInt32() > 0
            && it.GetProperty("bankToRelease").EnumerateArray().Any(static bank => bank.GetProperty("bank").GetString() == "OPSB"));

        var minute = view.GetProperty("lastMinute");
        minute.GetProperty("streams")[2].GetProperty("accepted").GetInt32().ShouldBeGreaterThan(0);
        minute.GetProperty("eventMilliseconds").GetProperty("p99").GetDecimal().ShouldBeGreaterThan(0);
        var bank = view.GetProperty("bankToRelease").EnumerateArray().Single(static bank => bank.GetProperty("bank").GetString() == "OPSB");
        (bank.GetProperty("freed").GetInt32() + bank.GetProperty("ahead").GetInt32()).ShouldBe(1);
        view.GetProperty("lastQuarter").GetProperty("events").GetArrayLength().ShouldBe(90);
    }

    [Fact]
    public async Task What_is_held_though_it_is_paid_is_found_by_the_census()
    {
        var declaration = await engine.HeldAndPaid();

        var view = await Until(engine, it => it.GetProperty("standing").GetProperty("census") is { ValueKind: JsonValueKind.Object } census
            && census.GetProperty("oldestHeldAndPaid").EnumerateArray().Any(held => held.GetProperty("declaration").GetString() == declaration));

        var found = view.GetProperty("standing").GetProperty("census").GetProperty("oldestHeldAndPaid").EnumerateArray()
            .Single(held => held.GetProperty("declaration").GetString() == declaration);
        found.GetProperty("reason").GetString().ShouldBe("EnforcementStop");
        found.GetProperty("money").GetString().ShouldBe("paid");
    }

    [Fact]
    public async Task Dead_letters_are_counted_once_however_often_the_census_passes()
    {
        using var answer = await engine.Http.PostRaw("/v1/streams/bank.payments/events", Sample.Payment(Sample.Taxpayer(), null).With("bank", "1").ToJsonString());
        var stored = (await engine.Http.GetJson("/v1/dead-letters?limit=1000")).GetProperty("deadLetters").GetArrayLength();

        var view = await Until(engine, it => it.GetProperty("deadLetters").GetProperty("letters").GetInt32() >= stored);

        view.GetProperty("deadLetters").GetProperty("letters").GetInt32().ShouldBe(stored);
        var asOf = view.GetProperty("standing").GetProperty("asOf").GetString();
        var later = await Until(engine, it => it.GetProperty("standing").GetProperty("asOf").GetString() != asOf);
        later.GetProperty("deadLetters").GetProperty("letters").GetInt32().ShouldBe(stored);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/declarations/{n}")]
    [InlineData("/taxpayers/{t}")]
    public async Task A_page_runs_nothing_of_anybody_elses_and_is_kept_nowhere(string path)
    {
        var declaration = await engine.HeldAndPaid();
        using var response = await engine.Http.GetAsync(path.Replace("{n}", declaration).Replace("{t}", engine.Held));
        var page = await response.Content.ReadAsStringAsync();

        response.StatusCode.ShouldBe(HttpStatusCode.OK, page);
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldStartWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldNotContain("unsafe");
        response.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        page.ShouldNotContain("://");
        page.ShouldNotContain("style=");
        page.Replace("{body}", "", StringComparison.Ordinal).ShouldNotContain("{", Case.Sensitive, "but for what a sender wrote, no place is left open");
    }

    [Theory]
    [InlineData("10 5123 45676 0", "/declarations/105123456760")]
    [InlineData("0100109106", "/taxpayers/0100109106")]
    [InlineData("0100109106-001", "/taxpayers/0100109106001")]
    [InlineData("nonsense", null)]
    [InlineData("<script>", null)]
    [InlineData("", null)]
    public async Task What_is_typed_leads_to_its_page_or_is_refused(string typed, string? to)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = engine.Http.BaseAddress };
        using var response = await http.GetAsync($"/find?q={Uri.EscapeDataString(typed)}");
        if (to is null)
        {
            await response.ShouldBeProblem(400, "InvalidValue");
            return;
        }

        response.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        response.Headers.Location!.OriginalString.ShouldBe(to);
    }

    [Fact]
    public async Task A_declaration_is_found_by_its_number_with_or_without_the_amendment()
    {
        using var page = await engine.Http.GetAsync($"/find?q=%20{(await engine.HeldAndPaid())[..11]}");
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.RequestMessage!.RequestUri!.AbsolutePath.ShouldStartWith("/declarations/");
    }

    internal static async Task<JsonElement> Until(OperationsEngine engine, Func<JsonElement, bool> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var view = await engine.Http.GetJson("/v1/operations");
            if (holds(view))
            {
                return view;
            }

            await Task.Delay(100, patience.Token);
        }
    }
}

/// <summary>An engine whose census hardly rests.</summary>
public sealed class OperationsEngine : IAsyncLifetime
{
    private readonly Lazy<Task<string>> held;
    private EngineProcess? engine;

    /// <summary>Not started yet.</summary>
    public OperationsEngine() => held = new Lazy<Task<string>>(Hold);

    /// <summary>A connection to it.</summary>
    public HttpClient Http => engine!.Http;

    /// <summary>A taxpayer whose goods are stopped.</summary>
    public string Held { get; } = Sample.Taxpayer();

    /// <inheritdoc/>
    public async Task InitializeAsync() => engine = await EngineProcess.Start(
        ["--Clearance:Census:Pause", "00:00:00.2000000", "--Clearance:Census:Percent", "100"]);

    /// <inheritdoc/>
    public async Task DisposeAsync() => await engine!.DisposeAsync();

    /// <summary>A declaration that is paid and held all the same, by a decision to stop; always the same.</summary>
    public Task<string> HeldAndPaid() => held.Value;

    private async Task<string> Hold()
    {
        var declaration = Sample.Declaration();
        var registration = Sample.RegisteredNow(declaration, Held).With("invoice", "\"<b onclick=x>&'\\\"{body}\"");
        await Http.PostEvent("customs.declarations", registration.ToJsonString());
        await Http.PostEvent("bank.payments", Sample.Payment(Held, declaration).ToJsonString());
        await Http.PostEvent(
            "customs.taxpayers",
            $$"""{"type":"EnforcementPlaced","id":"QD:{{Sample.Next()}}","at":"2026-11-03T08:00:00+07:00","taxpayer":"{{Held}}","decision":"QD-18/2026","effectiveFrom":"2026-11-03"}""");
        return declaration;
    }
}
