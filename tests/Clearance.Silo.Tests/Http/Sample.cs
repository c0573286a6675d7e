using System.Text.Json.Nodes;

namespace Clearance.Silo.Tests.Http;

/// <summary>Valid events with numbers nobody else uses, to be changed in one place by a test.</summary>
internal static class Sample
{
    /// <summary>By which numbers that follow each other are far apart; it has no divisor in common with how many there are.</summary>
    private const int Stride = 61_803_399;
    private const int Sequences = 100_000_000;

    private static int last = 1000;

    private static readonly int[] Weights = [31, 29, 23, 19, 17, 13, 7, 5, 3];

    /// <summary>A number nobody had before.</summary>
    public static int Next() => Interlocked.Increment(ref last);

    /// <summary>A declaration number that nobody registered yet.</summary>
    public static string Declaration() => Declaration(Next());

    /// <summary>The 12 digits of the import declaration, ordinary or of low value, that a number stands for: from everywhere among all there can be; amendment 0.</summary>
    public static string Declaration(int number)
    {
        var sequence = (int)((long)number * Stride % Sequences);
        return $"{(number % 2 == 0 ? 10 : 11)}{sequence:D8}{sequence % 7}0";
    }

    /// <summary>A taxpayer of whom nothing is known yet.</summary>
    public static string Taxpayer() => Taxpayer(Next());

    /// <summary>A valid taxpayer id for a number.</summary>
    public static string Taxpayer(int number)
    {
        for (var first = 10_000_000 + number; ; first += 50_000_000)
        {
            var digits = $"{first:D9}";
            var rest = digits.Select((digit, i) => Weights[i] * (digit - '0')).Sum() % 11;
            if (rest != 0)
            {
                return $"{digits}{10 - rest}";
            }
        }
    }

    /// <summary>A registration: pay now, green, one tax line of 9,000,000.</summary>
    public static JsonObject Registration(string? declaration = null, string? taxpayer = null) => Parse(
        $$"""
        {"type":"DeclarationRegistered","id":"VN:{{Next()}}","at":"2026-11-02T08:00:00+07:00",
         "declaration":"{{declaration ?? Declaration()}}","taxpayer":"{{taxpayer ?? Taxpayer()}}","office":"03CC",
         "direction":"import","procedure":"A11","registeredAt":"2026-11-02T08:00:00+07:00","channel":1,
         "specialisedInspection":false,"term":"D","lines":[{"kind":"tax","code":"1901","account":"budget","amount":9000000}]}
        """);

    /// <summary>The same, registered at this moment: it has not lapsed.</summary>
    public static JsonObject RegisteredNow(string declaration, string taxpayer) =>
        Registration(declaration, taxpayer).With("registeredAt", $"\"{DateTime.UtcNow:yyyy-MM-dd'T'HH:mm:ss'Z'}\"");

    /// <summary>A payment of one row.</summary>
    public static JsonObject Payment(string taxpayer, string? declaration, long amount = 9_000_000) => Parse(
        $$"""
        {"type":"PaymentConfirmed","id":"BIDV:FT{{Next()}}","at":"2026-11-02T09:15:05+07:00","bank":"BIDV",
         "taxpayer":"{{taxpayer}}","debitedAt":"2026-11-02T09:15:03+07:00","payer":null,"slip":null,
         "rows":[{"row":1,"declaration":{{(declaration is null ? "null" : $"\"{declaration}\"")}},
                  "code":"1901","account":"budget","amount":{{amount}}}]}
        """);

    /// <summary>A payment's cancellation.</summary>
    public static JsonObject Cancellation(string taxpayer, string payment) => Parse(
        $$"""
        {"type":"PaymentCancelled","id":"BIDV:HUY{{Next()}}","at":"2026-11-03T09:00:00+07:00","bank":"BIDV",
         "payment":"{{payment}}","taxpayer":"{{taxpayer}}","consent":"CV-100/2026"}
        """);

    /// <summary>A separate letter over 20,000,000.</summary>
    public static JsonObject Guarantee(string taxpayer) => Parse(
        $$"""
        {"type":"GuaranteeIssued","id":"VCB:BL-{{Next()}}","at":"2026-11-01T09:00:00+07:00","bank":"VCB",
         "taxpayer":"{{taxpayer}}","kind":"separate","guarantee":{"year":2026,"sign":"BL","number":"0001"},
         "amount":20000000,"effectiveFrom":"2026-11-01","expiresOn":"2026-12-01","offices":["*"],
         "declaration":null,"invoice":null,"billOfLading":null}
        """);

    /// <summary>An amendment of the same letter.</summary>
    public static JsonObject GuaranteeAmendment(string taxpayer, long amount) => Parse(
        $$"""
        {"type":"GuaranteeAmended","id":"VCB:BL-{{Next()}}","at":"2026-11-03T09:00:00+07:00","bank":"VCB",
         "taxpayer":"{{taxpayer}}","guarantee":{"year":2026,"sign":"BL","number":"0001"},"revision":1,
         "amount":{{amount}},"expiresOn":"2026-12-02"}
        """);

    /// <summary>A status of a taxpayer: the smallest of events.</summary>
    public static JsonObject Status(string? taxpayer = null) => Parse(
        $$"""
        {"type":"TaxpayerStatusChanged","id":"ST:{{Next()}}","at":"2026-11-01T08:00:00+07:00",
         "taxpayer":"{{taxpayer ?? Taxpayer()}}","status":"active","effectiveFrom":"2026-11-01"}
        """);

    /// <summary>A fact about a declaration: of a type, with further members.</summary>
    public static JsonObject Fact(string type, string declaration, string more = "") => Parse(
        $$"""{"type":"{{type}}","id":"VN:{{Next()}}","at":"2026-11-03T08:00:00+07:00","declaration":"{{declaration}}"{{more}}}""");

    /// <summary>An officers' move: of a type, with further members.</summary>
    public static JsonObject Move(string type, string taxpayer, string more) => Parse(
        $$"""
        {"type":"{{type}}","id":"MV:{{Next()}}","at":"2026-11-04T08:00:00+07:00","taxpayer":"{{taxpayer}}",
         "maker":"cb01","checker":"ld02",{{more}}}
        """);

    /// <summary>The same event with one member set to a JSON text; null removes it.</summary>
    public static JsonObject With(this JsonObject e, string path, string? json)
    {
        JsonNode node = e;
        var steps = path.Split('.');
        foreach (var step in steps[..^1])
        {
            node = int.TryParse(step, out var index) ? node[index]! : node[step]!;
        }

        var owner = node.AsObject();
        owner.Remove(steps[^1]);
        if (json is not null)
        {
            owner[steps[^1]] = JsonNode.Parse(json);
        }

        return e;
    }

    /// <summary>The event's id.</summary>
    public static string Id(this JsonObject e) => (string)e["id"]!;

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
