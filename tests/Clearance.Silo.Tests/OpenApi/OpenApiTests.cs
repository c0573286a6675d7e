using System.Text.Json;
using Clearance.Silo.Tests.Running;
using Microsoft.AspNetCore.Routing;

namespace Clearance.Silo.Tests.OpenApi;

/// <summary>The OpenAPI document describes what is there, all of it, and nothing else.</summary>
[Collection(SharedEngine.Name)]
public sealed class OpenApiTests(EngineFixture engine)
{
    [Fact]
    public async Task Every_route_is_described_and_every_described_route_is_there()
    {
        var document = await engine.Http.GetJson("/openapi/v1.json");
        var described = document.GetProperty("paths").EnumerateObject().SelectMany(path =>
            path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}"));

        await using var app = Silos.Build();
        var mapped = ((IEndpointRouteBuilder)app).DataSources
            .SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
                .Select(method => $"{method} {endpoint.RoutePattern.RawText}"));

        described.Order(StringComparer.Ordinal).ShouldBe(mapped.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task References_lead_somewhere_and_versions_are_right()
    {
        var document = await engine.Http.GetJson("/openapi/v1.json");
        document.GetProperty("openapi").GetString().ShouldBe("3.1.0");
        document.GetProperty("info").GetProperty("version").GetString().ShouldBe(SiloProcess.Version);
        var schemas = new SchemaCheck(document);
        References(document).Distinct().ShouldAllBe(reference => schemas.Resolve(reference).ValueKind == JsonValueKind.Object);
    }

    [Fact]
    public async Task Every_name_of_a_closed_list_is_described()
    {
        var document = await engine.Http.GetJson("/openapi/v1.json");
        var schemas = document.GetProperty("components").GetProperty("schemas");
        Names(schemas.GetProperty("Reason").GetProperty("properties").GetProperty("code"))
            .ShouldBe(Enum.GetNames<Domain.ReasonCode>());
        Names(schemas.GetProperty("EventResult").GetProperty("properties").GetProperty("code"))
            .ShouldBe(Enum.GetNames<Domain.RejectionCode>());

        static IEnumerable<string> Names(JsonElement schema) =>
            schema.GetProperty("enum").EnumerateArray().Select(name => name.GetString()!);
    }

    [Theory]
    [InlineData("/v1/nothing")]
    [InlineData("/v1/taxpayers/1")]
    public async Task A_problem_is_as_described(string path)
    {
        var document = await engine.Http.GetJson("/openapi/v1.json");
        using var response = await engine.Http.GetAsync(path);
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        var schemas = new SchemaCheck(document);
        schemas.Faults(schemas.Resolve("#/components/schemas/Problem"), problem).ShouldBeEmpty();
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member =>
            member.Name == "$ref" ? [member.Value.GetString()!] : References(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
