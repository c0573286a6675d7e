using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Clearance.Workload;

namespace Clearance.LoadTests.Peers;

/// <summary>The calls of scenarios, and their events: declarations and taxpayers that no load has.</summary>
internal sealed class ScenarioCalls(Uri address, DateOnly day) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };

    private string At => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + "T09:00:00+07:00";

    /// <summary>The key of the scenarios' n-th declaration; none of the common events' has its kind.</summary>
    public static string Key(int n) => CheckDigits.DeclarationKey(11, n);

    /// <summary>The scenarios' n-th taxpayer.</summary>
    public static string Taxpayer(int n) => CheckDigits.Taxpayer(60_000_000 + n);

    /// <summary>Registers a declaration that owes two taxes, and a fee that keeps nothing; the status.</summary>
    public Task<string> Register(int declaration, int taxpayer, long duty, long vat) => Post(
        StreamNames.Declarations,
        $$"""
        {"type":"DeclarationRegistered","id":"VN:{{Key(declaration)}}:0","at":"{{At}}","declaration":"{{Key(declaration)}}0",
        "taxpayer":"{{Taxpayer(taxpayer)}}","office":"03CC","direction":"import","procedure":"A11","registeredAt":"{{At}}","channel":1,
        "specialisedInspection":false,"term":"D","guarantee":null,"invoice":null,"billOfLading":null,"releaseRequested":null,
        "exemption":null,"lines":[
        {"kind":"tax","code":"1901","account":"budget","amount":{{duty}}},{"kind":"tax","code":"1702","account":"budget","amount":{{vat}}},
        {"kind":"fee","code":"2663","account":"budget","amount":20000}]}
        """);

    /// <summary>Pays rows; the status.</summary>
    public Task<string> Pay(string id, int taxpayer, params (string Declaration, string Code, long Amount)[] rows) => Post(
        StreamNames.Payments,
        $$"""
        {"type":"PaymentConfirmed","id":"BIDV:{{id}}","at":"{{At}}","bank":"BIDV","taxpayer":"{{Taxpayer(taxpayer)}}","debitedAt":"{{At}}",
        "payer":"{{Taxpayer(taxpayer)}}","slip":null,"rows":[{{string.Join(',', rows.Select(RowOf))}}]}
        """);

    /// <summary>The outcome of a declaration and what is missing, as "hold 500".</summary>
    public async Task<string> Ask(int declaration)
    {
        using var answer = await _http.PostAsJsonAsync("/v1/eligibility", new { declarations = (string[])[Key(declaration)], on = day });
        using var document = await Read(answer);
        var decision = document.RootElement.GetProperty("results")[0];
        var outcome = decision.GetProperty("outcome").GetString();
        return decision.TryGetProperty("outstanding", out var missing) && outcome != "unknown" ? $"{outcome} {missing.GetInt64()}" : $"{outcome}";
    }

    /// <summary>One of a taxpayer's sums.</summary>
    public async Task<string> Sum(int taxpayer, string name)
    {
        using var answer = await _http.GetAsync($"/v1/taxpayers/{Taxpayer(taxpayer)}");
        using var document = await Read(answer);
        return $"{name} {document.RootElement.GetProperty("sums").GetProperty(name)}";
    }

    public void Dispose() => _http.Dispose();

    private static string RowOf((string Declaration, string Code, long Amount) row, int index) =>
        $$"""{"row":{{index + 1}},"declaration":"{{row.Declaration}}","code":"{{row.Code}}","account":"budget","amount":{{row.Amount}}}""";

    private async Task<string> Post(string stream, string body)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await _http.PostAsync($"/v1/streams/{stream}/events", content);
        using var document = await Read(answer);
        return document.RootElement.GetProperty("results")[0].GetProperty("status").GetString()!;
    }

    private static async Task<JsonDocument> Read(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? JsonDocument.Parse(text)
            : throw new HttpRequestException($"{(int)answer.StatusCode}: {text}");
    }
}
