using System.Net;
using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;
using Clearance.Silo.Tests.Running;
using Clearance.Testing.Stores;

namespace Clearance.Silo.Tests.Http;

/// <summary>A ledger that an event stopped, seen and let go on over HTTP.</summary>
public sealed class ParkedTests
{
    /// <summary>Both stores and, where there are two, both hosts; what is started unless asked for otherwise is the tool's test.</summary>
    public static TheoryData<string, string> Engines => new()
    {
        { "sqlite", "Local" },
        { "postgres", SiloSettings.HasOrleans ? "Orleans" : "Local" },
    };

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_stopped_ledger_is_listed_with_the_reason_and_goes_on_once_that_is_repaired(string store, string host)
    {
        await using var server = store == "postgres" ? await PostgresServer.Create() : null;
        await using var engine = await EngineProcess.Start(["--host", host, .. await OptionsOf(server)]);
        (await Parked(engine)).ShouldBeEmpty();
        var stopped = await StoppedLedger.In(engine, server?.Connection);
        var neighbour = await Registered(engine);

        var parked = (await Parked(engine)).ShouldHaveSingleItem();
        (parked.GetProperty("key").GetString(), parked.GetProperty("waiting").GetInt32()).ShouldBe((stopped.Taxpayer, 2));
        parked.GetProperty("why").GetString()!.ShouldNotContain("\n");
        var still = await Resume(engine, stopped.Taxpayer);
        (still.GetProperty("taken").GetInt32(), still.GetProperty("stopped").GetBoolean()).ShouldBe((0, true));
        still.GetProperty("stoppedBy").GetString()!.ShouldStartWith("BIDV:HUY");
        still.GetProperty("why").GetString()!.ShouldContain("Exception");
        (await Decision(engine, stopped.Declaration)).ShouldBe(("hold", "DecisionUnavailable"));
        (await Decision(engine, neighbour)).ShouldBe(("hold", "TaxUnpaid"), "who lets a ledger go on too early harms nobody");
        (await Parked(engine)).ShouldHaveSingleItem().GetProperty("waiting").GetInt32().ShouldBe(2);

        stopped.Mend();
        var gone = await Resume(engine, stopped.Taxpayer);

        (gone.GetProperty("taken").GetInt32(), gone.GetProperty("stopped").GetBoolean()).ShouldBe((2, false));
        gone.GetProperty("stoppedBy").ValueKind.ShouldBe(JsonValueKind.Null);
        (await Parked(engine)).ShouldBeEmpty();
        (await Decision(engine, stopped.Declaration)).ShouldBe(("clear", null), "the second payment waited and counts");
        var sums = (await engine.Http.GetJson($"/v1/taxpayers/{stopped.Taxpayer}")).GetProperty("sums");
        (Sum(sums, "confirmed"), Sum(sums, "cancelled"), Sum(sums, "allocated"), sums.GetProperty("balanced").GetBoolean())
            .ShouldBe((18_000_000, 9_000_000, 9_000_000, true));
        (await engine.Http.PostEvent("bank.payments", stopped.Cancellation)).Short().ShouldBe("duplicate");
        using var again = await Ask(engine, stopped.Taxpayer);
        await again.ShouldBeProblem(409, "NotParked");
    }

    [Fact]
    public async Task What_is_not_stopped_or_is_no_key_is_said_to_be_that()
    {
        await using var app = await Silos.Over(new InMemoryStore(), "--urls", "http://127.0.0.1:0", "--host", "Local");
        await app.StartAsync();
        using var http = Silos.Connect(app);
        var (declaration, taxpayer) = (Sample.Declaration(), Sample.Taxpayer());
        await http.PostEvent("customs.declarations", Sample.Registration(declaration, taxpayer).ToJsonString());
        foreach (var (key, status, code) in ((string, int, string)[])
                 [
                     (taxpayer, 409, "NotParked"), (Sample.Taxpayer(), 409, "NotParked"), (declaration[..11], 409, "NotParked"),
                     (Sample.Declaration()[..11], 409, "NotParked"), (declaration[..10] + "A", 400, "InvalidValue"), ("nobody", 400, "InvalidValue"),
                 ])
        {
            using var answer = await http.PostAsync($"/v1/parked/{key}/resume", null);
            (await answer.ShouldBeProblem(status, code)).GetProperty("field").GetString().ShouldBe("key", key);
        }

        await app.StopAsync();
    }

    [Fact]
    public async Task Keys_are_read_page_by_page_and_none_is_left_out_however_much_waits()
    {
        var store = new InMemoryStore();
        await using var app = await Silos.Over(store, "--urls", "http://127.0.0.1:0", "--host", "Local");
        await app.StartAsync();
        using var http = Silos.Connect(app);
        var keys = Enumerable.Range(0, 5).Select(static _ => Sample.Declaration()[..11]).Order(StringComparer.Ordinal).ToList();
        await Park(store, keys.Select(static key => new ParkedEvent(0, key, EventStream.Declarations, [1], "Exception: broken\n at a place")));
        await Park(store, Enumerable.Repeat(new ParkedEvent(0, keys[0], EventStream.Declarations, [1], ""), 1_200));

        var all = await http.GetJson("/v1/parked");
        Keys(all).ShouldBe(keys);
        (all.GetProperty("complete").GetBoolean(), all.GetProperty("next").ValueKind).ShouldBe((true, JsonValueKind.Null));
        var first = all.GetProperty("parked")[0];
        (first.GetProperty("waiting").GetInt32(), first.GetProperty("why").GetString()).ShouldBe((1_201, "Exception: broken"));

        var pages = new List<JsonElement> { await http.GetJson("/v1/parked?limit=2") };
        while (pages[^1].GetProperty("next").GetString() is { } next)
        {
            pages[^1].GetProperty("complete").GetBoolean().ShouldBeFalse();
            pages.Add(await http.GetJson($"/v1/parked?limit=2&after={next}"));
        }

        pages.Select(static page => Keys(page).Count()).ShouldBe([2, 2, 1]);
        pages.SelectMany(Keys).ShouldBe(keys);
        foreach (var (query, field) in ((string, string)[])[("after=nobody", "after"), ("limit=0", "limit"), ("limit=1001", "limit"), ("after=1&after=2", "after")])
        {
            using var answer = await http.GetAsync($"/v1/parked?{query}");
            (await answer.ShouldBeProblem(400, "InvalidValue")).GetProperty("field").GetString().ShouldBe(field, query);
        }

        await app.StopAsync();
    }

    private static async Task Park(InMemoryStore store, IEnumerable<ParkedEvent> events) =>
        (await store.Commit([new CommitUnit { Parked = [.. events] }], CancellationToken.None)).ShouldHaveSingleItem().ShouldBe(CommitOutcome.Committed);

    private static IEnumerable<string> Keys(JsonElement page) => page.GetProperty("parked").EnumerateArray().Select(static it => it.GetProperty("key").GetString()!);

    private static async Task<string[]> OptionsOf(PostgresServer? server)
    {
        if (server is null)
        {
            return [];
        }

        (await EngineProcess.Run(["--migrate", server.Connection])).ExitCode.ShouldBe(0);
        return ["--Clearance:Store:Provider", "postgres", "--Clearance:Store:Postgres:ConnectionString", server.Connection];
    }

    private static async Task<string> Registered(EngineProcess engine)
    {
        var declaration = Sample.Declaration();
        var registered = Sample.RegisteredNow(declaration, Sample.Taxpayer()).ToJsonString();
        (await engine.Http.PostEvent("customs.declarations", registered)).Short().ShouldBe("accepted");
        return declaration;
    }

    private static async Task<List<JsonElement>> Parked(EngineProcess engine)
    {
        var answer = await engine.Http.GetJson("/v1/parked");
        answer.GetProperty("complete").GetBoolean().ShouldBeTrue();
        return [.. answer.GetProperty("parked").EnumerateArray()];
    }

    private static async Task<(string Outcome, string? Reason)> Decision(EngineProcess engine, string declaration)
    {
        var decision = await engine.Http.GetJson($"/v1/declarations/{declaration}/eligibility");
        var reasons = decision.GetProperty("reasons").EnumerateArray().Select(static reason => reason.GetProperty("code").GetString());
        return (decision.GetProperty("outcome").GetString()!, reasons.SingleOrDefault());
    }

    private static Task<HttpResponseMessage> Ask(EngineProcess engine, string key) =>
        engine.Http.PostAsync($"/v1/parked/{key}/resume", null);

    private static async Task<JsonElement> Resume(EngineProcess engine, string key)
    {
        using var answer = await Ask(engine, key);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    private static long Sum(JsonElement sums, string name) => sums.GetProperty(name).GetInt64();
}
