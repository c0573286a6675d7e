using System.Text.Json;
using Clearance.Entities;
using Clearance.Silo.Tests.Running;

namespace Clearance.Silo.Tests.Http;

/// <summary>What callers are told when the engine cannot answer: whether to repeat, and never the text of an exception.</summary>
public sealed class FaultTests
{
    private const string Secret = "password=hunter2";

    public static TheoryData<Exception, int, string> Faults => new()
    {
        { new StoreUnavailableException(Secret), 503, "StoreUnavailable" },
        { new NotSettledException(Secret), 503, "NotSettled" },
        { new CommitOutcomeUnknownException(Secret), 503, "OutcomeUnknown" },
        { new StateConflictException(Secret), 503, "OutcomeUnknown" },
        { new OverloadedException(Secret), 429, "Overloaded" },
        { new OverloadedException(Secret, isPartial: true), 503, "Overloaded" },
        { new InvalidOperationException(Secret), 500, "InternalError" },
        { new OperationCanceledException(Secret), 500, "InternalError" },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public async Task A_fault_is_a_problem_without_its_text(Exception fault, int status, string code)
    {
        await using var app = Silos.Build(new FaultyEngine(fault));
        await app.StartAsync();
        using var http = Silos.Connect(app);
        var number = Sample.Declaration();
        using var post = await http.PostRaw("/v1/streams/customs.taxpayers/events", Sample.Status().ToJsonString());
        using var eligibility = await http.GetAsync($"/v1/declarations/{number}/eligibility");
        using var declaration = await http.GetAsync($"/v1/declarations/{number}");
        using var taxpayer = await http.GetAsync($"/v1/taxpayers/{Sample.Taxpayer()}");

        foreach (var response in (HttpResponseMessage[])[post, eligibility, declaration, taxpayer])
        {
            var problem = await response.ShouldBeProblem(status, code);
            problem.GetRawText().ShouldNotContain(Secret);
            (response.Headers.RetryAfter is not null).ShouldBe(status != 500);
            problem.TryGetProperty("traceId", out _).ShouldBe(status == 500);
        }
    }

    [Fact]
    public async Task Of_many_questions_each_has_its_own_error()
    {
        await using var app = Silos.Build(new FaultyEngine(new InvalidOperationException(Secret)));
        await app.StartAsync();
        using var http = Silos.Connect(app);
        using var response = await http.PostRaw("/v1/eligibility", $$"""{"declarations":["{{Sample.Declaration()}}","1"]}""");
        var results = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("results");
        results.EnumerateArray().Select(r => r.GetProperty("error").GetProperty("code").GetString())
            .ShouldBe(["DecisionUnavailable", "InvalidDeclarationNumber"]);
    }

    [Fact]
    public async Task An_engine_that_lost_its_store_is_alive_and_not_ready()
    {
        await using var engine = new FaultyEngine(new StoreUnavailableException(""));
        await using var app = Silos.Build(engine);
        await app.StartAsync();
        using var http = Silos.Connect(app);
        (await http.GetAsync("/readyz")).IsSuccessStatusCode.ShouldBeTrue();

        engine.Memory.LeaseLost = true;
        using var response = await http.GetAsync("/readyz");
        (await response.ShouldBeProblem(503, "NotReady")).GetProperty("detail").GetString()!.ShouldContain("lease");
        (await http.GetAsync("/healthz")).IsSuccessStatusCode.ShouldBeTrue();
    }
}
