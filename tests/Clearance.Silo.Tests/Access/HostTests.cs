namespace Clearance.Silo.Tests.Access;

/// <summary>S26: the engine answers to its own names, and to pages of its own.</summary>
public sealed class HostTests
{
    [Theory]
    [InlineData("clearance.example", null, 200)]
    [InlineData("CLEARANCE.example:5443", null, 200)]
    [InlineData("evil.example", null, 421)]
    [InlineData("clearance.example.evil.example", null, 421)]
    [InlineData("localhost", null, 421)]
    [InlineData("clearance.example", "http://clearance.example", 200)]
    [InlineData("clearance.example", "https://clearance.example", 403)]
    [InlineData("clearance.example", "http://evil.example", 403)]
    [InlineData("clearance.example", "null", 403)]
    public async Task A_call_names_the_engine_and_comes_from_no_page_of_others(string host, string? origin, int status)
    {
        await using var engine = new AccessEngine("--Clearance:Access:Hosts", "clearance.example;127.0.0.1");
        await engine.InitializeAsync();
        using var http = engine.As("audit", "auditor");
        (await Ask(http, host, origin, "/openapi/v1.json")).ShouldBe(status);
    }

    [Fact]
    public async Task Whether_it_lives_is_told_under_any_name_and_lets_no_name_in()
    {
        await using var engine = new AccessEngine("--Clearance:Access:Hosts", "clearance.example;127.0.0.1");
        await engine.InitializeAsync();
        using var http = engine.As("audit", "auditor");
        (await Ask(http, "10.1.2.3", null, "/healthz")).ShouldBe(200);
        (await Ask(http, "10.1.2.3", null, "/v1/decisions")).ShouldBe(421);
    }

    private static async Task<int> Ask(HttpClient http, string host, string? origin, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = host;
        request.Headers.Add("X-Forwarded-Host", "clearance.example");
        if (origin is not null)
        {
            request.Headers.TryAddWithoutValidation("Origin", origin);
        }

        using var answer = await http.SendAsync(request);
        return (int)answer.StatusCode;
    }
}
