using System.Net.Http.Headers;
using Clearance.Silo.Tests.Running;
using Clearance.Testing.Stores;
using Microsoft.AspNetCore.Routing;

namespace Clearance.Silo.Tests.Access;

/// <summary>S13, S24: with an address for administrators, what is theirs is there and nowhere else.</summary>
public sealed class AdminDoorTests : IAsyncLifetime, IAsyncDisposable
{
    private static readonly string[] Theirs =
    [
        "POST /v1/dead-letters/{id}/redrive", "GET /v1/parked", "POST /v1/parked/{key}/resume", "GET /", "GET /operations.js",
        "GET /operations.css", "GET /v1/operations", "GET /find", "GET /declarations/{n}", "GET /taxpayers/{id}", "GET /metrics",
    ];

    /// <summary>What operators share with others.</summary>
    private static readonly string[] Shared = ["/v1/dead-letters", "/v1/dead-letters/{id}", "/v1/journal/head", "/openapi/v1.json"];

    private readonly AccessEngine engine = new("--Clearance:Access:AdminUrls", "http://127.0.0.1:0");

    public Task InitializeAsync() => engine.InitializeAsync();

    public Task DisposeAsync() => engine.DisposeAsync();

    async ValueTask IAsyncDisposable.DisposeAsync() => await engine.DisposeAsync();

    [Fact]
    public async Task Every_route_is_at_both_addresses_but_for_those_of_administrators_which_nobody_finds_elsewhere()
    {
        var routes = ((IEndpointRouteBuilder)engine.App).DataSources.SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>()
            .Select(static route => (Method: route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Single(), Route: route.RoutePattern.RawText!)).ToList();
        routes.Select(static it => $"{it.Method} {it.Route}").Intersect(Theirs).Order().ShouldBe(Theirs.Order());
        foreach (var (role, name) in ((string, string)[])[("operator", "op01"), ("auditor", "audit"), ("officer-checker", "ld02"), ("", "nobody")])
        {
            foreach (var (method, route) in routes)
            {
                var (here, admin) = (await Ask(false, role, name, method, route), await Ask(true, role, name, method, route));
                if (!Theirs.Contains($"{method} {route}"))
                {
                    (here[..3], admin[..3]).ShouldBe(
                        role == "operator" && Shared.Contains(route) ? ("403", "200") : (admin[..3], admin[..3]), $"{role} {method} {route}");
                    continue;
                }

                admin.ShouldNotStartWith("404", customMessage: $"{role} {method} {route}");
                here.ShouldBe(await Ask(false, role, name, method, "/nothing"), $"{role} {method} {route}");
            }
        }
    }

    [Fact]
    public async Task What_is_not_there_is_so_by_any_method_and_in_any_spelling()
    {
        foreach (var route in Theirs.Select(static it => it.Split(' ')[1]).Concat(["/METRICS", "/metrics/", "/v1/Operations", "/find?q=1"]))
        {
            foreach (var method in (string[])["GET", "POST", "DELETE", "OPTIONS", "HEAD"])
            {
                (await Ask(false, "operator", "op01", method, route)).ShouldBe(await Ask(false, "operator", "op01", method, "/nothing"), $"{method} {route}");
            }
        }

        // Elsewhere a method that is not there is told.
        (await Ask(false, "operator", "op01", "DELETE", "/v1/eligibility")).ShouldStartWith("405");
        (await Ask(true, "operator", "op01", "DELETE", "/metrics")).ShouldStartWith("405");
    }

    [Fact]
    public async Task An_operator_is_one_at_the_address_of_administrators_alone()
    {
        (await Ask(false, "operator", "op01", "GET", "/v1/dead-letters")).ShouldStartWith("403");
        (await Ask(true, "operator", "op01", "GET", "/v1/dead-letters")).ShouldStartWith("200");
        (await Ask(false, "auditor", "audit", "GET", "/v1/dead-letters")).ShouldStartWith("200");
        (await Ask(false, "", "", "GET", "/metrics")).ShouldStartWith("401", customMessage: "who is not known is told nothing of paths");
        (await Ask(true, "", "", "GET", "/metrics")).ShouldStartWith("401");
        (await Ask(true, "operator", "op01", "GET", "/metrics", host: engine.Url.Authority)).ShouldStartWith("200");
        (await Ask(false, "operator", "op01", "GET", "/metrics", host: engine.AdminUrl.Authority)).ShouldStartWith("404", customMessage: "what a call says of its address is not believed");
    }

    [Fact]
    public async Task Over_TLS_it_is_the_same()
    {
        using var certificate = AccessFolder.Certificate("localhost");
        using var folder = new AccessFolder();
        await using var app = await Silos.Over(new InMemoryStore(),
        [
            "--host", "Local", "--urls", "https://127.0.0.1:0", "--Clearance:Access:AdminUrls", "https://127.0.0.1:0",
            .. folder.Options, .. folder.WriteTls(certificate),
        ]);
        await app.StartAsync();
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.GetCertHashString() == certificate.GetCertHashString();
        using var http = new HttpClient(handler);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", folder.Tokens.Token(Tokens.Claims("op01", "operator")));
        var answers = new List<int>();
        foreach (var path in (string[])["/metrics", "/v1/dead-letters"])
        {
            foreach (var url in app.Urls)
            {
                using var answer = await http.GetAsync(url + path);
                answers.Add((int)answer.StatusCode);
            }
        }

        await app.StopAsync();
        answers.ShouldBe([404, 200, 403, 200]);
    }

    [Theory]
    [InlineData("http://0.0.0.0:5443", "so it must be https")]
    [InlineData("https://127.0.0.1:5443", "https needs Clearance:Tls:Certificate")]
    [InlineData("nonsense", "it must be http://127.0.0.1:PORT")]
    public void Its_address_is_held_to_the_rules_of_the_others(string url, string why) =>
        Should.Throw<SettingsException>(() => SettingsReader.Read([.. engine.Folder.Options, "--data", Path.GetTempPath(), "--Clearance:Access:AdminUrls", url]))
            .Message.ShouldSatisfyAllConditions(it => it.ShouldStartWith("Clearance:Access:AdminUrls is '"), it => it.ShouldContain(why));

    [Fact]
    public void In_production_it_is_https_and_without_access_control_it_is_on_this_machine()
    {
        using var folder = new AccessFolder();
        using var certificate = AccessFolder.Certificate("localhost");
        string[] safe =
        [
            "--data", Path.GetTempPath(), "--urls", "https://127.0.0.1:0", "--Clearance:Profile", "Production", .. folder.Options, .. folder.WriteTls(certificate),
        ];
        Should.Throw<SettingsException>(() => SettingsReader.Read([.. safe, "--Clearance:Access:AdminUrls", "http://127.0.0.1:0"]))
            .Message.ShouldContain("every address of Clearance:Access:AdminUrls must be https");
        SettingsReader.Read([.. safe, "--Clearance:Access:AdminUrls", "https://0.0.0.0:5444"]).Settings.AdminUrls.Count.ShouldBe(1);
        Should.Throw<SettingsException>(() => SettingsReader.Read(["--data", Path.GetTempPath(), "--Clearance:Access:AdminUrls", "http://0.0.0.0:5444"]))
            .Message.ShouldContain("only loopback addresses are allowed");
    }

    /// <summary>Everything of an answer that somebody could compare: the status first, headers, and the body unless it never ends.</summary>
    private async Task<string> Ask(bool isAdmin, string role, string name, string method, string route, string? host = null)
    {
        using var http = new HttpClient { BaseAddress = isAdmin ? engine.AdminUrl : engine.Url };
        http.DefaultRequestHeaders.Authorization = name.Length == 0 ? null : new AuthenticationHeaderValue("Bearer", engine.Token(name, role));
        var path = route.Replace("{stream}", "customs.taxpayers").Replace("{n}", engine.Own.Declaration).Replace("{moveId}", engine.Move)
            .Replace("{id}", route.Contains("taxpayers", StringComparison.Ordinal) ? engine.Own.Taxpayer : $"{engine.LetterOfBidv}");
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Host = host;
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var status = (int)answer.StatusCode;
        var headers = answer.Headers.Concat(answer.Content.Headers).Where(static it => it.Key != "Date")
            .Select(static it => $"{it.Key}: {string.Join(',', it.Value)}").Order();
        return $"{status}\n{string.Join('\n', headers)}\n{(status >= 400 ? await answer.Content.ReadAsStringAsync() : "")}";
    }
}
