using System.Net.Http.Json;
using System.Text.Json;
using Clearance.Silo.Tests.OpenApi;
using Clearance.Silo.Tests.Running;

namespace Clearance.Silo.Tests.Http;

/// <summary>What officers ask and do: suspense with candidates, surplus, and moves that one makes and another checks.</summary>
[Collection(SharedEngine.Name)]
public sealed class MoveTests(EngineFixture engine)
{
    private readonly string taxpayer = Sample.Taxpayer();
    private readonly string declaration = Sample.Declaration();

    [Fact]
    public async Task A_mis_keyed_row_finds_its_declaration_and_frees_it_when_another_officer_approves()
    {
        await Post("customs.declarations", Sample.Registration(declaration, taxpayer).ToJsonString());
        var payment = Sample.Payment(taxpayer, Swapped(declaration));
        await Post("bank.payments", payment.ToJsonString());

        var row = (await Described("/suspense", "Suspense")).GetProperty("rows").EnumerateArray().ShouldHaveSingleItem();
        (Text(row, "payment"), Text(row, "place"), Text(row, "declaration")).ShouldBe((payment.Id(), "suspense", Swapped(declaration)));
        var best = row.GetProperty("candidates")[0];
        (Text(best, "declaration"), Text(best, "taxpayer"), Text(best, "code"), best.GetProperty("outstanding").GetInt64())
            .ShouldBe((declaration, taxpayer, "1901", 9_000_000));
        best.GetProperty("why").EnumerateArray().Sum(part => part.GetProperty("points").GetInt32())
            .ShouldBe(best.GetProperty("score").GetInt32());

        var move = await Proposed("cb01", Assign(payment.Id(), declaration));
        (Text(move, "status"), Text(move, "maker")).ShouldBe(("proposed", "cb01"));
        (await engine.Client.Eligibility(declaration, On)).Outcome.ShouldBe("hold");
        using (var own = await Send(HttpMethod.Post, $"/{Text(move, "id")}/approval", "cb01"))
        {
            await own.ShouldBeProblem(403, "SamePersonMadeAndChecked");
        }

        var approved = await Decide(move, "approval", "ld02");

        (Text(approved, "status"), Text(approved, "decidedBy")).ShouldBe(("done", "ld02"));
        (await engine.Client.Eligibility(declaration, On)).Outcome.ShouldBe("clear");
        (await Described("/suspense", "Suspense")).GetProperty("rows").GetArrayLength().ShouldBe(0);
        (await Decide(move, "approval", "ld02")).GetRawText().ShouldBe(approved.GetRawText(), "twice is once");
        using var late = await Send(HttpMethod.Post, $"/{Text(move, "id")}/refusal", "ld03");
        await late.ShouldBeProblem(409, "MoveAlreadyDecided");
    }

    [Fact]
    public async Task A_misdirected_row_is_offered_the_line_it_was_meant_for()
    {
        await Post("customs.declarations", Sample.Registration(declaration, taxpayer).ToJsonString());
        var payment = Sample.Payment(taxpayer, declaration).With("rows.0.code", "\"1702\"");
        await Post("bank.payments", payment.ToJsonString());

        var row = (await Described("/suspense", "Suspense")).GetProperty("rows").EnumerateArray().ShouldHaveSingleItem();

        (Text(row, "place"), Text(row, "code")).ShouldBe(("misdirected", "1702"));
        (Text(row.GetProperty("candidates")[0], "declaration"), Text(row.GetProperty("candidates")[0], "code")).ShouldBe((declaration, "1901"));
        var move = await Proposed("cb01", Assign(payment.Id(), declaration));
        Text(await Decide(move, "approval", "ld02"), "status").ShouldBe("done");
        (await engine.Client.Eligibility(declaration, On)).Outcome.ShouldBe("clear");
    }

    [Fact]
    public async Task A_number_keyed_for_anothers_declaration_finds_it()
    {
        await Post("customs.declarations", Sample.Registration(declaration, Sample.Taxpayer()).ToJsonString());
        var payment = Sample.Payment(taxpayer, declaration);
        await Post("bank.payments", payment.ToJsonString());

        var row = (await Described("/suspense", "Suspense")).GetProperty("rows").EnumerateArray().ShouldHaveSingleItem();
        Text(row.GetProperty("candidates")[0], "declaration").ShouldBe(declaration);
        var move = await Proposed("cb01", Assign(payment.Id(), declaration));

        Text(await Decide(move, "approval", "ld02"), "status").ShouldBe("done");
        (await engine.Client.Eligibility(declaration, On)).Outcome.ShouldBe("clear");
    }

    [Fact]
    public async Task Of_many_moves_beyond_the_surplus_exactly_what_is_there_is_moved()
    {
        await Post("bank.payments", Sample.Payment(taxpayer, null, 1_000_000).ToJsonString());
        await Post("customs.declarations", Sample.Registration(declaration, taxpayer).ToJsonString());
        var surplus = await Described("/surplus", "Surplus");
        (surplus.GetProperty("total").GetInt64(), surplus.GetProperty("places")[0].GetProperty("from").ValueKind)
            .ShouldBe((1_000_000, JsonValueKind.Null));

        var moves = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Proposed("cb01", i % 2 == 0
            ? "\"kind\":\"refund\",\"from\":null,\"amount\":150000"
            : $"\"kind\":\"apply\",\"from\":null,\"to\":\"{declaration}\",\"code\":\"1901\",\"account\":\"budget\",\"amount\":150000")));
        var approvals = await Task.WhenAll(
            from move in moves from officer in (string[])["ld02", "ld03"] select Approval(Text(move, "id")!, officer));

        approvals.Count(it => it.Status == 200).ShouldBe(20, "of two officers who approve at once one does");
        approvals.Count(it => it.Status == 409 && Text(it.Body, "code") == "MoveAlreadyDecided").ShouldBe(20);
        var listed = (await Described("/moves", null)).GetProperty("moves").EnumerateArray().ToList();
        listed.Count(it => Text(it, "status") == "done").ShouldBe(6, "six times 150,000 is what 1,000,000 holds");
        listed.Where(it => Text(it, "status") == "rejected").Select(it => Text(it.GetProperty("rejection"), "code"))
            .ShouldBe(Enumerable.Repeat("InsufficientSurplus", 14));
        (await Described("/surplus", "Surplus")).GetProperty("total").GetInt64().ShouldBe(100_000);
        (await engine.Client.Taxpayer(taxpayer)).Sums.Balanced.ShouldBeTrue();
        using var beyond = await Propose("cb01", "\"kind\":\"refund\",\"from\":null,\"amount\":100001");
        await beyond.ShouldBeProblem(409, "InsufficientSurplus");
    }

    [Fact]
    public async Task Surplus_of_cleared_goods_is_shown_and_pays_other_goods()
    {
        var other = Sample.Declaration();
        await Post("customs.declarations", Sample.Registration(declaration, taxpayer).ToJsonString());
        await Post("customs.declarations", Sample.Registration(other, taxpayer).ToJsonString());
        await Post("bank.payments", Sample.Payment(taxpayer, declaration, 18_000_000).ToJsonString());
        await Post("customs.declarations", Sample.Fact("ClearanceRecorded", declaration, ""","outcome":"cleared" """).ToJsonString());

        var surplus = await Described("/surplus", "Surplus");
        surplus.GetProperty("elsewhere").GetInt64().ShouldBe(0);
        var place = surplus.GetProperty("places").EnumerateArray().ShouldHaveSingleItem();
        (Text(place, "from"), place.GetProperty("amount").GetInt64()).ShouldBe((declaration, 9_000_000));
        var move = await Proposed(
            "cb01", $"\"kind\":\"apply\",\"from\":\"{declaration}\",\"to\":\"{other}\",\"code\":\"1901\",\"account\":\"budget\",\"amount\":9000000");
        await Decide(move, "approval", "ld02");

        (await engine.Client.Eligibility(other, On)).Outcome.ShouldBe("clear");
    }

    [Fact]
    public async Task A_proposal_repeated_under_its_id_is_one_and_another_move_under_it_is_refused()
    {
        await Post("bank.payments", Sample.Payment(taxpayer, null, 1_000_000).ToJsonString());
        const string Refund = "\"id\":\"R-1\",\"kind\":\"refund\",\"from\":null,\"amount\":400000";
        var first = await Proposed("cb01", Refund);

        (await Proposed("cb01", Refund, 200)).GetRawText().ShouldBe(first.GetRawText());
        using var another = await Propose("cb01", Refund.Replace("400000", "400001", StringComparison.Ordinal));
        await another.ShouldBeProblem(409, "MoveIdTaken");
        using var someoneElse = await Propose("cb02", Refund);
        await someoneElse.ShouldBeProblem(409, "MoveIdTaken");
        Text(await Decide(first, "refusal", "cb01"), "status").ShouldBe("refused");
        using var late = await Send(HttpMethod.Post, "/R-1/approval", "ld02");
        await late.ShouldBeProblem(409, "MoveAlreadyDecided");
        (await Described("/moves/R-1", "Move")).GetProperty("status").GetString().ShouldBe("refused");
    }

    [Theory]
    [InlineData("cb01", "", 400, "MissingField", "kind")]
    [InlineData("cb01", "\"kind\":\"give\"", 400, "InvalidValue", "kind")]
    [InlineData("cb01", "\"kind\":\"refund\",\"from\":null,\"amount\":1.5", 400, "InvalidAmount", "amount")]
    [InlineData("cb01", "\"kind\":\"refund\",\"amount\":1", 400, "MissingField", "from")]
    [InlineData("cb01", "\"kind\":\"refund\",\"from\":null,\"amount\":1,\"id\":\"a b\"", 400, "InvalidValue", "id")]
    [InlineData("cb01", "\"kind\":\"refund\",\"kind\":\"refund\"", 400, "UnreadableBody", null)]
    [InlineData("cb01", "\"kind\":\"\\ud800\"", 400, "UnreadableBody", null)]
    [InlineData("cb01", "\"kind\":\"refund\",\"from\":null,\"amount\":1", 409, "InsufficientSurplus", "amount")]
    [InlineData("cb01", "\"kind\":\"assign\",\"payment\":\"B:1\",\"row\":1,\"declaration\":null", 409, "NotAllowedInStatus", "row")]
    [InlineData(null, "\"kind\":\"refund\",\"from\":null,\"amount\":1", 401, "OfficerUnknown", "Clearance-Officer")]
    [InlineData("-", "\"kind\":\"refund\",\"from\":null,\"amount\":1", 400, "InvalidValue", "Clearance-Officer")]
    public async Task A_proposal_that_is_none_is_refused(string? officer, string members, int status, string code, string? field)
    {
        using var response = await Propose(officer, members);
        var problem = await response.ShouldBeProblem(status, code);
        (problem.TryGetProperty("field", out var named) ? named.GetString() : null).ShouldBe(field);
    }

    [Fact]
    public async Task A_move_nobody_proposed_is_not_found()
    {
        using var response = await Send(HttpMethod.Post, "/nothing/approval", "ld02");
        await response.ShouldBeProblem(404, "MoveNotFound");
    }

    private static DateOnly On { get; } = new(2026, 11, 3);

    /// <summary>Two neighbouring digits swapped: no declaration has that number.</summary>
    private static string Swapped(string number)
    {
        for (var i = 2; i < 9; i++)
        {
            var digits = number.ToCharArray();
            (digits[i], digits[i + 1]) = (digits[i + 1], digits[i]);
            if (!Domain.DeclarationKey.TryParseEither(digits, out _))
            {
                return new string(digits);
            }
        }

        return "99" + number[2..];
    }

    private static string Assign(string payment, string to) =>
        $"\"kind\":\"assign\",\"payment\":\"{payment}\",\"row\":1,\"declaration\":\"{to}\",\"code\":\"1901\",\"account\":\"budget\"";

    private static string? Text(JsonElement element, string member) => element.GetProperty(member).GetString();

    private async Task<JsonElement> Proposed(string officer, string members, int status = 201)
    {
        using var response = await Propose(officer, members);
        ((int)response.StatusCode).ShouldBe(status, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private Task<HttpResponseMessage> Propose(string? officer, string members) =>
        Send(HttpMethod.Post, "", officer, $"{{{members}}}");

    private async Task<JsonElement> Decide(JsonElement move, string decision, string officer)
    {
        using var response = await Send(HttpMethod.Post, $"/{Text(move, "id")}/{decision}", officer);
        ((int)response.StatusCode).ShouldBe(200, await response.Content.ReadAsStringAsync());
        var decided = await response.Content.ReadFromJsonAsync<JsonElement>();
        await ShouldBe("Move", decided);
        return decided;
    }

    private async Task<(int Status, JsonElement Body)> Approval(string move, string officer)
    {
        using var response = await Send(HttpMethod.Post, $"/{move}/approval", officer);
        return ((int)response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    private async Task<HttpResponseMessage> Send(HttpMethod method, string path, string? officer, string body = "")
    {
        using var request = new HttpRequestMessage(method, $"/v1/taxpayers/{taxpayer}/moves{path}") { Content = new StringContent(body) };
        if (officer is not null)
        {
            request.Headers.Add("Clearance-Officer", officer);
        }

        return await engine.Http.SendAsync(request);
    }

    private async Task<JsonElement> Described(string path, string? schema)
    {
        var answer = await engine.Http.GetJson($"/v1/taxpayers/{taxpayer}{path}");
        if (schema is not null)
        {
            await ShouldBe(schema, answer);
        }

        return answer;
    }

    private async Task ShouldBe(string schema, JsonElement answer)
    {
        var schemas = new SchemaCheck(await engine.Http.GetJson("/openapi/v1.json"));
        schemas.Faults(schemas.Resolve($"#/components/schemas/{schema}"), answer).ShouldBeEmpty();
    }

    private async Task Post(string stream, string json) =>
        (await engine.Http.PostEvent(stream, json)).Short().ShouldBe("accepted");
}
