using System.Globalization;
using Clearance.Silo.Tests.Http;

namespace Clearance.Silo.Tests.Fuzz;

/// <summary>Valid events of every sort about few taxpayers, so that changed ones meet: payments find declarations, letters are shared.</summary>
internal sealed class EventMaker(Random random)
{
    private const int Payments = 2000;

    /// <summary>The streams.</summary>
    public static readonly IReadOnlyList<string> Streams =
        ["customs.declarations", "customs.taxpayers", "bank.payments", "bank.guarantees"];

    /// <summary>Whose.</summary>
    public IReadOnlyList<string> Owners { get; } = [.. Enumerable.Range(0, 5).Select(_ => Sample.Taxpayer())];

    /// <summary>Which declarations.</summary>
    public IReadOnlyList<string> Numbers { get; } = [.. Enumerable.Range(0, 25).Select(_ => Sample.Declaration())];

    private string Owner => Owners[random.Next(Owners.Count)];

    private string Number => Numbers[random.Next(Numbers.Count)];

    private string Payment => $"BIDV:FT{random.Next(Payments)}";

    /// <summary>An event of a stream.</summary>
    public string Next(string stream) => stream switch
    {
        "customs.declarations" => Declaration(),
        "customs.taxpayers" => Taxpayer(),
        "bank.payments" => Money(),
        _ => Guarantee(),
    };

    /// <summary>A valid event of a stream about numbers of its own, which no other one can touch.</summary>
    public static string Apart(string stream, string declaration) => stream switch
    {
        "customs.declarations" => Sample.Registration(declaration).ToJsonString(),
        "customs.taxpayers" => Sample.Status().ToJsonString(),
        "bank.payments" => Sample.Payment(Sample.Taxpayer(), null).ToJsonString(),
        _ => Sample.Guarantee(Sample.Taxpayer()).ToJsonString(),
    };

    private string Declaration() => (random.Next(5) switch
    {
        0 or 1 => Sample.Registration(Number, Owner)
            .With("term", $"\"{"ABCD"[random.Next(4)]}\"")
            .With("channel", Digits(1, 4))
            .With("guarantee", """{"bank":"VCB","year":2026,"sign":"BL","number":"0001"}"""),
        2 => Sample.Fact("ObligationAdjusted", Number,
            $$""","decision":"AD","kind":"tax","code":"190{{random.Next(3)}}","account":"budget","amount":{{Digits(0, 9_000_000)}},"due":null """),
        3 => Sample.Fact("InspectionConcluded", Number, ""","aspect":"goods","result":"pass" """),
        _ => Sample.Fact(
            random.Next(4) == 0 ? "DeclarationCancelled" : "ClearanceRecorded", Number, ""","outcome":"cleared" """),
    }).ToJsonString();

    private string Taxpayer() => (random.Next(5) switch
    {
        0 => Sample.Status(Owner),
        1 => Sample.Status(Owner).With("decision", "\"QD-1\"")
            .With("type", random.Next(2) == 0 ? "\"EnforcementPlaced\"" : "\"PriorityGranted\""),
        2 => Sample.Move("SurplusApplied", Owner,
            $$""" "from":"{{Number}}","to":"{{Number}}","code":"1901","account":"budget","amount":{{Digits(1, 900)}} """),
        3 => Sample.Move("SuspenseAssigned", Owner,
            $$""" "payment":"{{Payment}}","row":1,"declaration":"{{Number}}","code":"1901","account":"budget" """),
        _ => Sample.Move("SurplusRefunded", Owner, """ "from":null,"amount":1 """),
    }).ToJsonString();

    private string Money() => (random.Next(5) switch
    {
        0 => Sample.Cancellation(Owner, Payment),
        1 => Sample.Payment(Owner, null, random.Next(1, 9_000_000)),
        _ => Sample.Payment(Owner, Number, random.Next(1, 9_000_000)).With("id", $"\"{Payment}\""),
    }).ToJsonString();

    private string Guarantee() => (random.Next(3) switch
    {
        0 => Sample.Guarantee(Owner).With("kind", "\"general\""),
        _ => Sample.GuaranteeAmendment(Owner, random.Next(30_000_000)).With("revision", Digits(1, 99)),
    }).ToJsonString();

    private string Digits(int from, int to) => random.Next(from, to).ToString(CultureInfo.InvariantCulture);
}
