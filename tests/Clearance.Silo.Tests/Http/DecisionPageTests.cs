using Clearance.Silo.Tests.OpenApi;
using Clearance.Silo.Tests.Running;

namespace Clearance.Silo.Tests.Http;

/// <summary>The decisions of all declarations, from any cursor.</summary>
[Collection(SharedEngine.Name)]
public sealed class DecisionPageTests(EngineFixture engine)
{
    private readonly string taxpayer = Sample.Taxpayer();
    private readonly string declaration = Sample.Declaration();

    [Fact]
    public async Task From_every_cursor_exactly_the_rest_follows()
    {
        var cursors = new List<string> { await Now() };
        var others = Enumerable.Range(0, 4).Select(_ => Sample.Declaration()).Append(declaration).ToList();
        foreach (var one in others)
        {
            await Post("customs.declarations", Sample.Registration(one, taxpayer).ToJsonString());
            await Post("bank.payments", Sample.Payment(taxpayer, one).ToJsonString());
        }

        var ids = new List<string>();
        while (ids.Count < 10)
        {
            var (page, next) = await Read($"after={cursors[^1]}&limit=1");
            ids.Add(page.ShouldHaveSingleItem());
            cursors.Add(next);
        }

        ids.ShouldBe(others.SelectMany(one => new[] { $"{one[..11]}:1", $"{one[..11]}:2" }));
        for (var i = 0; i < cursors.Count; i++)
        {
            var (rest, next) = await Read($"after={cursors[i]}");
            rest.ShouldBe(ids.Skip(i));
            next.ShouldBe(cursors[^1]);
        }
    }

    [Fact]
    public async Task From_the_start_everything_follows_and_the_end_is_an_empty_page_with_the_same_cursor()
    {
        await Post("customs.declarations", Sample.Registration(declaration, taxpayer).ToJsonString());
        var (all, cursor) = (new List<string>(), "start");
        while (true)
        {
            var (page, next) = await Read($"after={cursor}&limit=1000");
            all.AddRange(page);
            if (page.Count == 0)
            {
                next.ShouldBe(cursor);
                break;
            }

            cursor = next;
        }

        all.ShouldContain($"{declaration[..11]}:1");
        all.ShouldBeUnique();
        (await Read("limit=1000")).Ids.ShouldBe(all.Take(1000));
    }

    [Fact]
    public async Task Decisions_and_obligations_are_as_described()
    {
        var from = await Now();
        await Post("customs.declarations", Sample.Registration(declaration, taxpayer).ToJsonString());
        await Post("customs.declarations", Sample.Registration(Sample.Declaration(), taxpayer).With("term", "\"A\"")
            .With("guarantee", """{"bank":"VCB","year":2026,"sign":"BL","number":"0001"}""").ToJsonString());
        var schemas = new SchemaCheck(await engine.Http.GetJson("/openapi/v1.json"));

        foreach (var (list, schema) in new[] { ("decisions", "DecisionPage"), ("obligations", "ObligationPage") })
        {
            var page = await engine.Http.GetJson($"/v1/{list}?after={from}");
            page.GetProperty(list).GetArrayLength().ShouldBe(2);
            schemas.Faults(schemas.Resolve($"#/components/schemas/{schema}"), page).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task What_is_to_be_paid_is_told_when_it_changes_after_an_adjustment_too_and_not_when_something_else_does()
    {
        var from = await Now();
        await Post("customs.declarations", Sample.Registration(declaration, taxpayer).ToJsonString());
        await Post("bank.payments", Sample.Payment(taxpayer, declaration, 4_000_000).ToJsonString());
        await Post("customs.taxpayers", Sample.Status(taxpayer).With("type", "\"EnforcementPlaced\"")
            .With("decision", "\"QD-18/2026\"").With("status", null).ToJsonString());
        await Post("customs.declarations", Sample.Fact("ObligationAdjusted", declaration,
            ""","decision":"AD-7/2026","kind":"tax","code":"1901","account":"budget","amount":12000000,"due":null""").ToJsonString());

        var obligations = (await engine.Http.GetJson($"/v1/obligations?after={from}")).GetProperty("obligations").EnumerateArray().ToList();
        var decisions = (await Read($"after={from}")).Ids;

        decisions.Count.ShouldBe(4);
        obligations.Select(it => it.GetProperty("sequence").GetInt64()).ShouldBe([1, 2, 4]);
        obligations.Select(it => it.GetProperty("obligation").GetProperty("outstanding").GetInt64()).ShouldBe([9_000_000, 5_000_000, 8_000_000]);
        obligations.Select(it => it.GetProperty("obligation").GetProperty("pay")[0].GetProperty("amount").GetInt64())
            .ShouldBe([9_000_000, 5_000_000, 8_000_000]);
    }

    [Theory]
    [InlineData("decisions", "after=0", "UnknownCursor", "after")]
    [InlineData("decisions", "after=", "UnknownCursor", "after")]
    [InlineData("decisions", "after=AQAAAAAAAAAB", "UnknownCursor", "after")]
    [InlineData("decisions", "after=start&after=now", "InvalidValue", "after")]
    [InlineData("decisions", "limit=1001", "InvalidValue", "limit")]
    [InlineData("obligations", "after=x", "UnknownCursor", "after")]
    [InlineData("decisions/stream", "after=x", "UnknownCursor", "after")]
    [InlineData("decisions/stream", "taxpayer=1", "InvalidTaxpayerId", "taxpayer")]
    [InlineData("decisions/stream", "outcome=gone", "InvalidValue", "outcome")]
    [InlineData("decisions/stream", "declaration=105123456750", "InvalidDeclarationNumber", "declaration")]
    public async Task A_malformed_part_is_refused_and_named(string path, string query, string code, string field)
    {
        using var response = await engine.Http.GetAsync($"/v1/{path}?{query}");
        (await response.ShouldBeProblem(400, code)).GetProperty("field").GetString().ShouldBe(field);
    }

    [Fact]
    public async Task A_cursor_of_another_engine_is_refused()
    {
        await using var other = await EngineProcess.Start();
        (await other.Http.PostEvent("customs.declarations", Sample.Registration().ToJsonString())).Short().ShouldBe("accepted");
        var foreign = (await other.Http.GetJson("/v1/decisions")).GetProperty("next").GetString();

        using var response = await engine.Http.GetAsync($"/v1/decisions?after={foreign}");

        (await response.ShouldBeProblem(400, "UnknownCursor")).GetProperty("field").GetString().ShouldBe("after");
    }

    private async Task<string> Now()
    {
        var (page, next) = await Read("after=now");
        page.ShouldBeEmpty();
        return next;
    }

    private async Task<(List<string> Ids, string Next)> Read(string query)
    {
        var page = await engine.Http.GetJson($"/v1/decisions?{query}");
        return ([.. page.GetProperty("decisions").EnumerateArray().Select(it => it.GetProperty("id").GetString()!)],
            page.GetProperty("next").GetString()!);
    }

    private async Task Post(string stream, string json) =>
        (await engine.Http.PostEvent(stream, json)).Short().ShouldBe("accepted");
}
