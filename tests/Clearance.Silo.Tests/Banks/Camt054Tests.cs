using System.Text.Json.Nodes;
using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.Running;

namespace Clearance.Silo.Tests.Banks;

/// <summary>Payments told of in ISO 20022: they are events like any other, and count once.</summary>
[Collection(SharedEngine.Name)]
public sealed class Camt054Tests(EngineFixture engine)
{
    private static readonly string File = BankCalls.Sample("camt054.xml");
    private readonly string bank = $"CB{Sample.Next()}";

    [Fact]
    public void The_sample_makes_exactly_the_events_committed_beside_it()
    {
        var made = CamtReader.Read(System.Text.Encoding.UTF8.GetBytes(File), CamtKinds.Notification)
            .Select(it => JsonNode.Parse(CamtEvents.Make(it, "BIDV")));
        new JsonArray([.. made]).ToJsonString().ShouldBe(JsonNode.Parse(BankCalls.Sample("camt054.events.json"))!.ToJsonString());
    }

    [Fact]
    public async Task Payments_are_taken_once_and_are_the_same_as_those_posted_as_events()
    {
        var ids = (string[])[$"{bank}:FT2630600001", $"{bank}:FT2630600002", $"{bank}:FT2630600003"];
        (await Post(File)).ShouldBe(ids.Select(id => $"{id} accepted"));
        (await Post(File)).ShouldBe(ids.Select(id => $"{id} duplicate"));
        (await Post(File.Replace("N-20261102-0001", "N-20261103-0009", StringComparison.Ordinal)
            .Replace("<CreDtTm>2026-11-02T09:16:00", "<CreDtTm>2026-11-03T00:00:00", StringComparison.Ordinal)
            .Replace(">5000000.00<", ">5000000<", StringComparison.Ordinal))).ShouldBe(ids.Select(id => $"{id} duplicate"));

        var events = BankCalls.Sample("camt054.events.json").Replace("BIDV", bank, StringComparison.Ordinal);
        (await engine.Http.PostEvents("bank.payments", events)).Select(result => result.Short()).ShouldAllBe(text => text == "duplicate");
        (await Post(File.Replace(">700000<", ">700001<", StringComparison.Ordinal).Replace(">9700000<", ">9700001<", StringComparison.Ordinal)))
            .ShouldBe([$"{ids[0]} duplicate", $"{ids[1]} duplicate", $"{ids[2]} conflict"]);
    }

    [Theory]
    [InlineData("camt.054", "", "")]
    [InlineData("camt.053", "Ntfctn", "Stmt")]
    public async Task The_same_message_as_a_day_file_agrees(string message, string part, string other)
    {
        await Post(File);
        var file = File.Replace("camt.054", message, StringComparison.Ordinal);
        if (part.Length > 0)
        {
            file = file.Replace($"<{part}>", $"<{other}>", StringComparison.Ordinal).Replace($"</{part}>", $"</{other}>", StringComparison.Ordinal)
                .Replace("BkToCstmrDbtCdtNtfctn", "BkToCstmrStmt", StringComparison.Ordinal);
        }

        var answer = await engine.Http.Reconcile(bank, "2026-11-02", file, "application/xml");
        answer.Findings().ShouldBeEmpty();
        answer.GetProperty("counts").GetProperty("matched").GetInt32().ShouldBe(5);
        var reversed = file.Replace("<AcctSvcrRef>FT2630600001", "<AcctSvcrRef>FT2630600001", StringComparison.Ordinal)
            .Replace("<Sts><Cd>BOOK</Cd></Sts>", "<RvslInd>true</RvslInd><Sts><Cd>BOOK</Cd></Sts>", StringComparison.Ordinal);
        (await engine.Http.Reconcile(bank, "2026-11-02", reversed, "application/xml")).GetProperty("counts")
            .GetProperty("cancelledAtBankOnly").GetInt32().ShouldBe(5);
    }

    [Theory]
    [InlineData("<Cd>BOOK</Cd>", "<Cd>PDNG</Cd>", "InvalidValue Sts")]
    [InlineData("<Sts>", "<RvslInd>true</RvslInd><Sts>", "MissingConsent RvslInd")]
    [InlineData("<DtTm>2026-11-02T09:15:03+07:00</DtTm>", "<Dt>2026-11-02</Dt>", "MissingField BookgDt")]
    [InlineData("<TtlAmt Ccy=\"VND\">12000000<", "<TtlAmt Ccy=\"VND\">12000001<", "InvalidAmount Amt")]
    [InlineData("<TtlAmt Ccy=\"VND\">12000000<", "<TtlAmt Ccy=\"USD\">12000000<", "InvalidValue TtlAmt")]
    [InlineData("<Ctgy>1901</Ctgy>", "", "InvalidValue rows[0].code")]
    [InlineData("<TaxId>0100109106</TaxId>", "<TaxId>0100109107</TaxId>", "InvalidTaxpayerId taxpayer")]
    [InlineData("<AcctSvcrRef>FT2630600001</AcctSvcrRef>", "", "MissingField id")]
    [InlineData("<RmtInf>", "<Other>", "MissingField TaxRmt")]
    public async Task A_transaction_that_is_no_payment_is_rejected_and_the_others_are_taken(string element, string instead, string expected)
    {
        var at = File.IndexOf(element, StringComparison.Ordinal);
        var file = File[..at] + instead + File[(at + element.Length)..];
        file = instead == "<Other>" ? ReplaceFirst(file, "</RmtInf>", "</Other>") : file;
        using var response = await engine.Http.PostFile($"/v1/adapters/camt054?bank={bank}", file, "application/xml");
        var results = (await response.Described("EventResults", engine.Http)).GetProperty("results").EnumerateArray().ToList();
        if (expected == "InvalidValue rows[0].code")
        {
            results[0].GetProperty("status").GetString().ShouldBe("rejected");
            results[0].GetProperty("field").GetString().ShouldBe("rows[0].code");
        }
        else
        {
            results[0].Short().ShouldBe($"rejected {expected}");
        }

        results[2].Short().ShouldBe("accepted");
    }

    [Theory]
    [InlineData("<Document/>", "must be a Document of camt.054")]
    [InlineData("<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"/>", "must be a Document of camt.054")]
    [InlineData("<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.054.001.08\"><a></Document>", "not well-formed")]
    [InlineData("<!DOCTYPE d [<!ENTITY a \"b\">]><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.054.001.08\">&a;</Document>", "document type")]
    [InlineData("", "not well-formed")]
    public async Task A_file_that_is_no_such_message_is_refused_with_its_line(string file, string reason)
    {
        using var response = await engine.Http.PostFile($"/v1/adapters/camt054?bank={bank}", file, "application/xml");
        var problem = await response.ShouldBeProblem(400, "UnreadableFile");
        problem.GetProperty("detail").GetString()!.ShouldContain(reason);
        problem.GetProperty("field").GetString().ShouldBe("line 1");
    }

    private static string ReplaceFirst(string text, string what, string by)
    {
        var at = text.IndexOf(what, StringComparison.Ordinal);
        return text[..at] + by + text[(at + what.Length)..];
    }

    private async Task<IEnumerable<string>> Post(string file)
    {
        using var response = await engine.Http.PostFile($"/v1/adapters/camt054?bank={bank}", file, "application/xml; charset=utf-8");
        var answer = await response.Described("EventResults", engine.Http);
        return answer.GetProperty("results").EnumerateArray()
            .Select(result => $"{result.GetProperty("id").GetString()} {result.GetProperty("status").GetString()}").ToList();
    }
}
