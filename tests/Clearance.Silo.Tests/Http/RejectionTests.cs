using System.Text.Json;
using System.Text.Json.Nodes;
using Clearance.Silo.Tests.Running;

namespace Clearance.Silo.Tests.Http;

/// <summary>Every rejection of form that contract.md §1 names, over HTTP, each between two valid neighbours.</summary>
[Collection(SharedEngine.Name)]
public sealed class RejectionTests(EngineFixture engine)
{
    private const string Declarations = "customs.declarations";
    private const string Taxpayers = "customs.taxpayers";
    private const string Payments = "bank.payments";
    private const string Guarantees = "bank.guarantees";

    private static readonly string Number = Sample.Declaration();
    private static readonly string Owner = Sample.Taxpayer();

    private static Dictionary<string, (string Stream, Func<JsonObject> Event)> Events { get; } = new()
    {
        ["registration"] = (Declarations, () => Sample.Registration()),
        ["adjustment"] = (Declarations, () => Sample.Fact("ObligationAdjusted", Number,
            ""","decision":"AD-7/2026","kind":"tax","code":"1901","account":"budget","amount":9000000,"due":"2026-12-09" """)),
        ["inspection"] = (Declarations, () =>
            Sample.Fact("InspectionConcluded", Number, ""","aspect":"goods","result":"pass" """)),
        ["clearance"] = (Declarations, () => Sample.Fact("ClearanceRecorded", Number, ""","outcome":"cleared" """)),
        ["status"] = (Taxpayers, () => Sample.Status()),
        ["relief"] = (Taxpayers, () => Sample.Status().With("type", "\"DebtReliefGranted\"").With("decision", "\"ND-9\"")
            .With("declaration", $"\"{Number}\"").With("relief", "\"instalment\"").With("until", "\"2027-01-31\"")),
        ["assignment"] = (Taxpayers, () => Sample.Move("SuspenseAssigned", Owner,
            $$""" "payment":"BIDV:FT1","row":1,"declaration":"{{Number}}","code":"1901","account":"budget" """)),
        ["refund"] = (Taxpayers, () => Sample.Move("SurplusRefunded", Owner, """ "from":null,"amount":1 """)),
        ["payment"] = (Payments, () => Sample.Payment(Owner, Number)),
        ["cancellation"] = (Payments, () => Sample.Cancellation(Owner, "BIDV:NONE")),
        ["guarantee"] = (Guarantees, () => Sample.Guarantee(Owner)),
        ["amendment"] = (Guarantees, () => Sample.GuaranteeAmendment(Owner, 30_000_000)),
    };

    [Theory]
    [InlineData("registration", "type", "\"Nothing\"", "UnknownType type")]
    [InlineData("registration", "type", "\"PaymentConfirmed\"", "UnknownType type")]
    [InlineData("registration", "type", null, "MissingField type")]
    [InlineData("registration", "id", null, "MissingField id")]
    [InlineData("registration", "id", "\"\"", "InvalidValue id")]
    [InlineData("registration", "id", "\"a b\"", "InvalidValue id")]
    [InlineData("registration", "id", "\"12345678901234567890123456789012345678901234567890123456789012345\"", "InvalidValue id")]
    [InlineData("registration", "at", null, "MissingField at")]
    [InlineData("registration", "at", "\"2026-11-02T08:00:00\"", "InvalidDate at")]
    [InlineData("registration", "at", "\"2026-02-30T08:00:00+07:00\"", "InvalidDate at")]
    [InlineData("registration", "declaration", null, "MissingField declaration")]
    [InlineData("registration", "declaration", "\"10512345676\"", "InvalidDeclarationNumber declaration")]
    [InlineData("registration", "declaration", "\"105123456750\"", "InvalidDeclarationNumber declaration")]
    [InlineData("registration", "declaration", "\"205123456760\"", "InvalidDeclarationNumber declaration")]
    [InlineData("registration", "declaration", "105123456760", "InvalidDeclarationNumber declaration")]
    [InlineData("registration", "taxpayer", null, "MissingField taxpayer")]
    [InlineData("registration", "taxpayer", "\"0100109107\"", "InvalidTaxpayerId taxpayer")]
    [InlineData("registration", "taxpayer", "\"0100109106-000\"", "InvalidTaxpayerId taxpayer")]
    [InlineData("registration", "office", "\"3CC\"", "InvalidOffice office")]
    [InlineData("registration", "direction", "\"transit\"", "InvalidValue direction")]
    [InlineData("registration", "registeredAt", "\"2026-11-02\"", "InvalidDate registeredAt")]
    [InlineData("registration", "channel", "4", "InvalidValue channel")]
    [InlineData("registration", "term", "\"E\"", "InvalidValue term")]
    [InlineData("registration", "term", "\"A\"", "MissingField guarantee")]
    [InlineData("registration", "releaseRequested", "\"soon\"", "InvalidValue releaseRequested")]
    [InlineData("registration", "exemption", "\"mine\"", "InvalidValue exemption")]
    [InlineData("registration", "lines", null, "MissingField lines")]
    [InlineData("registration", "lines.0.kind", "\"gift\"", "InvalidValue lines[0].kind")]
    [InlineData("registration", "lines.0.code", "\"19\"", "InvalidValue lines[0].code")]
    [InlineData("registration", "lines.0.account", "\"mine\"", "InvalidValue lines[0].account")]
    [InlineData("registration", "lines.0.amount", "-1", "InvalidAmount lines[0].amount")]
    [InlineData("registration", "lines.0.amount", "1.5", "InvalidAmount lines[0].amount")]
    [InlineData("registration", "lines.0.amount", "1.0", "InvalidAmount lines[0].amount")]
    [InlineData("registration", "lines.0.amount", "1e3", "InvalidAmount lines[0].amount")]
    [InlineData("registration", "lines.0.amount", "10000000000000000", "InvalidAmount lines[0].amount")]
    [InlineData("registration", "lines.0.amount", "99999999999999999999999999", "InvalidAmount lines[0].amount")]
    [InlineData("registration", "lines.0.amount", "\"9000000\"", "InvalidAmount lines[0].amount")]
    [InlineData("adjustment", "amount", "-1", "InvalidAmount amount")]
    [InlineData("adjustment", "due", "\"2026-13-01\"", "InvalidDate due")]
    [InlineData("adjustment", "decision", null, "MissingField decision")]
    [InlineData("inspection", "aspect", "\"crew\"", "InvalidValue aspect")]
    [InlineData("inspection", "result", "\"maybe\"", "InvalidValue result")]
    [InlineData("clearance", "outcome", "\"gone\"", "InvalidValue outcome")]
    [InlineData("status", "status", "\"asleep\"", "InvalidValue status")]
    [InlineData("status", "effectiveFrom", "\"01/11/2026\"", "InvalidDate effectiveFrom")]
    [InlineData("relief", "until", null, "MissingField until")]
    [InlineData("relief", "relief", "\"gift\"", "InvalidValue relief")]
    [InlineData("assignment", "checker", "\"cb01\"", "SamePersonMadeAndChecked checker")]
    [InlineData("assignment", "maker", null, "MissingField maker")]
    [InlineData("refund", "from", null, "MissingField from")]
    [InlineData("refund", "amount", "0", "InvalidAmount amount")]
    [InlineData("payment", "bank", "\"VCB\"", "BankMismatch id")]
    [InlineData("payment", "bank", "\"b\"", "InvalidValue bank")]
    [InlineData("payment", "rows", "[]", "InvalidValue rows")]
    [InlineData("payment", "rows.0.amount", "0", "InvalidAmount rows[0].amount")]
    [InlineData("payment", "rows.0.code", null, "MissingField rows[0].code")]
    [InlineData("payment", "debitedAt", "\"yesterday\"", "InvalidDate debitedAt")]
    [InlineData("cancellation", "consent", null, "MissingConsent consent")]
    [InlineData("cancellation", "payment", "\"VCB:FT1\"", "BankMismatch payment")]
    [InlineData("guarantee", "kind", "\"verbal\"", "InvalidValue kind")]
    [InlineData("guarantee", "guarantee.year", null, "MissingField guarantee.year")]
    [InlineData("guarantee", "offices", "[\"3\"]", "InvalidOffice offices[0]")]
    [InlineData("guarantee", "expiresOn", "\"never\"", "InvalidDate expiresOn")]
    [InlineData("amendment", "revision", "\"one\"", "InvalidValue revision")]
    public async Task A_fault_of_form_is_named_and_leaves_neighbours_and_no_trace(
        string kind, string path, string? json, string expected)
    {
        var (stream, make) = Events[kind];
        var right = make();
        var wrong = right.DeepClone().AsObject().With(path, json);
        var before = Sample.Status();
        var after = Sample.Status();
        if (stream != Taxpayers)
        {
            before = make();
            after = make();
        }

        var results = await engine.Http.PostEvents(stream, $"[{before},{wrong},{after}]");

        results.Select(r => r.Short()).ShouldBe([results[0].Short(), $"rejected {expected}", results[2].Short()]);
        results[1].GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
        ShouldBeJudgedByState(results[0]);
        ShouldBeJudgedByState(results[2]);
        if ((string?)wrong["id"] == right.Id())
        {
            ShouldBeJudgedByState(await engine.Http.PostEvent(stream, right.ToJsonString()));
        }
    }

    /// <summary>Accepted, or refused by state only: then the form was fine, and nothing was known of the id.</summary>
    private static void ShouldBeJudgedByState(JsonElement result) =>
        string.Join(' ', result.Short().Split(' ').Take(2)).ShouldBeOneOf(
            "accepted", "rejected NotAllowedInStatus", "rejected InsufficientSurplus");

    [Fact]
    public async Task A_known_id_is_a_duplicate_or_a_conflict()
    {
        var first = Sample.Registration();
        (await engine.Http.PostEvent(Declarations, first.ToJsonString())).Short().ShouldBe("accepted");

        var reordered = $$"""{ "id" : "{{first.Id()}}",{{first.ToJsonString()[1..].Replace($"\"id\":\"{first.Id()}\",", "", StringComparison.Ordinal)}}""";
        var other = first.DeepClone().AsObject().With("channel", "2").ToJsonString();
        var unknownMember = first.DeepClone().AsObject().With("note", "1").ToJsonString();
        var results = await engine.Http.PostEvents(Declarations, $"[{reordered},{other},{unknownMember}]");

        results.Select(r => r.Short()).ShouldBe(["duplicate", "conflict", "conflict"]);
        results.Select(r => r.GetProperty("id").GetString()).ShouldBe([first.Id(), first.Id(), first.Id()]);
    }

    [Fact]
    public async Task One_array_acts_as_if_posted_one_by_one()
    {
        var e = Sample.Registration();
        var other = e.DeepClone().AsObject().With("channel", "3");
        var results = await engine.Http.PostEvents(Declarations, $"[{e},{e},{other},{e}]");
        results.Select(r => r.Short()).ShouldBe(["accepted", "duplicate", "conflict", "duplicate"]);
    }

    [Fact]
    public async Task One_id_on_two_streams_is_two_events()
    {
        var status = Sample.Status();
        var registration = Sample.Registration().With("id", $"\"{status.Id()}\"");
        (await engine.Http.PostEvent(Taxpayers, status.ToJsonString())).Short().ShouldBe("accepted");
        (await engine.Http.PostEvent(Declarations, registration.ToJsonString())).Short().ShouldBe("accepted");
    }
}
