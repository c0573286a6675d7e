using System.Text;
using Clearance.Silo.Tests.Running;

namespace Clearance.Silo.Tests.Access;

/// <summary>S18, S22, S26: what is refused is logged without saying about whom, nobody forges a line, and no answer tells how the engine is made.</summary>
public sealed class SecurityLogTests(AccessEngine engine) : IClassFixture<AccessEngine>
{
    private const string Forged = "2026-11-23T00:00:00.000Z info: Clearance.Security[0] done: caller=root";

    [Fact]
    public async Task Refusals_are_logged_by_caller_verb_and_template_and_never_by_number_or_token()
    {
        using var gate = engine.As("gate-7", "port");
        (await gate.GetAsync($"/v1/taxpayers/{engine.Own.Taxpayer}")).Dispose();
        using var own = engine.Taxpayer(engine.Own);
        (await own.GetAsync($"/v1/declarations/{engine.Other.Declaration}")).Dispose();
        var token = engine.Token("gate-8", "port")[..^4] + "AAAA";
        using var unknown = engine.As(null);
        unknown.DefaultRequestHeaders.Authorization = new("Bearer", token);
        (await unknown.GetAsync("/v1/decisions")).Dispose();

        var secret = token[^40..];
        var lines = Lines();
        lines.ShouldContain("Clearance.Security: refused: caller=gate-7 verb=GET route=/v1/taxpayers/{id} from=127.0.0.1 why=role");
        lines.ShouldContain(static line => line.EndsWith("verb=GET route=/v1/declarations/{n} from=127.0.0.1 why=not the caller's own"));
        lines.ShouldContain("Clearance.Security: not authenticated: caller=- verb=GET route=/v1/decisions from=127.0.0.1 why=wrong signature");
        lines.ShouldAllBe(line => !line.Contains(engine.Other.Declaration) && !line.Contains(secret));
        lines.ShouldAllBe(line => !line.Contains(engine.Own.Taxpayer), "also where a taxpayer's name has its id in it");
    }

    [Fact]
    public async Task Nothing_a_caller_writes_makes_a_line_or_a_colour()
    {
        using var unknown = engine.As(null);
        var escaped = Uri.EscapeDataString($"\r\n{Forged}\u001b[31m");
        foreach (var path in (string[])[$"/v1/{escaped}", $"/v1/declarations/{escaped}", $"/v1/streams/{escaped}/events", $"/?x={escaped}"])
        {
            (await unknown.GetAsync(path)).Dispose();
            using var customs = engine.Customs();
            (await customs.GetAsync(path)).Dispose();
            (await customs.PostRaw(path, "[]")).Dispose();
        }

        var claims = Tokens.Claims($"x\r\n{Forged}", "port");
        unknown.DefaultRequestHeaders.Authorization = new("Bearer", engine.Folder.Tokens.Token(claims));
        (await unknown.GetAsync("/v1/decisions")).Dispose();
        await engine.Url.SendBytes("FORGED\u001b[31m / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
        await engine.Url.SendBytes($"FORGED / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: {Forged}\r\nConnection: close\r\n\r\n");

        Lines().ShouldAllBe(static line => line.All(static c => !char.IsControl(c)) && !line.Contains("caller=root") && !line.Contains("FORGED"));
    }

    [Fact]
    public async Task What_a_proxy_could_say_is_not_believed()
    {
        using var gate = engine.As("gate-proxy", "port");
        gate.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.9");
        gate.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        gate.DefaultRequestHeaders.Add("X-Forwarded-Host", "evil.example");
        gate.DefaultRequestHeaders.Add("Forwarded", "for=203.0.113.9;host=evil.example");
        (await gate.GetAsync("/v1/decisions")).Dispose();
        Lines().ShouldContain(static line => line.Contains("caller=gate-proxy") && line.Contains("from=127.0.0.1"));
    }

    [Fact]
    public async Task No_answer_to_a_bad_call_tells_how_the_engine_is_made()
    {
        using var customs = engine.Customs();
        using var bank = engine.Bank();
        using var officer = engine.As("cb01", "officer-maker officer-checker");
        using var operate = engine.As("op01", "operator");
        HttpClient[] callers = [customs, bank, officer, operate, engine.As(null), engine.As("nobody")];
        string[] bodies =
        [
            "", "{", "null", "[]", "[null]", "\"\uD800\"", """{"$type":"System.Diagnostics.Process, System","__type":"x"}""",
            """[{"$type":"System.IO.FileInfo, System.IO.FileSystem","type":"PaymentConfirmed","id":"BIDV:1"}]""",
            """{"kind":{"$type":"x"},"id":["a"],"amount":1e99}""", new string('[', 2000),
            """{"declarations":{"a":1},"on":"9999-99-99"}""", "<!DOCTYPE x [<!ENTITY e SYSTEM \"http://169.254.169.254/\">]><x>&e;</x>",
        ];
        foreach (var row in MatrixTests.All.Select(static row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries)).DistinctBy(static it => it[0] + it[1]))
        {
            if (row[1].EndsWith("/stream", StringComparison.Ordinal))
            {
                continue;
            }

            foreach (var http in callers)
            {
                foreach (var value in (string[])["x", "%00", "999999999999999999999", "..%2f..%2fetc"])
                {
                    var path = row[1].Replace("{stream}", value).Replace("{n}", value).Replace("{id}", value).Replace("{moveId}", value);
                    await Check(http, row[0], $"{path}?on={value}&after={value}&limit={value}&bank={value}&day={value}", "{");
                }

                var real = row[1].Replace("{stream}", "bank.payments").Replace("{n}", engine.Own.Declaration).Replace("{moveId}", engine.Move)
                    .Replace("{id}", row[1].StartsWith("/v1/taxpayers", StringComparison.Ordinal) ? engine.Own.Taxpayer : $"{engine.LetterOfBidv}");
                foreach (var body in row[0] == "POST" ? bodies : [""])
                {
                    await Check(http, row[0], real, body);
                }
            }
        }
    }

    private static async Task Check(HttpClient http, string method, string path, string body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method == "POST")
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new("application/xml");
        }

        using var answer = await http.SendAsync(request);
        ((int)answer.StatusCode).ShouldBeLessThan(500, $"{method} {path} {body}");
        if (!answer.IsSuccessStatusCode)
        {
            var said = await answer.Content.ReadAsStringAsync();
            answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", path);
            foreach (var tell in (string[])["   at ", "Exception", "System.", "Microsoft.", "Clearance.", ".cs:", "Npgsql", "SQLite"])
            {
                said.ShouldNotContain(tell, Case.Sensitive, $"{method} {path} {body}");
            }
        }
    }

    private List<string> Lines() => [.. engine.Log.Lines.Where(static line => line.StartsWith(SecurityLog.Category, StringComparison.Ordinal))];
}
