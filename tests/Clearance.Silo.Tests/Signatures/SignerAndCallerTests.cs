using System.Text;
using System.Text.Json;
using Clearance.Signing;
using Clearance.Signing.Tests;
using Clearance.Silo.Tests.Access;
using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.Running;

namespace Clearance.Silo.Tests.Signatures;

/// <summary>S3: who makes the call, who signed and whose event it is are one bank, as far as each is known.</summary>
public sealed class SignerAndCallerTests
{
    [Theory]
    [InlineData("BIDV", "BIDV", "BIDV", "accepted")]
    [InlineData("BIDV", null, "BIDV", "accepted")]
    [InlineData("BIDV", null, "VCB", "rejected BankMismatch bank")]
    [InlineData("BIDV", "BIDV", "VCB", "rejected InvalidSignature bank")]
    [InlineData("BIDV", "VCB", "VCB", "400")]
    [InlineData("BIDV", "VCB", "BIDV", "400")]
    public async Task A_bank_brings_what_is_its_own_and_signed_by_itself(string caller, string? signer, string bank, string expected)
    {
        using var folder = new AccessFolder();
        var banks = new TestBanks();
        await using var engine = new AccessEngine("--Clearance:Signatures:File", folder.Write("banks.json", banks.File));
        await engine.InitializeAsync();
        var taxpayer = Sample.Taxpayer();
        var payment = Sample.Payment(taxpayer, null, 1_000);
        payment["bank"] = bank;
        payment["id"] = $"{bank}:FT{Sample.Next()}";
        var body = Encoding.UTF8.GetBytes(payment.ToJsonString());
        using var http = engine.Bank(caller);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/streams/bank.payments/events") { Content = new ByteArrayContent(body) };
        if (signer is not null)
        {
            request.Headers.TryAddWithoutValidation(BankSigner.Header, new BankSigner(signer == "VCB" ? banks.Vcb : banks.Bidv).Sign(body));
        }

        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        var found = (int)answer.StatusCode == 200
            ? JsonDocument.Parse(text).RootElement.GetProperty("results").EnumerateArray().Single().Short()
            : $"{(int)answer.StatusCode}";
        found.ShouldBe(expected, text);
        using var auditor = engine.As("audit", "auditor");
        var confirmed = (await auditor.GetJson($"/v1/taxpayers/{taxpayer}")).GetProperty("sums").GetProperty("confirmed").GetInt64();
        confirmed.ShouldBe(expected == "accepted" ? 1_000 : 0);
    }
}
