using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Clearance.Silo.Tests.Running;

/// <summary>Calls and answers, as tests look at them.</summary>
internal static class HttpAnswers
{
    /// <summary>Posts events as they are.</summary>
    public static async Task<HttpResponseMessage> PostRaw(this HttpClient http, string path, string body)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        return await http.PostAsync(path, content);
    }

    /// <summary>Posts events that must be answered one by one.</summary>
    public static async Task<IReadOnlyList<JsonElement>> PostEvents(this HttpClient http, string stream, string body)
    {
        using var response = await http.PostRaw($"/v1/streams/{stream}/events", body);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return [.. JsonDocument.Parse(text).RootElement.GetProperty("results").EnumerateArray()];
    }

    /// <summary>Posts one event.</summary>
    public static async Task<JsonElement> PostEvent(this HttpClient http, string stream, string body) =>
        (await http.PostEvents(stream, body)).ShouldHaveSingleItem();

    /// <summary>Reads an answer.</summary>
    public static async Task<JsonElement> GetJson(this HttpClient http, string path)
    {
        using var response = await http.GetAsync(path);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>What an event's result says, in short: <c>rejected InvalidAmount amount</c>.</summary>
    public static string Short(this JsonElement result)
    {
        var parts = new List<string> { result.GetProperty("status").GetString()! };
        foreach (var member in (string[])["code", "field"])
        {
            if (result.TryGetProperty(member, out var value))
            {
                parts.Add(value.GetString()!);
            }
        }

        return string.Join(' ', parts);
    }

    /// <summary>Checks that an answer is a problem as RFC 9457 has it, and returns it.</summary>
    public static async Task<JsonElement> ShouldBeProblem(this HttpResponseMessage response, int status, string code)
    {
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(status, text);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        var problem = JsonDocument.Parse(text).RootElement;
        problem.GetProperty("status").GetInt32().ShouldBe(status);
        problem.GetProperty("code").GetString().ShouldBe(code);
        problem.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        problem.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
        return problem;
    }

    /// <summary>Sends bytes as they are and reads the first part of the answer.</summary>
    public static async Task<string> SendBytes(this Uri url, string head, int bodyBytes = 0)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(url.Host, url.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        try
        {
            await stream.WriteAsync(new byte[bodyBytes]);
        }
        catch (IOException)
        {
            // Refused while sending: the answer is there all the same.
        }

        var answer = new byte[4096];
        var length = await stream.ReadAtLeastAsync(answer, 12, throwOnEndOfStream: false);
        return Encoding.ASCII.GetString(answer, 0, length);
    }
}
