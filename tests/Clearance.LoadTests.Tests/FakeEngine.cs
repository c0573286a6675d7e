using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Clearance.LoadTests.Tests;

/// <summary>What books are made up against: it knows some events, and is wrong where a test wants it to be.</summary>
internal sealed class FakeEngine : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Dictionary<string, long> _confirmed = [];
    private readonly HashSet<string> _counted = [];
    private readonly Lock _one = new();

    public FakeEngine(IEnumerable<string> known)
    {
        Known = [.. known];
        _listener.Prefixes.Add($"{Address}");
        _listener.Start();
        _ = Listen();
    }

    public Uri Address { get; } = EngineProcess.NewAddress();

    /// <summary>Ids of events it has.</summary>
    public HashSet<string> Known { get; }

    /// <summary>What it says of an event that is posted, instead; null: the truth.</summary>
    public Func<string, string?> StatusOf { get; init; } = static _ => null;

    /// <summary>What it says of a declaration.</summary>
    public Func<string, string> OutcomeOf { get; init; } = static _ => "clear";

    /// <summary>What it has of a taxpayer more than banks confirmed.</summary>
    public long Surplus { get; init; }

    /// <summary>How many calls it refuses before it answers any.</summary>
    public int Refusals { get; set; }

    /// <summary>How it answers questions, one declaration or many.</summary>
    public int QuestionStatus { get; init; } = 200;

    public void Dispose() => _listener.Close();

    private async Task Listen()
    {
        while (_listener.IsListening)
        {
            try
            {
                Answer(await _listener.GetContextAsync());
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private void Answer(HttpListenerContext context)
    {
        lock (_one)
        {
            var path = context.Request.Url!.AbsolutePath;
            if (Refusals-- > 0)
            {
                context.Response.StatusCode = 429;
                context.Response.Headers["Retry-After"] = "0";
                context.Response.Close();
                return;
            }

            var isQuestion = path.EndsWith("/eligibility", StringComparison.Ordinal);
            context.Response.StatusCode = isQuestion ? QuestionStatus : 200;
            var answer = path.StartsWith("/v1/streams/", StringComparison.Ordinal) ? Take(Read(context)!.AsArray())
                : path == "/v1/eligibility" ? Outcomes(Read(context)!["declarations"]!.AsArray())
                : isQuestion ? new JsonObject { ["outcome"] = OutcomeOf(path.Split('/')[^2]) }
                : Taxpayer(path.Split('/')[^1]);
            context.Response.Close(JsonSerializer.SerializeToUtf8Bytes(answer), willBlock: true);
        }
    }

    private static JsonNode? Read(HttpListenerContext context) => JsonNode.Parse(context.Request.InputStream);

    private JsonObject Take(JsonArray events)
    {
        var results = new JsonArray();
        foreach (var e in events)
        {
            var id = e!["id"]!.GetValue<string>();
            var status = StatusOf(id) ?? (Known.Add(id) ? "accepted" : "duplicate");
            if (status is "accepted" or "duplicate" && e["type"]!.GetValue<string>() == "PaymentConfirmed" && _counted.Add(id))
            {
                var taxpayer = e["taxpayer"]!.GetValue<string>();
                _confirmed[taxpayer] = _confirmed.GetValueOrDefault(taxpayer) + e["rows"]!.AsArray().Sum(static row => row!["amount"]!.GetValue<long>());
            }

            results.Add(new JsonObject { ["id"] = id, ["status"] = status });
        }

        return new JsonObject { ["results"] = results };
    }

    private JsonObject Outcomes(JsonArray keys) => new()
    {
        ["results"] = new JsonArray([.. keys.Select(key => new JsonObject { ["outcome"] = OutcomeOf(key!.GetValue<string>()) })]),
    };

    private JsonObject Taxpayer(string taxpayer) => new()
    {
        ["sums"] = new JsonObject { ["confirmed"] = _confirmed.GetValueOrDefault(taxpayer) + Surplus, ["inTransit"] = 0, ["balanced"] = true },
    };
}
