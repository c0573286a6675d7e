using System.Text;
using System.Text.Json.Nodes;

namespace Clearance.Domain.Tests.Reading;

/// <summary>One valid event of every type, as in the contract's samples, and small changes of them.</summary>
internal static class Samples
{
    public const string Registered = """
        {"type":"DeclarationRegistered","id":"VN:105123456760:0","at":"2026-11-02T08:00:00+07:00",
         "declaration":"105123456760","taxpayer":"0100109106","office":"03CC","direction":"import",
         "procedure":"A11","registeredAt":"2026-11-02T08:00:00+07:00","channel":1,"specialisedInspection":false,
         "term":"A","guarantee":{"bank":"VCB","year":2026,"sign":"BL","number":"0001"},
         "invoice":"INV-77","billOfLading":"MSK123","releaseRequested":null,"exemption":null,
         "lines":[{"kind":"tax","code":"1901","account":"budget","amount":12000000},
                  {"kind":"tax","code":"1702","account":"budget","amount":5000000},
                  {"kind":"fee","code":"2663","account":"budget","amount":20000}]}
        """;

    public const string Confirmed = """
        {"type":"PaymentConfirmed","id":"BIDV:FT2630600001","at":"2026-11-02T09:16:00+07:00","bank":"BIDV",
         "taxpayer":"0100109106","debitedAt":"2026-11-02T09:15:03+07:00","payer":"0100109106","slip":"C1-02/88",
         "rows":[{"row":1,"declaration":"105123456760","code":"1901","account":"budget","amount":12000000},
                 {"row":2,"declaration":null,"code":null,"account":"budget","amount":700000}]}
        """;

    public const string Issued = """
        {"type":"GuaranteeIssued","id":"VCB:BL-1","at":"2026-11-01T08:00:00+07:00","bank":"VCB","taxpayer":"0100109106",
         "kind":"separate","guarantee":{"year":2026,"sign":"BL","number":"0001"},"amount":20000000,
         "effectiveFrom":"2026-11-01","expiresOn":"2026-12-01","offices":["03CC","02B1"],"declaration":"105123456760",
         "invoice":null,"billOfLading":null}
        """;

    /// <summary>Every sample: its stream, its type, its bytes as text.</summary>
    public static readonly IReadOnlyList<(EventStream Stream, string Type, string Json)> All =
    [
        (EventStream.Declarations, "DeclarationRegistered", Registered),
        (EventStream.Declarations, "ObligationAdjusted", """
            {"type":"ObligationAdjusted","id":"AD:7","at":"2026-11-09T10:00:00+07:00","declaration":"105123456760",
             "decision":"AD-7/2026","kind":"tax","code":"1901","account":"budget","amount":9000000,"due":"2026-12-09"}
            """),
        (EventStream.Declarations, "InspectionConcluded", """
            {"type":"InspectionConcluded","id":"IN:1","at":"2026-11-03T10:00:00+07:00","declaration":"105123456760",
             "aspect":"goods","result":"pass"}
            """),
        (EventStream.Declarations, "DeclarationCancelled", """
            {"type":"DeclarationCancelled","id":"CA:1","at":"2026-11-03T10:00:00+07:00","declaration":"105123456760"}
            """),
        (EventStream.Declarations, "ClearanceRecorded", """
            {"type":"ClearanceRecorded","id":"CL:1","at":"2026-11-03T10:00:00+07:00","declaration":"105123456760",
             "outcome":"cleared"}
            """),
        (EventStream.Taxpayers, "TaxpayerStatusChanged", """
            {"type":"TaxpayerStatusChanged","id":"ST:1","at":"2026-11-01T00:00:00Z","taxpayer":"0100109106",
             "status":"suspended","effectiveFrom":"2026-11-01"}
            """),
        (EventStream.Taxpayers, "EnforcementPlaced", Numbered("EnforcementPlaced", "QD-18/2026")),
        (EventStream.Taxpayers, "EnforcementLifted", Numbered("EnforcementLifted", "QD-18/2026")),
        (EventStream.Taxpayers, "PriorityGranted", Numbered("PriorityGranted", "UT-5")),
        (EventStream.Taxpayers, "PriorityRevoked", Numbered("PriorityRevoked", "UT-5")),
        (EventStream.Taxpayers, "DebtReliefGranted", """
            {"type":"DebtReliefGranted","id":"ND:9","at":"2026-11-01T00:00:00Z","taxpayer":"0100109106",
             "decision":"ND-9","declaration":"105123456760","relief":"instalment","until":"2027-01-31"}
            """),
        (EventStream.Taxpayers, "SuspenseAssigned", """
            {"type":"SuspenseAssigned","id":"SA:1","at":"2026-11-05T09:00:00+07:00","taxpayer":"0100109106",
             "payment":"BIDV:FT2630600001","row":1,"declaration":"105123456760","code":"1901","account":"budget",
             "maker":"cb01","checker":"ld02"}
            """),
        (EventStream.Taxpayers, "SurplusApplied", """
            {"type":"SurplusApplied","id":"SU:1","at":"2026-11-05T09:00:00+07:00","taxpayer":"0100109106",
             "from":"105123456760","to":"304123456730","code":"1901","account":"budget","amount":500000,
             "maker":"cb01","checker":"ld02"}
            """),
        (EventStream.Taxpayers, "SurplusRefunded", """
            {"type":"SurplusRefunded","id":"SR:1","at":"2026-11-05T09:00:00+07:00","taxpayer":"0100109106",
             "from":null,"amount":500000,"maker":"cb01","checker":"ld02"}
            """),
        (EventStream.Payments, "PaymentConfirmed", Confirmed),
        (EventStream.Payments, "PaymentCancelled", """
            {"type":"PaymentCancelled","id":"BIDV:HUY-1","at":"2026-11-04T09:00:00+07:00","bank":"BIDV",
             "payment":"BIDV:FT2630600001","taxpayer":"0100109106","consent":"CV-100/2026"}
            """),
        (EventStream.Guarantees, "GuaranteeIssued", Issued),
        (EventStream.Guarantees, "GuaranteeAmended", """
            {"type":"GuaranteeAmended","id":"VCB:BL-1-1","at":"2026-11-03T08:00:00+07:00","bank":"VCB",
             "taxpayer":"0100109106","guarantee":{"year":2026,"sign":"BL","number":"0001"},"revision":1,
             "amount":30000000,"expiresOn":"2026-12-02"}
            """),
        (EventStream.Guarantees, "GuaranteeRevoked", """
            {"type":"GuaranteeRevoked","id":"VCB:BL-1-X","at":"2026-11-05T08:00:00+07:00","bank":"VCB",
             "taxpayer":"0100109106","guarantee":{"year":2026,"sign":"BL","number":"0001"},"effectiveFrom":"2026-11-05"}
            """),
    ];

    /// <summary>Reads a text as an event.</summary>
    public static ReadResult Read(EventStream stream, string json) =>
        EventReader.Read(stream, Encoding.UTF8.GetBytes(json));

    /// <summary>The sample of a type.</summary>
    public static (EventStream Stream, string Type, string Json) Of(string type) => All.Single(s => s.Type == type);

    /// <summary>
    /// Reads the sample of a type after changes, written <c>path = JSON</c>, several of them between semicolons; the
    /// JSON <c>absent</c> takes the member away.
    /// </summary>
    public static ReadResult ReadChanged(string type, string changes)
    {
        var (stream, _, json) = Of(type);
        return Read(stream, Changed(json, changes));
    }

    /// <summary>An event after changes, as in <see cref="ReadChanged"/>.</summary>
    public static string Changed(string json, string changes)
    {
        var root = JsonNode.Parse(json)!;
        foreach (var change in changes.Split("; "))
        {
            var (path, value) = (change[..change.IndexOf(" = ")], change[(change.IndexOf(" = ") + 3)..]);
            Change(root, path.Split('.', '['), value);
        }

        return root.ToJsonString();
    }

    private static void Change(JsonNode root, string[] steps, string value)
    {
        var parent = steps[..^1].Aggregate(root, (node, step) => Step(node, step)!);
        var last = steps[^1];
        if (value == "absent")
        {
            _ = parent is JsonObject o ? o.Remove(last) : throw new ArgumentException(last);
        }
        else if (parent is JsonArray array)
        {
            array[int.Parse(last.TrimEnd(']'))] = JsonNode.Parse(value);
        }
        else
        {
            parent[last] = JsonNode.Parse(value);
        }
    }

    private static JsonNode? Step(JsonNode node, string step) =>
        node is JsonArray array ? array[int.Parse(step.TrimEnd(']'))] : node[step];

    private static string Numbered(string type, string decision) =>
        $$"""
        {"type":"{{type}}","id":"D:1","at":"2026-11-01T00:00:00Z","taxpayer":"0100109106","decision":"{{decision}}",
         "effectiveFrom":"2026-11-03"}
        """;
}
