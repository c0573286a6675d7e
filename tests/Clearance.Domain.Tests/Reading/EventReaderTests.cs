namespace Clearance.Domain.Tests.Reading;

public class EventReaderTests
{
    public static TheoryData<string> Types => [.. Samples.All.Select(s => s.Type)];

    [Theory]
    [MemberData(nameof(Types))]
    public void A_sample_of_every_type_is_read(string type)
    {
        var (stream, _, json) = Samples.Of(type);

        var result = Samples.Read(stream, json);

        result.Rejection.ShouldBeNull();
        result.IsValid.ShouldBeTrue();
        result.Event.GetType().Name.ShouldBe(type);
        result.Id.ShouldBe(result.Event.Id);
        result.Content.ShouldNotBe(default);
    }

    [Fact]
    public void A_registration_is_read_in_full_with_its_lines_in_order()
    {
        var read = Samples.Read(EventStream.Declarations, Samples.Registered)
            .Event.ShouldBeOfType<DeclarationRegistered>();

        read.Id.ShouldBe("VN:105123456760:0");
        read.At.ToString().ShouldBe("2026-11-02T01:00:00.000Z");
        read.Number.ToString().ShouldBe("105123456760");
        read.Taxpayer.Value.ShouldBe("0100109106");
        read.Office.Value.ShouldBe("03CC");
        read.Direction.ShouldBe(Direction.Import);
        read.Procedure.ShouldBe("A11");
        read.RegisteredAt.ShouldBe(read.At);
        read.Channel.ShouldBe(1);
        read.SpecialisedInspection.ShouldBeFalse();
        read.Term.ShouldBe(PaymentTerm.A);
        read.Guarantee.ToString().ShouldBe("VCB/2026/BL/0001");
        read.Invoice.ShouldBe("INV-77");
        read.BillOfLading.ShouldBe("MSK123");
        read.ReleaseRequested.ShouldBe(ReleaseReason.None);
        read.Exemption.ShouldBe(GoodsExemption.None);
        read.Lines.ShouldBe(
        [
            new Line(new LineKey(1702, Account.Budget), LineKind.Tax, 5_000_000),
            new Line(new LineKey(1901, Account.Budget), LineKind.Tax, 12_000_000),
            new Line(new LineKey(2663, Account.Budget), LineKind.Fee, 20_000),
        ]);
    }

    [Fact]
    public void A_payment_is_read_in_full()
    {
        var read = Samples.Read(EventStream.Payments, Samples.Confirmed).Event.ShouldBeOfType<PaymentConfirmed>();

        read.Bank.Value.ShouldBe("BIDV");
        read.DebitedAt.ToString().ShouldBe("2026-11-02T02:15:03.000Z");
        read.Payer.ShouldBe("0100109106");
        read.Slip.ShouldBe("C1-02/88");
        read.Rows.ShouldBe(
        [
            new PaymentRow(1, "105123456760", 1901, Account.Budget, 12_000_000),
            new PaymentRow(2, null, null, Account.Budget, 700_000),
        ]);
        read.Rows[0].Declaration.ToString().ShouldBe("10512345676");
    }

    [Fact]
    public void A_letter_is_read_in_full()
    {
        var read = Samples.Read(EventStream.Guarantees, Samples.Issued).Event.ShouldBeOfType<GuaranteeIssued>();

        read.Guarantee.ToString().ShouldBe("VCB/2026/BL/0001");
        read.Kind.ShouldBe(GuaranteeKind.Separate);
        read.Amount.ShouldBe(20_000_000);
        read.EffectiveFrom.ShouldBe(new DateOnly(2026, 11, 1));
        read.ExpiresOn.ShouldBe(new DateOnly(2026, 12, 1));
        read.Offices.Select(o => o.Value).ShouldBe(["03CC", "02B1"]);
        read.Declaration.ToString().ShouldBe("10512345676");
        read.Invoice.ShouldBeNull();
    }

    [Theory]
    [InlineData("DeclarationRegistered", "lines[1].amount = -1", RejectionCode.InvalidAmount, "lines[1].amount")]
    [InlineData("DeclarationRegistered", "guarantee = absent", RejectionCode.MissingField, "guarantee")]
    [InlineData("PaymentConfirmed", "id = \"VCB:1\"", RejectionCode.BankMismatch, "id")]
    [InlineData("SurplusRefunded", "checker = \"cb01\"", RejectionCode.SamePersonMadeAndChecked, "checker")]
    public void A_fault_is_named(string type, string change, RejectionCode code, string field)
    {
        var result = Samples.ReadChanged(type, change);

        result.Event.ShouldBeNull();
        result.Rejection.ShouldNotBeNull();
        (result.Rejection.Code, result.Rejection.Field).ShouldBe((code, field));
        result.Rejection.Detail.ShouldStartWith(field);
    }
}
