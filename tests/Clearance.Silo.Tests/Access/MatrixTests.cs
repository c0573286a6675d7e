using System.Text;
using Clearance.Silo.Tests.Running;
using Microsoft.AspNetCore.Routing;

namespace Clearance.Silo.Tests.Access;

/// <summary>S11, S13, S24: who may use which route on whose objects, every cell of it.</summary>
public sealed class MatrixTests(AccessEngine engine) : IClassFixture<AccessEngine>
{
    /// <summary>In this order; <c>vcb</c> and <c>stranger</c> ask for what is BIDV's and the own taxpayer's.</summary>
    private static readonly string[] Callers =
        ["customs", "bidv", "vcb", "port", "owner", "stranger", "maker", "checker", "operator", "auditor", "nobody"];

    /// <summary>y: it is for them; n: 403; 0: 404, as if it were not there. Who is not known at all is 401 but where all are y.</summary>
    private const string Table = """
        POST /v1/streams/{stream}/events customs.declarations     y n n n n n n n n n n
        POST /v1/streams/{stream}/events customs.taxpayers        y n n n n n n n n n n
        POST /v1/streams/{stream}/events bank.payments            n y y n n n n n n n n
        POST /v1/streams/{stream}/events bank.guarantees          n y y n n n n n n n n
        POST /v1/adapters/camt054 bank=BIDV                       n y 0 n n n n n n n n
        POST /v1/reconciliations bank=BIDV&day=2026-11-02         n y 0 n n n y y n y n
        GET /v1/dead-letters -                                    n y y n n n n n y y n
        GET /v1/dead-letters/{id} bidv                            n y 0 n n n n n y y n
        GET /v1/dead-letters/{id} customs                         n 0 0 n n n n n y y n
        POST /v1/dead-letters/{id}/redrive bidv                   n n n n n n n n y n n
        GET /v1/parked -                                          n n n n n n n n y y n
        POST /v1/parked/{key}/resume -                            n n n n n n n n y n n
        GET /v1/declarations/{n}/eligibility -                    y n n y y 0 y y n y n
        POST /v1/eligibility -                                    y n n y n n y y n y n
        POST /v1/declarations/{n}/what-if -                       y n n n y 0 y y n y n
        GET /v1/declarations/{n}/explain -                        y n n n y 0 y y n y n
        GET /v1/declarations/{n} -                                y n n n y 0 y y n y n
        GET /v1/declarations/{n}/history -                        y n n n y 0 y y n y n
        GET /v1/declarations/{n}/receipt paid                     n n n n y 0 y y n y n
        GET /v1/taxpayers/{id} -                                  n n n n y 0 y y n y n
        GET /v1/taxpayers/{id}/suspense -                         n n n n y 0 y y n y n
        GET /v1/taxpayers/{id}/surplus -                          n n n n y 0 y y n y n
        GET /v1/taxpayers/{id}/completion -                       n n n n y 0 y y n y n
        GET /v1/taxpayers/{id}/account month=2026-11              n n n n y 0 y y n y n
        GET /v1/taxpayers/{id}/moves -                            n n n n n n y y n y n
        POST /v1/taxpayers/{id}/moves -                           n n n n n n y n n n n
        GET /v1/taxpayers/{id}/moves/{moveId} -                   n n n n n n y y n y n
        POST /v1/taxpayers/{id}/moves/{moveId}/approval -         n n n n n n n y n n n
        POST /v1/taxpayers/{id}/moves/{moveId}/refusal -          n n n n n n y y n n n
        GET /v1/decisions -                                       y n n n n n n n n y n
        GET /v1/decisions/stream -                                y n n n n n n n n y n
        GET /v1/obligations -                                     y n n n n n n n n y n
        GET /v1/obligations/stream -                              y n n n n n n n n y n
        GET /v1/declarations/{n}/token -                          y n n y y 0 y y n y n
        GET /v1/tokens/keys -                                     y y y y y y y y y y y
        GET /v1/tokens/revoked -                                  y n n y n n y y n y n
        GET /v1/journal/head -                                    y n n n n n n n y y n
        GET / -                                                   n n n n n n y y y y n
        GET /operations.js -                                      n n n n n n y y y y n
        GET /operations.css -                                     n n n n n n y y y y n
        GET /v1/operations -                                      n n n n n n y y y y n
        GET /find q=x                                             n n n n n n y y y y n
        GET /declarations/{n} -                                   n n n n n n y y y y n
        GET /taxpayers/{id} -                                     n n n n n n y y y y n
        GET /metrics -                                            n n n n n n n n y y n
        GET /openapi/v1.json -                                    y y y y y y y y y y n
        GET /healthz -                                            y y y y y y y y y y y
        GET /readyz -                                             y y y y y y y y y y y
        """;

    internal static IReadOnlyList<string> All { get; } = Table.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public static TheoryData<string> Rows => [.. All];

    [Fact]
    public void The_table_has_every_route_and_every_route_says_for_whom_it_is()
    {
        var routes = ((IEndpointRouteBuilder)engine.App).DataSources.SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>().ToList();
        routes.Where(static route => route.Metadata.GetMetadata<RouteAccess>() is null).Select(static route => route.RoutePattern.RawText).ShouldBeEmpty();
        routes.SelectMany(static route => route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
                .Select(method => $"{method} {route.RoutePattern.RawText}"))
            .ShouldBe(All.Select(static row => string.Join(' ', row.Split(' ')[..2])).Distinct(), ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_row_of_the_table_holds(string row)
    {
        var parts = row.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (method, route, what, expected) = (parts[0], parts[1], parts[2], parts[3..]);
        expected.Length.ShouldBe(Callers.Length);
        var found = new StringBuilder();
        foreach (var caller in Callers)
        {
            using var http = Connect(caller);
            var status = await Ask(http, method, route, what, caller);
            status.ShouldNotBe(401, caller);
            status.ShouldBeLessThan(500, caller);
            found.Append(status switch { 403 => 'n', 404 => '0', _ => 'y' }).Append(' ');
        }

        found.ToString().TrimEnd().ShouldBe(string.Join(' ', expected), row);
        using var unknown = engine.As(null);
        (await Ask(unknown, method, route, what, "unknown")).ShouldBe(expected.Contains("n") ? 401 : 200, "who is not known");
    }

    [Theory]
    [InlineData("GET", "/nothing")]
    [InlineData("DELETE", "/v1/eligibility")]
    [InlineData("GET", "/metrics/../v1/decisions")]
    public async Task Who_is_not_known_is_told_nothing_of_paths(string method, string path)
    {
        using var http = engine.As(null);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await http.SendAsync(request);
        await answer.ShouldBeProblem(401, "Unauthenticated");
        answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
    }

    private HttpClient Connect(string caller) => caller switch
    {
        "customs" => engine.Customs(),
        "bidv" or "vcb" => engine.Bank(caller.ToUpperInvariant()),
        "port" => engine.As("gate-1", "port"),
        "owner" => engine.Taxpayer(engine.Own),
        "stranger" => engine.Taxpayer(engine.Other),
        "maker" => engine.As("cb01", "officer-maker"),
        "checker" => engine.As("ld02", "officer-checker"),
        "operator" => engine.As("op01", "operator"),
        "auditor" => engine.As("audit", "auditor"),
        _ => engine.As("nobody"),
    };

    private async Task<int> Ask(HttpClient http, string method, string route, string what, string caller)
    {
        if (what == "paid")
        {
            using var bank = engine.Bank();
            await bank.PostEvents("bank.payments", Http.Sample.Payment(engine.Own.Taxpayer, engine.Own.Declaration, 1000).ToJsonString());
        }

        // What is refused or approved is so once: each caller has a move of its own.
        var move = route.EndsWith("al", StringComparison.Ordinal) ? await engine.Propose(caller == "maker" ? "cb01" : "cb09", 1) : engine.Move;
        var path = route.Replace("{stream}", what).Replace("{n}", engine.Own.Declaration).Replace("{moveId}", move)
            .Replace("{id}", route.Contains("/taxpayers/", StringComparison.Ordinal) ? engine.Own.Taxpayer
                : $"{(what == "customs" ? engine.LetterOfCustoms : engine.LetterOfBidv)}");
        using var request = new HttpRequestMessage(new HttpMethod(method), what.Contains('=') ? $"{path}?{what}" : path);
        if (method == "POST")
        {
            request.Content = new StringContent(Body(route));
        }

        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return (int)answer.StatusCode;
    }

    private static string Body(string route) => route switch
    {
        "/v1/streams/{stream}/events" => "[]",
        "/v1/eligibility" => """{"declarations":[]}""",
        "/v1/declarations/{n}/what-if" => """{"events":[]}""",
        "/v1/taxpayers/{id}/moves" => """{"kind":"refund","from":null,"amount":1}""",
        _ => "",
    };
}
