namespace Clearance.Domain.Tests.Banks;

/// <summary>Rows of day files as written: the first wrong member is named.</summary>
public sealed class BankRowTextTests
{
    private static readonly BankRowText Right = new()
    {
        Place = 2,
        Payment = "BIDV:FT1",
        Row = "1",
        Taxpayer = "0100109106",
        Declaration = "105123456760",
        Code = "1901",
        Account = "budget",
        Amount = "12000000",
        DebitedAt = "2026-11-02T09:15:03+07:00",
        Status = "confirmed",
        Office = "03CC",
    };

    [Fact]
    public void A_right_row_is_read()
    {
        Right.TryRead(Bidv(), out var row, out _, out _).ShouldBeTrue();
        (row.Payment, row.Taxpayer.Value, row.Cancelled, row.Office?.Value).ShouldBe(("BIDV:FT1", "0100109106", false, "03CC"));
        row.Row.ShouldBe(new PaymentRow(1, "105123456760", 1901, Account.Budget, 12_000_000));
    }

    [Theory]
    [InlineData("payment", "VCB:FT1")]
    [InlineData("payment", "BIDV:FT 1")]
    [InlineData("row", "-1")]
    [InlineData("row", "")]
    [InlineData("taxpayer", "0100109107")]
    [InlineData("code", "190")]
    [InlineData("code", "")]
    [InlineData("account", "Budget")]
    [InlineData("amount", "0")]
    [InlineData("amount", "1.5")]
    [InlineData("amount", "1,000")]
    [InlineData("amount", "9000000000000001")]
    [InlineData("debitedAt", "2026-11-02")]
    [InlineData("debitedAt", "2026-02-30T09:15:03+07:00")]
    [InlineData("status", "")]
    [InlineData("office", "3CC")]
    public void A_wrong_member_is_named(string member, string text)
    {
        With(member, text).TryRead(Bidv(), out _, out var named, out var why).ShouldBeFalse();
        named.ShouldBe(member);
        why.ShouldStartWith("must be ");
    }

    [Fact]
    public void A_wrong_declaration_number_is_still_money_and_none_needs_no_code()
    {
        With("declaration", "10512345675X").TryRead(Bidv(), out var wrong, out _, out _).ShouldBeTrue();
        (wrong.Row.Target, wrong.Row.Declaration).ShouldBe(("10512345675X", null));
        (With("declaration", "") with { Code = "" }).TryRead(Bidv(), out var none, out _, out _).ShouldBeTrue();
        (none.Row.Target, none.Row.Code).ShouldBe((null, null));
    }

    [Theory]
    [InlineData("12000000.00", true)]
    [InlineData("12000000.", false)]
    [InlineData("12000000.10", false)]
    [InlineData("+12000000", false)]
    [InlineData("12e6", false)]
    public void Zeros_after_a_point_are_whole_and_nothing_else_is(string text, bool whole) =>
        BankRowText.TryWhole(text, out _).ShouldBe(whole);

    [Fact]
    public void A_time_without_offset_is_at_utc_plus_7()
    {
        BankRowText.TryTime("2026-11-02T09:15:03", out var local).ShouldBeTrue();
        BankRowText.TryTime("2026-11-02T02:15:03Z", out var utc).ShouldBeTrue();
        local.ShouldBe(utc);
    }

    private static BankCode Bidv()
    {
        BankCode.TryParse("BIDV", out var bank).ShouldBeTrue();
        return bank;
    }

    private static BankRowText With(string member, string text) => member switch
    {
        "payment" => Right with { Payment = text },
        "row" => Right with { Row = text },
        "taxpayer" => Right with { Taxpayer = text },
        "declaration" => Right with { Declaration = text },
        "code" => Right with { Code = text },
        "account" => Right with { Account = text },
        "amount" => Right with { Amount = text },
        "debitedAt" => Right with { DebitedAt = text },
        "status" => Right with { Status = text },
        _ => Right with { Office = text },
    };
}
