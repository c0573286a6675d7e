using System.Text;

namespace Clearance.Domain.Tests.Reading;

/// <summary>What may vary in a valid event, and what is read from it then.</summary>
public class ToleranceTests
{
    [Theory]
    [InlineData("DeclarationRegistered", "specialisedInspection = absent")]
    [InlineData("DeclarationRegistered", "specialisedInspection = null")]
    [InlineData("DeclarationRegistered", "specialisedInspection = true")]
    [InlineData("DeclarationRegistered", "guarantee = absent; term = \"C\"")]
    [InlineData("DeclarationRegistered", "guarantee = null; term = \"D\"")]
    [InlineData("DeclarationRegistered", "invoice = absent; billOfLading = null")]
    [InlineData("DeclarationRegistered", "releaseRequested = absent; exemption = absent")]
    [InlineData("DeclarationRegistered", "lines = []")]
    [InlineData("DeclarationRegistered", "lines[0].amount = 0")]
    [InlineData("DeclarationRegistered", "lines[0].amount = 9000000000000000")]
    [InlineData("DeclarationRegistered", "lines[1].code = \"1901\"; lines[1].account = \"deposit\"")]
    [InlineData("DeclarationRegistered", "taxpayer = \"0100109106-001\"")]
    [InlineData("DeclarationRegistered", "news = {\"from\":[\"tomorrow\"]}")]
    [InlineData("DeclarationRegistered", "Type = 5; ID = null")]
    [InlineData("ObligationAdjusted", "due = null")]
    [InlineData("ObligationAdjusted", "due = absent; amount = 0")]
    [InlineData("ObligationAdjusted", "declaration = \"10512345676\"")]
    [InlineData("DebtReliefGranted", "relief = \"write-off\"; until = null")]
    [InlineData("DebtReliefGranted", "relief = \"write-off\"; until = absent")]
    [InlineData("DebtReliefGranted", "relief = \"write-off\"")]
    [InlineData("SuspenseAssigned", "declaration = null; code = absent; account = null")]
    [InlineData("SuspenseAssigned", "declaration = absent; code = \"1901\"")]
    [InlineData("SuspenseAssigned", "row = 0")]
    [InlineData("SurplusApplied", "from = null; to = \"10512345676\"")]
    [InlineData("SurplusRefunded", "from = \"10512345676\"")]
    [InlineData("PaymentConfirmed", "payer = absent; slip = null")]
    [InlineData("PaymentConfirmed", "payer = \"\"")]
    [InlineData("PaymentConfirmed", "rows[1].declaration = absent; rows[1].code = absent")]
    [InlineData("PaymentConfirmed", "rows[0].amount = 1")]
    [InlineData("GuaranteeIssued", "amount = 0")]
    [InlineData("GuaranteeIssued", "declaration = absent; invoice = \"INV-77\"; billOfLading = \"MSK123\"")]
    [InlineData("GuaranteeIssued", "offices = [\"03CC\",\"03CC\"]")]
    [InlineData("ClearanceRecorded", "id = \"AZaz09:._/-\"")]
    [InlineData("ClearanceRecorded", "id = \"1234567890123456789012345678901234567890123456789012345678901234\"")]
    public void May_be_absent_null_or_other(string type, string changes) =>
        Samples.ReadChanged(type, changes).Rejection.ShouldBeNull();

    [Theory]
    [InlineData("2026-11-02T08:00:00+07:00", "2026-11-02T01:00:00.0000000")]
    [InlineData("2026-11-02T08:00:00Z", "2026-11-02T08:00:00.0000000")]
    [InlineData("2026-11-02t08:00:00z", "2026-11-02T08:00:00.0000000")]
    [InlineData("2026-11-02T08:00:00-00:00", "2026-11-02T08:00:00.0000000")]
    [InlineData("2026-11-01T23:30:00-05:45", "2026-11-02T05:15:00.0000000")]
    [InlineData("2026-11-02T08:00:00.5Z", "2026-11-02T08:00:00.5000000")]
    [InlineData("2026-11-02T08:00:00.123456789Z", "2026-11-02T08:00:00.1234567")]
    [InlineData("2024-02-29T23:59:59.999999999+00:00", "2024-02-29T23:59:59.9999999")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000")]
    [InlineData("9998-12-31T23:59:59Z", "9998-12-31T23:59:59.0000000")]
    public void A_time_is_RFC_3339_with_offset(string written, string utc)
    {
        var result = Samples.ReadChanged("ClearanceRecorded", $"at = \"{written}\"");

        result.Rejection.ShouldBeNull();
        result.Event!.At.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff").ShouldBe(utc);
    }

    [Theory]
    [InlineData("2026-11-02T08:00:00")]
    [InlineData("2026-11-02 08:00:00Z")]
    [InlineData("2026-11-02T08:00Z")]
    [InlineData("2026-11-02T24:00:00Z")]
    [InlineData("2026-11-02T08:60:00Z")]
    [InlineData("2016-12-31T23:59:60Z")]
    [InlineData("2026-02-29T08:00:00Z")]
    [InlineData("2026-00-01T08:00:00Z")]
    [InlineData("2026-01-00T08:00:00Z")]
    [InlineData("0000-01-01T08:00:00Z")]
    [InlineData("26-11-02T08:00:00Z")]
    [InlineData("2026-11-02T08:00:00.Z")]
    [InlineData("2026-11-02T08:00:00.1234567890Z")]
    [InlineData("2026-11-02T08:00:00.5")]
    [InlineData("2026-11-02T08:00:00,5Z")]
    [InlineData("2026-11-02T08:00:00+7:00")]
    [InlineData("2026-11-02T08:00:00+0700")]
    [InlineData("2026-11-02T08:00:00+24:00")]
    [InlineData("2026-11-02T08:00:00+07:60")]
    [InlineData("2026-11-02T08:00:00+07:00 ")]
    [InlineData("2026-11-02T08:00:00ZZ")]
    [InlineData("+026-11-02T08:00:00Z")]
    [InlineData("0001-01-01T00:00:00+07:00")]
    [InlineData("9999-12-31T23:59:59Z")]
    [InlineData("9998-12-31T23:59:59-07:00")]
    [InlineData("")]
    public void Anything_else_is_no_time(string written)
    {
        var rejection = Samples.ReadChanged("ClearanceRecorded", $"at = \"{written}\"").Rejection.ShouldNotBeNull();

        (rejection.Code, rejection.Field).ShouldBe((RejectionCode.InvalidDate, "at"));
    }

    [Theory]
    [InlineData("2024-02-29", true)]
    [InlineData("0001-01-01", true)]
    [InlineData("9999-12-31", true)]
    [InlineData("2023-02-29", false)]
    [InlineData("2026-04-31", false)]
    [InlineData("2026-4-1", false)]
    [InlineData("20260401", false)]
    [InlineData("2026/04/01", false)]
    [InlineData("01-04-2026", false)]
    [InlineData(" 2026-04-01", false)]
    [InlineData("2026-04-01T00:00:00Z", false)]
    public void A_date_is_a_day_of_the_calendar(string written, bool valid) =>
        Samples.ReadChanged("EnforcementPlaced", $"effectiveFrom = \"{written}\"").IsValid.ShouldBe(valid);

    [Theory]
    [InlineData("\"105123456770\"", "105123456770")]
    [InlineData("\"10512345676\"", "10512345676")]
    [InlineData("\"\"", "")]
    [InlineData("\"tờ khai 105\"", "tờ khai 105")]
    [InlineData("105123456760", "105123456760")]
    [InlineData("1.05e11", "1.05e11")]
    public void A_row_with_a_wrong_declaration_number_is_real_money_and_kept(string written, string target)
    {
        var payment = Samples.ReadChanged("PaymentConfirmed", $"rows[0].declaration = {written}")
            .Event.ShouldBeOfType<PaymentConfirmed>();

        payment.Rows[0].Target.ShouldBe(target);
        payment.Rows[0].Amount.ShouldBe(12_000_000);
    }

    [Theory]
    [InlineData("DeclarationRegistered", "invoice", 64, true)]
    [InlineData("DeclarationRegistered", "invoice", 65, false)]
    [InlineData("GuaranteeIssued", "billOfLading", 65, false)]
    [InlineData("PaymentConfirmed", "slip", 64, true)]
    [InlineData("PaymentConfirmed", "payer", 65, false)]
    [InlineData("PaymentCancelled", "consent", 65, false)]
    [InlineData("EnforcementPlaced", "decision", 64, true)]
    [InlineData("EnforcementPlaced", "decision", 65, false)]
    public void A_text_has_at_most_64_characters(string type, string member, int length, bool valid)
    {
        var rejection = Samples.ReadChanged(type, $"{member} = \"{new string('ạ', length)}\"").Rejection;

        (rejection?.Code, rejection?.Field).ShouldBe(valid ? (null, null) : (RejectionCode.InvalidValue, member));
    }

    [Fact]
    public void An_unitemised_row_keeps_a_code_that_is_given()
    {
        var payment = Samples.ReadChanged("PaymentConfirmed", "rows[1].code = \"0099\"")
            .Event.ShouldBeOfType<PaymentConfirmed>();

        payment.Rows[1].ShouldBe(new PaymentRow(2, null, 99, Account.Budget, 700_000));
    }

    [Fact]
    public void A_star_among_the_offices_means_every_office()
    {
        foreach (var offices in (string[])["""["*"]""", """["03CC","*"]"""])
        {
            var letter = Samples.ReadChanged("GuaranteeIssued", $"offices = {offices}")
                .Event.ShouldBeOfType<GuaranteeIssued>();
            letter.Offices.ShouldBeEmpty();
            letter.Offices.IsDefault.ShouldBeFalse();
        }
    }

    [Fact]
    public void A_letter_named_without_need_is_read_all_the_same()
    {
        var read = Samples.ReadChanged("DeclarationRegistered", "term = \"C\"")
            .Event.ShouldBeOfType<DeclarationRegistered>();

        (read.Term, read.Guarantee.ToString()).ShouldBe((PaymentTerm.C, "VCB/2026/BL/0001"));
    }

    [Fact]
    public void Money_assigned_to_the_taxpayers_surplus_names_no_line()
    {
        var read = Samples.ReadChanged("SuspenseAssigned", "declaration = null")
            .Event.ShouldBeOfType<SuspenseAssigned>();

        (read.Declaration, read.Line).ShouldBe((null, default(LineKey)));
        read.Row.ShouldBe(new RowRef("BIDV:FT2630600001", 1));
    }

    [Fact]
    public void Escapes_are_the_characters_they_stand_for()
    {
        var read = Samples.Read(EventStream.Declarations,
            """
            {"\u0074ype":"DeclarationCancelled","i\u0064":"CA\u003A1\/2","at":"2026-11-03T10:00:00\u005a",
             "declaration":"1051234567\u0036"}
            """);

        read.Rejection.ShouldBeNull();
        read.Id.ShouldBe("CA:1/2");
    }

    [Fact]
    public void Escapes_beyond_the_basic_plane_are_read()
    {
        var (stream, _, json) = Samples.Of("PaymentConfirmed");
        var payment = Samples.Read(stream, json.Replace("C1-02/88", "\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0111\\ud83d\\uDE00!"))
            .Event.ShouldBeOfType<PaymentConfirmed>();

        payment.Slip.ShouldBe("\"\\/\b\f\n\r\tđ😀!");
    }

    [Fact]
    public void White_space_around_an_event_is_not_its_own()
    {
        var (stream, _, json) = Samples.Of("ClearanceRecorded");
        var padded = new string(' ', Limits.EventBytesMax) + json + "\r\n\t";

        Samples.Read(stream, padded).Rejection.ShouldBeNull();
    }

    [Fact]
    public void An_event_may_have_64_KiB_and_not_a_byte_more()
    {
        var (stream, _, json) = Samples.Of("ClearanceRecorded");
        var room = Limits.EventBytesMax - Encoding.UTF8.GetByteCount(json) - ",\"pad\":\"\"".Length;
        string Padded(int more) => json.Insert(json.Length - 1, $",\"pad\":\"{new string('x', room + more)}\"");

        Encoding.UTF8.GetByteCount(Padded(0)).ShouldBe(65_536);
        Samples.Read(stream, Padded(0)).Rejection.ShouldBeNull();
        Samples.Read(stream, Padded(1)).Rejection!.Code.ShouldBe(RejectionCode.Malformed);
    }

    [Theory]
    [InlineData(Limits.LinesMax, null)]
    [InlineData(Limits.LinesMax + 1, RejectionCode.TooManyRows)]
    public void A_declaration_may_have_64_lines(int count, RejectionCode? code) =>
        Verdict("DeclarationRegistered", "lines", count, """{"kind":"tax","code":"#","account":"budget","amount":1}""")
            .ShouldBe(code is null ? null : (code.Value, "lines"));

    [Theory]
    [InlineData(Limits.RowsMax, null)]
    [InlineData(Limits.RowsMax + 1, RejectionCode.TooManyRows)]
    public void A_payment_may_have_200_rows(int count, RejectionCode? code) =>
        Verdict("PaymentConfirmed", "rows", count, """{"row":1#,"account":"budget","amount":1}""")
            .ShouldBe(code is null ? null : (code.Value, "rows"));

    [Fact]
    public void Too_many_rows_are_named_before_a_fault_in_one_of_them() =>
        Verdict("PaymentConfirmed", "rows", 201, "7").ShouldBe((RejectionCode.TooManyRows, "rows"));

    private static (RejectionCode Code, string? Field)? Verdict(string type, string member, int count, string element)
    {
        var elements = Enumerable.Range(0, count).Select(i => element.Replace("#", i.ToString("D4")));
        var rejection = Samples.ReadChanged(type, $"{member} = [{string.Join(',', elements)}]").Rejection;
        return rejection is null ? null : (rejection.Code, rejection.Field);
    }
}
