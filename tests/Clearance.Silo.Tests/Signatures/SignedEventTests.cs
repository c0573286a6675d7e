using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;
using Clearance.Signing;
using Clearance.Signing.Tests;
using Clearance.Silo.Tests.Banks;
using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.Running;
using Microsoft.Extensions.DependencyInjection;
using Scrape = Clearance.Silo.Tests.Telemetry.Scrape;

namespace Clearance.Silo.Tests.Signatures;

/// <summary>Only what a bank signed changes what a bank may change; whatever else comes is kept and changes nothing.</summary>
public sealed class SignedEventTests
{
    private const string Path = "/v1/streams/bank.payments/events";

    private readonly string taxpayer = Sample.Taxpayer();
    private readonly string declaration = Sample.Declaration();

    [Fact]
    public async Task A_signed_event_is_taken_once_alone_in_an_array_in_an_envelope_or_under_a_seal()
    {
        await using var silo = await SigningSilo.Start(isRequired: true);
        var (one, two, three) = (Payment(), Payment(), Payment());
        (await silo.Payments(one, silo.Banks.Bidv)).ShouldBe(["accepted"]);
        (await silo.Payments(one, silo.Banks.Bidv)).ShouldBe(["duplicate"], "a signature that is sent again");
        (await silo.Payments($"[{one},\n {two}]", silo.Banks.BidvRsa)).ShouldBe(["duplicate", "accepted"]);

        var signer = new BankSigner(silo.Banks.Next);
        (await silo.Payments(signer.Envelope(Bytes(three)))).ShouldBe(["accepted"], "the key that follows counts beside the first");
        (await silo.Payments(signer.Envelope(Bytes(one)))).ShouldBe(["duplicate"], "what is inside is the event as if it had come bare");

        var more = Enumerable.Range(0, 5).Select(_ => (ReadOnlyMemory<byte>)Bytes(Payment())).ToList();
        var sealedOnes = signer.Seal(more);
        (await silo.Payments([.. "["u8, .. sealedOnes[4], (byte)',', .. sealedOnes[0], .. "]"u8])).ShouldBe(["accepted", "accepted"]);
        (await silo.Payments(sealedOnes[2])).ShouldBe(["accepted"]);
        (await silo.Sums(taxpayer)).ShouldContain($"\"confirmed\":{6 * 9_000_000}");
        (await silo.DeadLetters()).ShouldBeEmpty();
    }

    [Fact]
    public async Task No_forgery_changes_a_balance_or_leaves_a_trace_of_the_id_over_HTTP()
    {
        await using var silo = await SigningSilo.Start(isRequired: true);
        await silo.Http.PostEvent("customs.declarations", Sample.Registration(declaration, taxpayer).ToJsonString());
        var body = Bytes(Payment());
        var before = await silo.Sums(taxpayer);
        foreach (var forged in Forgeries.Of(silo.Banks, body))
        {
            using var response = await silo.Post(Path, forged.Body, forged.Signature);
            var problem = await response.ShouldBeProblem(400, "InvalidSignature");
            problem.GetProperty("field").GetString().ShouldBe("Clearance-Signature");
        }

        foreach (var (name, message) in Forgeries.OfSeals(silo.Banks, [Bytes(Payment()), body, Bytes(Payment()), Bytes(Payment())]))
        {
            (await silo.Payments(message)).ShouldBe(["rejected InvalidSignature"], name);
        }

        (await silo.Sums(taxpayer)).ShouldBe(before);
        var letters = await silo.DeadLetters();
        letters.Count.ShouldBeGreaterThan(100, "each is kept, if it can be cut into events at all");
        letters.ShouldAllBe(static letter => letter.GetProperty("code").GetString() == "InvalidSignature");
        (await silo.Payments(body, new BankSigner(silo.Banks.Bidv).Sign(body))).ShouldBe(["accepted"], "nothing was known of its id");
    }

    [Fact]
    public async Task No_forgery_passes_the_way_that_messages_come()
    {
        await using var silo = await SigningSilo.Start(isRequired: false);
        var intake = silo.App.Services.GetRequiredService<SignedCalls>().Intake()!;
        var body = Bytes(Payment());
        var forged = Forgeries.Of(silo.Banks, body).ToList();
        var messages = forged.ConvertAll(static it => (ReadOnlyMemory<byte>)BankSigner.Envelope(it.Body, it.Signature));
        var before = await silo.Sums(taxpayer);

        var results = await intake.Take(EventStream.Payments, messages, CancellationToken.None);

        for (var i = 0; i < results.Count; i++)
        {
            (results[i].Status, results[i].Id).ShouldBe((EventStatus.Rejected, null), forged[i].Name);
            results[i].Rejection!.Code.ShouldBe(RejectionCode.InvalidSignature, forged[i].Name);
        }

        (await silo.Sums(taxpayer)).ShouldBe(before);
        var letters = await silo.DeadLetters();
        letters.Count.ShouldBe(forged.Count, "each message is kept as it came");
        var signed = new BankSigner(silo.Banks.Bidv).Envelope(body);
        (await intake.Take(EventStream.Payments, [messages[0], signed], CancellationToken.None)).Select(static it => it.Status)
            .ShouldBe([EventStatus.Rejected, EventStatus.Accepted]);
    }

    [Fact]
    public async Task A_bank_signs_for_itself_alone_and_neighbours_are_not_touched()
    {
        await using var silo = await SigningSilo.Start(isRequired: true);
        var foreign = Payment();
        (await silo.Payments(foreign, silo.Banks.Vcb)).ShouldBe(["rejected InvalidSignature bank"]);
        (await silo.Payments(new BankSigner(silo.Banks.Vcb).Envelope(Bytes(foreign)))).ShouldBe(["rejected InvalidSignature bank"]);

        var own = Payment("VCB");
        (await silo.Payments($"[{foreign},{own}]", silo.Banks.Vcb)).ShouldBe(["rejected InvalidSignature bank", "accepted"]);
        var hidden = foreign.Replace("\"bank\":\"BIDV\"", "\"bank\":\"VCB\",\"bank\":\"BIDV\"", StringComparison.Ordinal);
        (await silo.Payments(hidden, silo.Banks.Vcb)).ShouldBe(["rejected Malformed bank"], "twice is refused by its form");
        var escaped = foreign.Replace("\"bank\":\"BIDV\"", "\"b\\u0061nk\":\"B\\u0049DV\"", StringComparison.Ordinal);
        (await silo.Payments(escaped, silo.Banks.Vcb)).ShouldBe(["rejected InvalidSignature bank"]);
        (await silo.Payments(escaped, silo.Banks.Bidv)).ShouldBe(["accepted"]);
        (await silo.Payments("""{"type":"PaymentConfirmed"}""", silo.Banks.Vcb)).ShouldBe(["rejected MissingField id"], "its form is named as ever");

        var inside = new BankSigner(silo.Banks.Bidv).Envelope(Bytes(Payment()));
        (await silo.Payments(Encoding.UTF8.GetString(inside), silo.Banks.Vcb)).ShouldBe(["rejected InvalidSignature"], "two banks signed it");
    }

    [Fact]
    public async Task Where_signatures_are_required_an_unsigned_event_of_a_bank_is_refused_and_stays_refused()
    {
        await using var silo = await SigningSilo.Start(isRequired: true);
        var unsigned = Payment();
        (await silo.Payments(Bytes(unsigned))).ShouldBe(["rejected UnsignedEvent"]);
        (await silo.Http.PostEvent("customs.taxpayers", Sample.Status().ToJsonString())).Short().ShouldBe("accepted", "customs' own streams are not banks'");

        var letter = (await silo.DeadLetters()).ShouldHaveSingleItem();
        letter.GetProperty("code").GetString().ShouldBe("UnsignedEvent");
        var path = $"/v1/dead-letters/{letter.GetProperty("id")}";
        (await silo.Http.GetJson(path)).GetProperty("text").GetString().ShouldBe(unsigned);
        (await Redrive(silo, path, [])).ShouldBe("rejected UnsignedEvent", "nobody lets it in by the back door");
        (await Redrive(silo, path, Bytes(Payment()))).ShouldBe("rejected UnsignedEvent");
        (await Redrive(silo, path, new BankSigner(silo.Banks.Bidv).Envelope(Bytes(unsigned)))).ShouldBe("accepted");
    }

    [Fact]
    public async Task Where_they_are_not_required_an_unsigned_event_is_taken_and_a_wrong_signature_is_not()
    {
        await using var silo = await SigningSilo.Start(isRequired: false);
        (await silo.Payments(Bytes(Payment()))).ShouldBe(["accepted"]);
        var body = Bytes(Payment());
        using var refused = await silo.Post(Path, body, new BankSigner(silo.Banks.Revoked).Sign(body));
        await refused.ShouldBeProblem(400, "InvalidSignature");
        var letter = (await silo.DeadLetters()).ShouldHaveSingleItem();
        (await Redrive(silo, $"/v1/dead-letters/{letter.GetProperty("id")}", [])).ShouldBe("rejected UnsignedEvent", "not even without its signature");
    }

    [Fact]
    public async Task A_signed_file_of_payments_is_its_bank_s_own()
    {
        await using var silo = await SigningSilo.Start(isRequired: true);
        var file = Bytes(BankCalls.Sample("camt054.xml"));
        const string To = "/v1/adapters/camt054?bank=BIDV";
        using var unsigned = await silo.Post(To, file, null);
        await unsigned.ShouldBeProblem(400, "UnsignedEvent");
        using var foreign = await silo.Post(To, file, new BankSigner(silo.Banks.Vcb).Sign(file));
        await foreign.ShouldBeProblem(400, "InvalidSignature");
        using var altered = await silo.Post(To, [.. file, (byte)'\n'], new BankSigner(silo.Banks.Bidv).Sign(file));
        await altered.ShouldBeProblem(400, "InvalidSignature");
        using var signed = await silo.Post(To, file, new BankSigner(silo.Banks.Bidv).Sign(file));
        ((int)signed.StatusCode).ShouldBe(200);
        (await signed.Content.ReadAsStringAsync()).ShouldContain("\"accepted\"");
        (await silo.DeadLetters()).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_key_revoked_in_the_file_counts_no_more_within_seconds_and_a_file_that_cannot_be_read_changes_nothing()
    {
        await using var silo = await SigningSilo.Start(isRequired: true);
        (await silo.Payments(Payment(), silo.Banks.Bidv)).ShouldBe(["accepted"]);
        await File.WriteAllTextAsync(silo.KeyFile, silo.Banks.Without(silo.Banks.Bidv));
        var began = Stopwatch.StartNew();
        while (true)
        {
            var body = Bytes(Payment());
            using var response = await silo.Post(Path, body, new BankSigner(silo.Banks.Bidv).Sign(body));
            if ((int)response.StatusCode == 400)
            {
                break;
            }

            began.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(1));
            await Task.Delay(100);
        }

        (await silo.Payments(Payment(), silo.Banks.Next)).ShouldBe(["accepted"], "the key beside it still counts");
        await File.WriteAllTextAsync(silo.KeyFile, "{");
        silo.App.Services.GetRequiredService<TrustedKeys>().Look();
        (await silo.Payments(Payment(), silo.Banks.Next)).ShouldBe(["accepted"]);
    }

    [Fact]
    public async Task What_is_refused_is_counted_and_until_when_each_bank_can_sign_is_known()
    {
        await using var silo = await SigningSilo.Start(isRequired: true);
        var before = await Scrape.Of(silo.Http);
        await silo.Payments(Bytes($"[{Payment()},{Payment()}]"));
        await silo.Payments(Payment(), silo.Banks.Vcb);
        var after = await Scrape.Of(silo.Http);

        double More(string code) => after.Sum("clearance_signatures_refused_total", ("code", code)) - before.Sum("clearance_signatures_refused_total", ("code", code));
        More("UnsignedEvent").ShouldBeGreaterThanOrEqualTo(2);
        More("InvalidSignature").ShouldBeGreaterThanOrEqualTo(1);
        var (bidv, vcb) = (new DateTimeOffset(2999, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2090, 1, 1, 0, 0, 0, TimeSpan.Zero));
        silo.App.Services.GetServices<ICertificateExpiry>().SelectMany(static it => it.All).ShouldBe(
            [("bank-keys", vcb), ("bank-keys", bidv)], ignoreOrder: true, "of each bank its last key, whichever of them expired or was revoked");
    }

    [Theory]
    [InlineData("Clearance:Signatures:Required", "true", "Clearance:Signatures:File must be set with it")]
    [InlineData("Clearance:Signatures:Required", "yes", "it must be true or false")]
    [InlineData("Clearance:Signatures:File", "no-such-file", "there is no such file")]
    [InlineData("Clearance:Tokens:Kid", "gate-1", "with Clearance:Tokens:KeyFile, and not without")]
    [InlineData("Clearance:Tokens:Lifetime", "4.00:00:00", "to 3.00:00:00")]
    public void An_option_that_makes_no_sense_is_refused(string name, string value, string why) =>
        Should.Throw<SettingsException>(() => SettingsReader.Read([$"--{name}", value])).Message.ShouldContain(why);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static async Task<string> Redrive(SigningSilo silo, string letter, byte[] body)
    {
        using var response = await silo.Post($"{letter}/redrive", body, null);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.Short();
    }

    private string Payment(string bank = "BIDV")
    {
        var payment = Sample.Payment(taxpayer, declaration);
        payment["bank"] = bank;
        payment["id"] = $"{bank}:{Sample.Next()}";
        return payment.ToJsonString();
    }
}
