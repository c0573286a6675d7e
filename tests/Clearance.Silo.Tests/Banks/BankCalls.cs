using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clearance.Silo.Tests.OpenApi;
using Clearance.Silo.Tests.Running;

namespace Clearance.Silo.Tests.Banks;

/// <summary>Calls of banks, and the files they would send.</summary>
internal static class BankCalls
{
    /// <summary>The columns of a day file.</summary>
    public const string Header = "payment,row,taxpayer,declaration,code,account,amount,debitedAt,status\n";

    /// <summary>A day file's lines for a payment.</summary>
    public static IEnumerable<string> Lines(this JsonObject payment, string status = "confirmed") =>
        payment["rows"]!.AsArray().Select(row => string.Join(',', (string[])
        [
            (string)payment["id"]!, row!["row"]!.ToString(), (string)payment["taxpayer"]!, row["declaration"]?.ToString() ?? "",
            row["code"]?.ToString() ?? "", (string)row["account"]!, row["amount"]!.ToString(), (string)payment["debitedAt"]!, status,
        ]));

    /// <summary>Posts a file as it is.</summary>
    public static async Task<HttpResponseMessage> PostFile(this HttpClient http, string path, string file, string mediaType)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(file));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
        return await http.PostAsync(path, content);
    }

    /// <summary>Reconciles a file, which must be readable.</summary>
    public static async Task<JsonElement> Reconcile(
        this HttpClient http, string bank, string day, string file, string mediaType = "text/csv", string more = "")
    {
        using var response = await http.PostFile($"/v1/reconciliations?bank={bank}&day={day}{more}", file, mediaType);
        return await response.Described("Reconciliation", http);
    }

    /// <summary>An answer, which must be as the OpenAPI document describes it.</summary>
    public static async Task<JsonElement> Described(this HttpResponseMessage response, string schema, HttpClient http)
    {
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(200, text);
        var answer = JsonDocument.Parse(text).RootElement;
        var schemas = new SchemaCheck(await http.GetJson("/openapi/v1.json"));
        schemas.Faults(schemas.Resolve($"#/components/schemas/{schema}"), answer).ShouldBeEmpty(text);
        return answer;
    }

    /// <summary>Gets a paper as JSON.</summary>
    public static async Task<JsonElement> GetPaper(this HttpClient http, string path, string schema)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("application/json");
        using var response = await http.SendAsync(request);
        return await response.Described(schema, http);
    }

    /// <summary>What a reconciliation found, in short.</summary>
    public static IEnumerable<string> Findings(this JsonElement reconciliation) => reconciliation.GetProperty("rows").EnumerateArray()
        .Select(row => $"{row.GetProperty("status").GetString()} {row.GetProperty("payment").GetString()}#{row.GetProperty("row").GetInt32()} "
            + string.Join(',', row.GetProperty("differs").EnumerateArray().Select(it => it.GetString())))
        .Select(text => text.TrimEnd())
        .Order(StringComparer.Ordinal);

    /// <summary>A file committed beside the tests.</summary>
    public static string Sample(string name)
    {
        using var stream = typeof(BankCalls).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
