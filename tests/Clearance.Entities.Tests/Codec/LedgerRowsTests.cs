using Clearance.Domain;
using Xunit.Abstractions;

namespace Clearance.Entities.Tests.Codec;

public sealed class LedgerRowsTests(ITestOutputHelper output)
{
    private static readonly EntityLimits Limits = new();
    private static readonly Declaration Paid = Samples.OneLine();
    private static readonly Declaration Unpaid = (Paid with { Pieces = [] }).Recomputed();
    private static readonly DateOnly LastResidentDay = Paid.LastDay.AddDays(60);

    [Fact]
    public void A_typical_declaration_takes_less_than_400_bytes()
    {
        var bytes = LedgerCodec.Encode(Paid).Length;
        output.WriteLine($"A declaration with one line, paid and journaled: {bytes} bytes");
        bytes.ShouldBeLessThan(400);
    }

    [Fact]
    public void An_open_declaration_stays_until_it_lapsed_for_60_days()
    {
        Stays(Paid, LastResidentDay).ShouldBeTrue();
        Stays(Paid, LastResidentDay.AddDays(1)).ShouldBeFalse();
        Stays(Unpaid, LastResidentDay.AddDays(1)).ShouldBeFalse();
    }

    [Fact]
    public void One_that_holds_money_of_a_letter_or_waits_for_some_stays()
    {
        var waiting = Covered(Unpaid);
        Stays(waiting, LastResidentDay.AddDays(1)).ShouldBeTrue();
        Stays(waiting with { Reserved = 12_000_000 }, LastResidentDay.AddDays(1)).ShouldBeTrue();
        Stays(Covered(Paid), LastResidentDay.AddDays(1)).ShouldBeFalse();
        Stays(Covered(Paid) with { Reserved = 1 }, LastResidentDay.AddDays(1)).ShouldBeTrue();
    }

    [Fact]
    public void A_recorded_one_leaves_when_it_owes_and_holds_nothing()
    {
        Stays(Recorded(Paid), Paid.LastDay).ShouldBeFalse();
        Stays(Recorded(Unpaid), LastResidentDay.AddDays(1)).ShouldBeTrue();
        Stays(Recorded(Paid) with { Reserved = 1 }, Paid.LastDay).ShouldBeTrue();
    }

    [Fact]
    public void A_cancelled_one_leaves_at_once()
    {
        var cancelled = Unpaid with { Facts = Unpaid.Facts with { CancellationReceived = true } };
        Stays(cancelled.Recomputed(), Paid.LastDay).ShouldBeFalse();
    }

    [Fact]
    public void Keys_of_letters_are_read_back_whatever_their_sign()
    {
        var keys = new HashSet<LedgerRowKey>();
        BankCode.TryParse("VCB", out var bank).ShouldBeTrue();
        foreach (var sign in (string[])["BL", "B/L", "%2F", "%", "%25", "/", "%252F", "Đ/Đ"])
        {
            foreach (var number in (string[])["1", "1/2", "/", "%2F"])
            {
                var reference = new GuaranteeReference(bank, 2026, sign, number);
                var key = LedgerRowKeys.Guarantee(reference);

                LedgerRowKeys.TryGuarantee(key, out var back).ShouldBeTrue();
                back.ShouldBe(reference);
                keys.Add(key).ShouldBeTrue();
            }
        }
    }

    [Theory]
    [InlineData("VCB/2026/BL")]
    [InlineData("vcb/2026/BL/1")]
    [InlineData("VCB/+2026/BL/1")]
    [InlineData("VCB/02026/BL/1")]
    [InlineData("VCB/2026/%/1")]
    public void What_is_no_key_of_a_letter_is_not_read(string key) =>
        LedgerRowKeys.TryGuarantee(new LedgerRowKey(LedgerRowKind.Guarantee, key), out _).ShouldBeFalse();

    private static bool Stays(Declaration declaration, DateOnly today) =>
        LedgerRows.IsResident(declaration, today, Limits);

    private static Declaration Covered(Declaration declaration)
    {
        BankCode.TryParse("VCB", out var bank).ShouldBeTrue();
        return declaration with
        {
            Registration = declaration.Registration with
            {
                Term = PaymentTerm.B,
                Guarantee = new GuaranteeReference(bank, 2026, "BL", "0001"),
            },
        };
    }

    private static Declaration Recorded(Declaration declaration) => declaration with
    {
        Facts = declaration.Facts with { Recorded = new Recorded(Paid.Registration.RegisteredAt, RecordedOutcome.Cleared) },
    };
}
