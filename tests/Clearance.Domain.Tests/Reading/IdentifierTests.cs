namespace Clearance.Domain.Tests.Reading;

/// <summary>The forms and check digits of domain.md §1.</summary>
public class IdentifierTests
{
    [Theory]
    [InlineData("105123456760", "10512345676", 0)]
    [InlineData("304123456730", "30412345673", 0)]
    [InlineData("304123456739", "30412345673", 9)]
    [InlineData("100000000000", "10000000000", 0)]
    [InlineData("110000000110", "11000000011", 0)]
    [InlineData("310000000704", "31000000070", 4)]
    public void A_declaration_number_has_a_key_and_an_amendment(string text, string key, int amendment)
    {
        DeclarationNumber.TryParse(text, out var number).ShouldBeTrue();

        (number.Key.ToString(), number.Amendment, number.ToString()).ShouldBe((key, amendment, text));
        DeclarationKey.TryParse(key, out var parsed).ShouldBeTrue();
        DeclarationKey.TryParseEither(text, out var either).ShouldBeTrue();
        (parsed, either).ShouldBe((number.Key, number.Key));
    }

    [Theory]
    [InlineData("", "nothing")]
    [InlineData("10512345676", "11 digits")]
    [InlineData("1051234567600", "13 digits")]
    [InlineData("105123456770", "check digit 7 where 6 is right")]
    [InlineData("105123456780", "a check digit no remainder of 7 can be")]
    [InlineData("205123456760", "no kind 20")]
    [InlineData("125123456760", "no kind 12")]
    [InlineData("005123456760", "no kind 00")]
    [InlineData("10512345676X", "a letter for the amendment")]
    [InlineData("10512345676-", "a sign for the amendment")]
    [InlineData("1051234567 0", "a blank")]
    [InlineData("+10512345676", "a sign")]
    [InlineData("１05123456760", "a digit that is not ASCII")]
    public void Is_no_declaration_number(string text, string because) =>
        DeclarationNumber.TryParse(text, out _).ShouldBeFalse(because);

    [Theory]
    [InlineData("10512345677", "check digit")]
    [InlineData("1051234567", "10 digits")]
    [InlineData("105123456770", "check digit of 12")]
    [InlineData("10512345676a", "amendment")]
    [InlineData("", "nothing")]
    public void Is_neither_number_nor_key(string text, string because) =>
        DeclarationKey.TryParseEither(text, out _).ShouldBeFalse(because);

    [Theory]
    [InlineData("0100109106", "0100109106")]
    [InlineData("0300123450", "0300123450")]
    [InlineData("0100109106-001", "0100109106001")]
    [InlineData("0100109106001", "0100109106001")]
    [InlineData("0100109106-999", "0100109106999")]
    [InlineData("001234567890", "001234567890")]
    public void A_taxpayer_id_is_canonical_without_dash(string text, string canonical)
    {
        TaxpayerId.TryParse(text, out var id).ShouldBeTrue();

        id.Value.ShouldBe(canonical);
    }

    [Theory]
    [InlineData("", "nothing")]
    [InlineData("0100109107", "check digit")]
    [InlineData("0300123451", "check digit")]
    [InlineData("1000109106", "two digits swapped")]
    [InlineData("0000000000", "remainder 0 is never issued")]
    [InlineData("010010910", "9 digits")]
    [InlineData("01001091061", "11 digits")]
    [InlineData("01001091060011", "14 digits")]
    [InlineData("0100109106-000", "no branch 000")]
    [InlineData("0100109106000", "no branch 000")]
    [InlineData("0100109107-001", "check digit of a branch")]
    [InlineData("0100109106-01", "branch of two digits")]
    [InlineData("010010910-6001", "dash elsewhere")]
    [InlineData("0100109106--01", "two dashes")]
    [InlineData("00123456789-01", "dash in a person's id")]
    [InlineData("01001O9106", "a letter")]
    [InlineData(" 0100109106", "a blank")]
    public void Is_no_taxpayer_id(string text, string because) =>
        TaxpayerId.TryParse(text, out _).ShouldBeFalse(because);

    [Theory]
    [InlineData("03CC", true)]
    [InlineData("02B1", true)]
    [InlineData("00A0", true)]
    [InlineData("03cc", false)]
    [InlineData("3CC", false)]
    [InlineData("03CCX", false)]
    [InlineData("0ACC", false)]
    [InlineData("031C", false)]
    [InlineData("03C-", false)]
    [InlineData("*", false)]
    [InlineData("", false)]
    public void An_office_is_two_digits_a_letter_and_a_letter_or_digit(string text, bool valid) =>
        OfficeCode.TryParse(text, out _).ShouldBe(valid);

    [Theory]
    [InlineData("VCB", true)]
    [InlineData("BIDV", true)]
    [InlineData("A1", true)]
    [InlineData("01", true)]
    [InlineData("ABCDEFGHIJK", true)]
    [InlineData("ABCDEFGHIJKL", false)]
    [InlineData("A", false)]
    [InlineData("", false)]
    [InlineData("vcb", false)]
    [InlineData("V B", false)]
    [InlineData("VĐB", false)]
    [InlineData("VCB:", false)]
    public void A_bank_is_2_to_11_capitals_or_digits(string text, bool valid) =>
        BankCode.TryParse(text, out _).ShouldBe(valid);

    [Theory]
    [InlineData("VCB", "VCB:1", true)]
    [InlineData("VCB", "VCB:", true)]
    [InlineData("VCB", "VCB", false)]
    [InlineData("VCB", "VCBX:1", false)]
    [InlineData("VC", "VCB:1", false)]
    [InlineData("VCB", "vcb:1", false)]
    public void A_bank_owns_the_ids_that_start_with_it_and_a_colon(string bank, string id, bool owns)
    {
        BankCode.TryParse(bank, out var code).ShouldBeTrue();

        code.Owns(id).ShouldBe(owns);
    }
}
