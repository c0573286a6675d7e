using System.Net.Http.Headers;
using System.Text;
using Clearance.Silo.Tests.Running;

namespace Clearance.Silo.Tests.Http;

/// <summary>Calls that are refused as a whole: RFC 9457 problem details, and nothing of them is applied.</summary>
[Collection(SharedEngine.Name)]
public sealed class ProblemTests(EngineFixture engine)
{
    private const string Events = "/v1/streams/customs.taxpayers/events";

    [Theory]
    [InlineData("GET", "/nothing/here", 404, "NotFound", null)]
    [InlineData("GET", "/v1/declarations", 404, "NotFound", null)]
    [InlineData("POST", "/v1/streams/customs.nothing/events", 404, "UnknownStream", "stream")]
    [InlineData("POST", "/v1/streams/clearance.decisions/events", 404, "UnknownStream", "stream")]
    [InlineData("POST", "/v1/streams/CUSTOMS.TAXPAYERS/events", 404, "UnknownStream", "stream")]
    [InlineData("GET", Events, 405, "MethodNotAllowed", null)]
    [InlineData("DELETE", "/v1/eligibility", 405, "MethodNotAllowed", null)]
    [InlineData("POST", "/healthz", 405, "MethodNotAllowed", null)]
    [InlineData("POST", Events, 400, "UnreadableBody", null)]
    [InlineData("POST", "/v1/eligibility", 400, "UnreadableBody", null)]
    [InlineData("GET", "/v1/declarations/10512345676x/eligibility", 400, "InvalidDeclarationNumber", "n")]
    [InlineData("GET", "/v1/declarations/105123456750/eligibility", 400, "InvalidDeclarationNumber", "n")]
    [InlineData("GET", "/v1/declarations/1051234567601/eligibility", 400, "InvalidDeclarationNumber", "n")]
    [InlineData("GET", "/v1/declarations/%20105123456760/eligibility", 400, "InvalidDeclarationNumber", "n")]
    [InlineData("GET", "/v1/declarations/105123456750", 400, "InvalidDeclarationNumber", "n")]
    [InlineData("GET", "/v1/declarations/105123456760/eligibility?on=2026-02-30", 400, "InvalidDate", "on")]
    [InlineData("GET", "/v1/declarations/105123456760/eligibility?on=", 400, "InvalidDate", "on")]
    [InlineData("GET", "/v1/declarations/105123456760/eligibility?on=2026-11-02T08:00:00Z", 400, "InvalidDate", "on")]
    [InlineData("GET", "/v1/declarations/105123456760/eligibility?on=2026-11-02&on=2026-11-03", 400, "InvalidDate", "on")]
    [InlineData("GET", "/v1/declarations/105123456760?on=today", 400, "InvalidDate", "on")]
    [InlineData("GET", "/v1/taxpayers/0100109107", 400, "InvalidTaxpayerId", "id")]
    [InlineData("GET", "/v1/taxpayers/0100109106?on=2026-1-1", 400, "InvalidDate", "on")]
    public async Task A_refused_call_says_why(string method, string path, int status, string code, string? field)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await engine.Http.SendAsync(request);
        var problem = await response.ShouldBeProblem(status, code);
        (problem.TryGetProperty("field", out var named) ? named.GetString() : null).ShouldBe(field);
        (response.Content.Headers.Allow.Count > 0).ShouldBe(status == 405);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[{},]")]
    [InlineData("{}{}")]
    [InlineData("[{}] x")]
    [InlineData("{'id':1}")]
    [InlineData("\uFEFF[]")]
    public async Task A_body_that_is_not_JSON_applies_nothing(string body)
    {
        using var response = await engine.Http.PostRaw(Events, body);
        await response.ShouldBeProblem(400, "UnreadableBody");
    }

    [Fact]
    public async Task Nothing_of_a_body_with_a_broken_end_is_applied()
    {
        var e = Sample.Status().ToJsonString();
        using var response = await engine.Http.PostRaw(Events, $"[{e},{{]");
        await response.ShouldBeProblem(400, "UnreadableBody");
        (await engine.Http.PostEvent("customs.taxpayers", e)).Short().ShouldBe("accepted");
    }

    [Fact]
    public async Task An_empty_array_has_no_results() =>
        (await engine.Http.PostEvents("customs.taxpayers", " [ ] ")).ShouldBeEmpty();

    [Fact]
    public async Task The_content_type_does_not_matter_and_an_encoding_is_refused()
    {
        using var content = new StringContent(Sample.Status().ToJsonString(), Encoding.UTF8, "text/plain");
        using var accepted = await engine.Http.PostAsync(Events, content);
        accepted.IsSuccessStatusCode.ShouldBeTrue();

        using var encoded = new ByteArrayContent([1, 2, 3]);
        encoded.Headers.ContentEncoding.Add("gzip");
        using var response = await engine.Http.PostAsync(Events, encoded);
        await response.ShouldBeProblem(415, "UnsupportedEncoding");
        response.Headers.GetValues("Accept-Encoding").ShouldBe(["identity"]);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_before_it_is_read()
    {
        var answer = await engine.Engine.Url.SendBytes(
            $"POST {Events} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 70000000\r\n\r\n");
        answer.ShouldStartWith("HTTP/1.1 413 ");
        answer.ShouldContain("\"code\":\"BodyTooLarge\"");
    }

    [Fact]
    public async Task A_body_of_unknown_length_is_refused_when_it_passes_the_limit()
    {
        await using var small = await EngineProcess.Start("--Clearance:Limits:BodyBytes", "1048576");
        var answer = await small.Url.SendBytes(
            $"POST {Events} HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n200000\r\n", 2 * 1024 * 1024);
        answer.ShouldStartWith("HTTP/1.1 413 ");
        (await small.Client.IsReady()).ShouldBeTrue();
    }

    [Theory]
    [InlineData("Host", "clearance.example", 421, "ForeignHost")]
    [InlineData("Host", "127.0.0.1.example", 421, "ForeignHost")]
    [InlineData("Origin", "http://clearance.example", 403, "ForeignOrigin")]
    [InlineData("Origin", "null", 403, "ForeignOrigin")]
    public async Task While_there_is_no_access_control_pages_of_others_may_not_ask(
        string header, string value, int status, string code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Events)
        {
            Content = new StringContent(Sample.Status().ToJsonString()),
        };
        request.Headers.TryAddWithoutValidation(header, value).ShouldBeTrue();
        using var response = await engine.Http.SendAsync(request);
        await response.ShouldBeProblem(status, code);
    }

    [Fact]
    public async Task Headers_tell_nothing_of_the_server_and_let_nobody_guess_types()
    {
        using var response = await engine.Http.GetAsync("/healthz");
        response.Headers.Server.Count.ShouldBe(0);
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        response.Content.Headers.ContentType.ShouldBe(new MediaTypeHeaderValue("application/json"));
    }
}
