namespace Clearance.Domain.Tests.Rules;

/// <summary>Numbers and their check digits (domain.md §1).</summary>
public sealed class IdentifierTests
{
    [Theory]
    [InlineData("105123456760", true)]   // 51234567 mod 7 is 6
    [InlineData("105123456769", true)]   // the 12th digit is the amendment
    [InlineData("115123456760", true)]   // import of low value
    [InlineData("305123456760", true)]   // export
    [InlineData("315123456760", true)]   // export of low value
    [InlineData("100000000000", true)]
    [InlineData("105123456770", false)]  // wrong check digit
    [InlineData("205123456760", false)]  // no such kind
    [InlineData("10512345676", false)]   // a key is not a number
    [InlineData("1051234567600", false)]
    [InlineData("1051234567 6", false)]
    [InlineData("", false)]
    public void A_declaration_number_has_a_kind_and_a_check_digit(string text, bool valid)
    {
        DeclarationNumber.TryParse(text, out var number).ShouldBe(valid);
        if (valid)
        {
            number.ToString().ShouldBe(text);
        }
    }

    [Theory]
    [InlineData("10512345676", true)]
    [InlineData("105123456763", true)]
    [InlineData("10512345677", false)]
    [InlineData("1051234567", false)]
    public void Banks_may_write_eleven_or_twelve_digits(string text, bool valid) =>
        DeclarationKey.TryParseEither(text, out _).ShouldBe(valid);

    [Theory]
    [InlineData("0100109106", true, "0100109106")]
    [InlineData("0100109106-001", true, "0100109106001")]  // a branch, with or without dash
    [InlineData("0100109106999", true, "0100109106999")]
    [InlineData("001095000001", true, "001095000001")]     // a person
    [InlineData("0100109107", false, null)]                // wrong check digit
    [InlineData("0100109106-000", false, null)]            // branches start at 001
    [InlineData("0100109107001", false, null)]
    [InlineData("01001091", false, null)]
    [InlineData("0100109-106001", false, null)]
    public void A_taxpayer_id_has_a_check_digit_and_one_written_form(string text, bool valid, string? canonical)
    {
        TaxpayerId.TryParse(text, out var id).ShouldBe(valid);
        id.Value.ShouldBe(canonical);
    }

    [Fact]
    public void A_taxpayer_id_whose_check_sum_is_zero_is_never_issued() =>
        Enumerable.Range(0, 10).Where(digit => TaxpayerId.TryParse($"000000000{digit}", out _)).ShouldBeEmpty();

    [Theory]
    [InlineData("03CC", true)]
    [InlineData("02B1", true)]
    [InlineData("3CC", false)]
    [InlineData("03cc", false)]
    [InlineData("031C", false)]
    public void An_office_is_two_digits_a_letter_and_a_letter_or_digit(string text, bool valid) =>
        OfficeCode.TryParse(text, out _).ShouldBe(valid);

    [Theory]
    [InlineData("2026-11-02T16:59:59.999Z", "2026-11-02")]
    [InlineData("2026-11-02T17:00:00.000Z", "2026-11-03")]  // midnight in Vietnam
    public void A_legal_date_is_the_calendar_date_at_utc_plus_seven(string instant, string date) =>
        Instant.From(DateTimeOffset.Parse(instant)).LegalDate.ShouldBe(DateOnly.Parse(date));
}
