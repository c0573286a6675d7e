using System.Text;
using Clearance.Silo.Tests.Http;
using Microsoft.AspNetCore.Routing;

namespace Clearance.Silo.Tests.Access;

/// <summary>
/// S11: what is another's and what is not there are the same work, so that the time of an answer tells as little as its bytes. What it does
/// tell is measured by <c>loadtests telling</c>.
/// </summary>
public sealed class TellingTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly AccessEngine engine;
    private CountingStore? store;

    public TellingTests() => engine = new AccessEngine
    {
        StoreSeen = seen =>
        {
            var (counting, counts) = CountingStore.Over(seen);
            store = counts;
            return counting;
        },
    };

    public Task InitializeAsync() => engine.InitializeAsync();

    public Task DisposeAsync() => engine.DisposeAsync();

    async ValueTask IAsyncDisposable.DisposeAsync() => await engine.DisposeAsync();

    [Fact]
    public async Task A_taxpayer_has_the_engine_do_the_same_for_a_foreign_declaration_as_for_none_however_often_it_asks()
    {
        using var http = engine.Taxpayer(engine.Own);
        foreach (var (method, route) in Routes("{n}"))
        {
            var nowhere = Sample.Declaration();
            for (var time = 0; time < 3; time++)
            {
                var foreign = await Ask(http, method, route.Replace("{n}", engine.Other.Declaration));
                var none = await Ask(http, method, route.Replace("{n}", nowhere));
                foreign.ShouldBe(none, $"{method} {route}, time {time}");
                foreign.ShouldStartWith("404");
                foreign.ShouldEndWith("\nLoadIdentities");
            }

            // Somebody who may asks for it in between: it is in memory then, and still it is the same work.
            using var customs = engine.Customs();
            (await customs.GetAsync($"/v1/declarations/{engine.Other.Declaration}/eligibility")).EnsureSuccessStatusCode();
            store!.Take();
            (await Ask(http, method, route.Replace("{n}", engine.Other.Declaration))).ShouldBe(await Ask(http, method, route.Replace("{n}", nowhere)));
        }
    }

    [Fact]
    public async Task A_foreign_taxpayer_and_none_are_refused_without_asking_the_store()
    {
        using var http = engine.Taxpayer(engine.Own);
        foreach (var (method, route) in Routes("/taxpayers/{id}"))
        {
            var foreign = await Ask(http, method, route.Replace("{id}", engine.Other.Taxpayer));
            foreign.ShouldBe(await Ask(http, method, route.Replace("{id}", Sample.Taxpayer())), $"{method} {route}");
            foreign.ShouldStartWith("404");
            foreign.ShouldEndWith("\n");
        }
    }

    [Fact]
    public async Task A_bank_has_the_engine_do_the_same_for_a_foreign_dead_letter_as_for_none()
    {
        using var http = engine.Bank("VCB");
        var foreign = await Ask(http, "GET", $"/v1/dead-letters/{engine.LetterOfBidv}");
        foreign.ShouldBe(await Ask(http, "GET", "/v1/dead-letters/999999"));
        foreign.ShouldStartWith("404");
        foreign.ShouldEndWith("\nReadDeadLetters");
    }

    /// <summary>The routes for taxpayers that name something.</summary>
    private List<(string Method, string Route)> Routes(string named)
    {
        var routes = ((IEndpointRouteBuilder)engine.App).DataSources.SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(static route => (route.Metadata.GetMetadata<RouteAccess>()!.Allowed & Roles.Taxpayer) != 0)
            .Select(static route => (Method: route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Single(), Route: route.RoutePattern.RawText!))
            .Where(route => route.Route.Contains(named, StringComparison.Ordinal)).ToList();
        routes.Count.ShouldBeGreaterThan(3);
        return routes;
    }

    /// <summary>An answer, and in its last line what the store was asked for it.</summary>
    private async Task<string> Ask(HttpClient http, string method, string path)
    {
        store!.Take();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = method == "POST" ? new StringContent("""{"events":[]}""", Encoding.UTF8, "application/json") : null;
        using var answer = await http.SendAsync(request);
        return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}\n{store.Take()}";
    }
}
