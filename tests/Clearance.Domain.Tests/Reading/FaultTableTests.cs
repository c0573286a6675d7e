namespace Clearance.Domain.Tests.Reading;

/// <summary>A valid event with one member changed: what the sender is told, and at which member.</summary>
/// <remarks>The member and the JSON it is given, or <c>absent</c>; then the code and the path of the answer.</remarks>
public class FaultTableTests
{
    [Theory]
    [InlineData("type = absent", "MissingField", "type")]
    [InlineData("type = null", "MissingField", "type")]
    [InlineData("type = 7", "UnknownType", "type")]
    [InlineData("type = \"\"", "UnknownType", "type")]
    [InlineData("type = \"declarationregistered\"", "UnknownType", "type")]
    [InlineData("type = \"PaymentConfirmed\"", "UnknownType", "type")]
    [InlineData("id = absent", "MissingField", "id")]
    [InlineData("id = null", "MissingField", "id")]
    [InlineData("id = 7", "InvalidValue", "id")]
    [InlineData("id = \"\"", "InvalidValue", "id")]
    [InlineData("id = \"a b\"", "InvalidValue", "id")]
    [InlineData("id = \"số-1\"", "InvalidValue", "id")]
    [InlineData("id = \"a,b\"", "InvalidValue", "id")]
    [InlineData("id = \"VN:2345678901234567890123456789012345678901234567890123456789-12345\"", "InvalidValue", "id")]
    [InlineData("at = absent", "MissingField", "at")]
    [InlineData("at = \"2026-11-02T08:00:00\"", "InvalidDate", "at")]
    [InlineData("declaration = absent", "MissingField", "declaration")]
    [InlineData("declaration = null", "MissingField", "declaration")]
    [InlineData("declaration = 105123456760", "InvalidDeclarationNumber", "declaration")]
    [InlineData("declaration = \"10512345676\"", "InvalidDeclarationNumber", "declaration")]
    [InlineData("declaration = \"105123456770\"", "InvalidDeclarationNumber", "declaration")]
    [InlineData("declaration = \"205123456760\"", "InvalidDeclarationNumber", "declaration")]
    [InlineData("declaration = \" 105123456760\"", "InvalidDeclarationNumber", "declaration")]
    [InlineData("declaration = \"10512345676٠\"", "InvalidDeclarationNumber", "declaration")]
    [InlineData("taxpayer = absent", "MissingField", "taxpayer")]
    [InlineData("taxpayer = \"0100109107\"", "InvalidTaxpayerId", "taxpayer")]
    [InlineData("taxpayer = 100109106", "InvalidTaxpayerId", "taxpayer")]
    [InlineData("taxpayer = {}", "InvalidTaxpayerId", "taxpayer")]
    [InlineData("office = absent", "MissingField", "office")]
    [InlineData("office = \"3CC\"", "InvalidOffice", "office")]
    [InlineData("office = \"03cc\"", "InvalidOffice", "office")]
    [InlineData("office = 3", "InvalidOffice", "office")]
    [InlineData("direction = \"transit\"", "InvalidValue", "direction")]
    [InlineData("direction = \"Import\"", "InvalidValue", "direction")]
    [InlineData("direction = 1", "InvalidValue", "direction")]
    [InlineData("procedure = absent", "MissingField", "procedure")]
    [InlineData("procedure = \"\"", "InvalidValue", "procedure")]
    [InlineData("procedure = \"A\\u0000\"", "InvalidValue", "procedure")]
    [InlineData("procedure = \"12345678901234567\"", "InvalidValue", "procedure")]
    [InlineData("registeredAt = \"2026-11-31T08:00:00+07:00\"", "InvalidDate", "registeredAt")]
    [InlineData("registeredAt = \"2026-11-02\"", "InvalidDate", "registeredAt")]
    [InlineData("channel = 0", "InvalidValue", "channel")]
    [InlineData("channel = 4", "InvalidValue", "channel")]
    [InlineData("channel = \"1\"", "InvalidValue", "channel")]
    [InlineData("channel = 1.0", "InvalidValue", "channel")]
    [InlineData("channel = null", "MissingField", "channel")]
    [InlineData("specialisedInspection = \"no\"", "InvalidValue", "specialisedInspection")]
    [InlineData("specialisedInspection = 0", "InvalidValue", "specialisedInspection")]
    [InlineData("term = \"E\"", "InvalidValue", "term")]
    [InlineData("term = \"a\"", "InvalidValue", "term")]
    [InlineData("guarantee = absent", "MissingField", "guarantee")]
    [InlineData("guarantee = null", "MissingField", "guarantee")]
    [InlineData("guarantee = absent; term = \"B\"", "MissingField", "guarantee")]
    [InlineData("guarantee = \"VCB/2026/BL/0001\"", "InvalidValue", "guarantee")]
    [InlineData("guarantee.bank = absent", "MissingField", "guarantee.bank")]
    [InlineData("guarantee.bank = \"V\"", "InvalidValue", "guarantee.bank")]
    [InlineData("guarantee.bank = \"vcb\"", "InvalidValue", "guarantee.bank")]
    [InlineData("guarantee.bank = \"ABCDEFGHIJKL\"", "InvalidValue", "guarantee.bank")]
    [InlineData("guarantee.bank = \"v\"; term = \"D\"", "InvalidValue", "guarantee.bank")]
    [InlineData("guarantee.year = 999", "InvalidValue", "guarantee.year")]
    [InlineData("guarantee.year = 10000", "InvalidValue", "guarantee.year")]
    [InlineData("guarantee.year = \"2026\"", "InvalidValue", "guarantee.year")]
    [InlineData("guarantee.sign = \"\"", "InvalidValue", "guarantee.sign")]
    [InlineData("guarantee.sign = \"12345678901\"", "InvalidValue", "guarantee.sign")]
    [InlineData("guarantee.number = 1", "InvalidValue", "guarantee.number")]
    [InlineData("guarantee.number = \"12345678901\"", "InvalidValue", "guarantee.number")]
    [InlineData("invoice = 77", "InvalidValue", "invoice")]
    [InlineData("billOfLading = []", "InvalidValue", "billOfLading")]
    [InlineData("billOfLading = {\"number\":\"MSK123\"}", "InvalidValue", "billOfLading")]
    [InlineData("releaseRequested = \"now\"", "InvalidValue", "releaseRequested")]
    [InlineData("releaseRequested = false", "InvalidValue", "releaseRequested")]
    [InlineData("exemption = \"none\"", "InvalidValue", "exemption")]
    [InlineData("lines = absent", "MissingField", "lines")]
    [InlineData("lines = null", "MissingField", "lines")]
    [InlineData("lines = {}", "InvalidValue", "lines")]
    [InlineData("lines[1] = 5", "InvalidValue", "lines[1]")]
    [InlineData("lines[1] = null", "InvalidValue", "lines[1]")]
    [InlineData("lines[0].kind = \"toll\"", "InvalidValue", "lines[0].kind")]
    [InlineData("lines[0].kind = absent", "MissingField", "lines[0].kind")]
    [InlineData("lines[0].code = 1901", "InvalidValue", "lines[0].code")]
    [InlineData("lines[0].code = \"190\"", "InvalidValue", "lines[0].code")]
    [InlineData("lines[0].code = \"19O1\"", "InvalidValue", "lines[0].code")]
    [InlineData("lines[0].code = \"+901\"", "InvalidValue", "lines[0].code")]
    [InlineData("lines[1].code = \"1901\"", "InvalidValue", "lines[1].code")]
    [InlineData("lines[0].account = \"treasury\"", "InvalidValue", "lines[0].account")]
    [InlineData("lines[2].amount = absent", "MissingField", "lines[2].amount")]
    [InlineData("lines[2].amount = \"20000\"", "InvalidAmount", "lines[2].amount")]
    public void A_registration(string change, string code, string field) =>
        Judge("DeclarationRegistered", change, code, field);

    [Theory]
    [InlineData("-1")]
    [InlineData("-0")]
    [InlineData("1.5")]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("1E3")]
    [InlineData("0e0")]
    [InlineData("9000000000000001")]
    [InlineData("10000000000000000")]
    [InlineData("9223372036854775808")]
    [InlineData("123456789012345678901234567890")]
    [InlineData("\"1\"")]
    [InlineData("true")]
    [InlineData("[1]")]
    public void An_amount_is_whole_dong_in_digits_wherever_it_stands(string amount)
    {
        Judge("DeclarationRegistered", $"lines[0].amount = {amount}", "InvalidAmount", "lines[0].amount");
        Judge("ObligationAdjusted", $"amount = {amount}", "InvalidAmount", "amount");
        Judge("SurplusApplied", $"amount = {amount}", "InvalidAmount", "amount");
        Judge("SurplusRefunded", $"amount = {amount}", "InvalidAmount", "amount");
        Judge("PaymentConfirmed", $"rows[1].amount = {amount}", "InvalidAmount", "rows[1].amount");
        Judge("GuaranteeIssued", $"amount = {amount}", "InvalidAmount", "amount");
        Judge("GuaranteeAmended", $"amount = {amount}", "InvalidAmount", "amount");
    }

    [Theory]
    [InlineData("PaymentConfirmed", "rows[0].amount")]
    [InlineData("SurplusApplied", "amount")]
    [InlineData("SurplusRefunded", "amount")]
    public void Money_that_moves_is_above_zero(string type, string field) =>
        Judge(type, $"{field} = 0", "InvalidAmount", field);

    [Theory]
    [InlineData("ObligationAdjusted", "declaration = \"10512345677\"", "InvalidDeclarationNumber", "declaration")]
    [InlineData("ObligationAdjusted", "decision = \" \"", "InvalidValue", "decision")]
    [InlineData("ObligationAdjusted", "kind = null", "MissingField", "kind")]
    [InlineData("ObligationAdjusted", "code = \"19011\"", "InvalidValue", "code")]
    [InlineData("ObligationAdjusted", "account = 1", "InvalidValue", "account")]
    [InlineData("ObligationAdjusted", "due = \"2026-02-29\"", "InvalidDate", "due")]
    [InlineData("ObligationAdjusted", "due = 20261209", "InvalidDate", "due")]
    [InlineData("InspectionConcluded", "aspect = \"price\"", "InvalidValue", "aspect")]
    [InlineData("InspectionConcluded", "result = \"passed\"", "InvalidValue", "result")]
    [InlineData("InspectionConcluded", "result = true", "InvalidValue", "result")]
    [InlineData("DeclarationCancelled", "declaration = absent", "MissingField", "declaration")]
    [InlineData("ClearanceRecorded", "outcome = \"clear\"", "InvalidValue", "outcome")]
    [InlineData("ClearanceRecorded", "outcome = absent", "MissingField", "outcome")]
    public void Other_events_of_a_declaration(string type, string change, string code, string field) =>
        Judge(type, change, code, field);

    [Theory]
    [InlineData("TaxpayerStatusChanged", "status = \"dormant\"", "InvalidValue", "status")]
    [InlineData("TaxpayerStatusChanged", "effectiveFrom = absent", "MissingField", "effectiveFrom")]
    [InlineData("TaxpayerStatusChanged", "effectiveFrom = \"2026-11-01T00:00:00Z\"", "InvalidDate", "effectiveFrom")]
    [InlineData("EnforcementPlaced", "taxpayer = \"\"", "InvalidTaxpayerId", "taxpayer")]
    [InlineData("EnforcementPlaced", "decision = absent", "MissingField", "decision")]
    [InlineData("EnforcementLifted", "decision = 18", "InvalidValue", "decision")]
    [InlineData("PriorityGranted", "effectiveFrom = \"2026-13-01\"", "InvalidDate", "effectiveFrom")]
    [InlineData("PriorityRevoked", "effectiveFrom = null", "MissingField", "effectiveFrom")]
    [InlineData("DebtReliefGranted", "declaration = \"123\"", "InvalidDeclarationNumber", "declaration")]
    [InlineData("DebtReliefGranted", "relief = \"waiver\"", "InvalidValue", "relief")]
    [InlineData("DebtReliefGranted", "until = null", "MissingField", "until")]
    [InlineData("DebtReliefGranted", "until = absent; relief = \"freeze\"", "MissingField", "until")]
    [InlineData("DebtReliefGranted", "until = \"soon\"; relief = \"write-off\"", "InvalidDate", "until")]
    public void Events_of_a_taxpayer(string type, string change, string code, string field) =>
        Judge(type, change, code, field);

    [Theory]
    [InlineData("SuspenseAssigned", "payment = absent", "MissingField", "payment")]
    [InlineData("SuspenseAssigned", "payment = \"?\"", "InvalidValue", "payment")]
    [InlineData("SuspenseAssigned", "row = -1", "InvalidValue", "row")]
    [InlineData("SuspenseAssigned", "row = 2147483648", "InvalidValue", "row")]
    [InlineData("SuspenseAssigned", "row = \"1\"", "InvalidValue", "row")]
    [InlineData("SuspenseAssigned", "declaration = \"x\"", "InvalidDeclarationNumber", "declaration")]
    [InlineData("SuspenseAssigned", "code = null", "MissingField", "code")]
    [InlineData("SuspenseAssigned", "account = absent", "MissingField", "account")]
    [InlineData("SuspenseAssigned", "declaration = null; code = \"1\"", "InvalidValue", "code")]
    [InlineData("SuspenseAssigned", "declaration = null; account = \"x\"", "InvalidValue", "account")]
    [InlineData("SuspenseAssigned", "maker = \"\"", "InvalidValue", "maker")]
    [InlineData("SuspenseAssigned", "checker = null", "MissingField", "checker")]
    [InlineData("SuspenseAssigned", "checker = \"cb01\"", "SamePersonMadeAndChecked", "checker")]
    [InlineData("SurplusApplied", "from = absent", "MissingField", "from")]
    [InlineData("SurplusApplied", "from = \"\"", "InvalidDeclarationNumber", "from")]
    [InlineData("SurplusApplied", "to = null", "MissingField", "to")]
    [InlineData("SurplusApplied", "to = \"304123456740\"", "InvalidDeclarationNumber", "to")]
    [InlineData("SurplusApplied", "maker = \"ld02\"", "SamePersonMadeAndChecked", "checker")]
    [InlineData("SurplusRefunded", "from = absent", "MissingField", "from")]
    [InlineData("SurplusRefunded", "from = 1", "InvalidDeclarationNumber", "from")]
    [InlineData("SurplusRefunded", "maker = absent", "MissingField", "maker")]
    public void Moves_of_money_by_officers(string type, string change, string code, string field) =>
        Judge(type, change, code, field);

    [Theory]
    [InlineData("id = \"VCB:FT2630600001\"", "BankMismatch", "id")]
    [InlineData("id = \"BIDVFT2630600001\"", "BankMismatch", "id")]
    [InlineData("id = \"BIDV\"", "BankMismatch", "id")]
    [InlineData("id = \"bidv:FT2630600001\"", "BankMismatch", "id")]
    [InlineData("bank = \"BID\"", "BankMismatch", "id")]
    [InlineData("bank = absent", "MissingField", "bank")]
    [InlineData("bank = \"B!\"", "InvalidValue", "bank")]
    [InlineData("bank = 4", "InvalidValue", "bank")]
    [InlineData("taxpayer = null", "MissingField", "taxpayer")]
    [InlineData("debitedAt = \"yesterday\"", "InvalidDate", "debitedAt")]
    [InlineData("payer = 100109106", "InvalidValue", "payer")]
    [InlineData("slip = {}", "InvalidValue", "slip")]
    [InlineData("rows = absent", "MissingField", "rows")]
    [InlineData("rows = []", "InvalidValue", "rows")]
    [InlineData("rows = 2", "InvalidValue", "rows")]
    [InlineData("rows[0] = []", "InvalidValue", "rows[0]")]
    [InlineData("rows[0].row = null", "MissingField", "rows[0].row")]
    [InlineData("rows[0].row = 1.5", "InvalidValue", "rows[0].row")]
    [InlineData("rows[1].row = 1", "InvalidValue", "rows[1].row")]
    [InlineData("rows[0].declaration = true", "InvalidValue", "rows[0].declaration")]
    [InlineData("rows[0].declaration = {}", "InvalidValue", "rows[0].declaration")]
    [InlineData("rows[0].code = null", "MissingField", "rows[0].code")]
    [InlineData("rows[0].code = absent; rows[0].declaration = \"garbled\"", "MissingField", "rows[0].code")]
    [InlineData("rows[1].code = \"abcd\"", "InvalidValue", "rows[1].code")]
    [InlineData("rows[1].account = absent", "MissingField", "rows[1].account")]
    [InlineData("rows[1].amount = null", "MissingField", "rows[1].amount")]
    public void A_payment(string change, string code, string field) => Judge("PaymentConfirmed", change, code, field);

    [Theory]
    [InlineData("PaymentCancelled", "id = \"VCB:HUY-1\"", "BankMismatch", "id")]
    [InlineData("PaymentCancelled", "payment = \"VCB:FT2630600001\"", "BankMismatch", "payment")]
    [InlineData("PaymentCancelled", "payment = \"FT2630600001\"", "BankMismatch", "payment")]
    [InlineData("PaymentCancelled", "payment = \"BIDV:FT 1\"", "InvalidValue", "payment")]
    [InlineData("PaymentCancelled", "consent = absent", "MissingConsent", "consent")]
    [InlineData("PaymentCancelled", "consent = null", "MissingConsent", "consent")]
    [InlineData("PaymentCancelled", "consent = \"\"", "MissingConsent", "consent")]
    [InlineData("PaymentCancelled", "consent = true", "InvalidValue", "consent")]
    [InlineData("GuaranteeIssued", "id = \"BIDV:BL-1\"", "BankMismatch", "id")]
    [InlineData("GuaranteeIssued", "kind = \"A\"", "InvalidValue", "kind")]
    [InlineData("GuaranteeIssued", "guarantee = absent", "MissingField", "guarantee")]
    [InlineData("GuaranteeIssued", "guarantee.year = absent", "MissingField", "guarantee.year")]
    [InlineData("GuaranteeIssued", "expiresOn = \"2026-12-32\"", "InvalidDate", "expiresOn")]
    [InlineData("GuaranteeIssued", "offices = absent", "MissingField", "offices")]
    [InlineData("GuaranteeIssued", "offices = []", "InvalidValue", "offices")]
    [InlineData("GuaranteeIssued", "offices = \"03CC\"", "InvalidValue", "offices")]
    [InlineData("GuaranteeIssued", "offices[1] = \"\"", "InvalidOffice", "offices[1]")]
    [InlineData("GuaranteeIssued", "offices[1] = null", "InvalidOffice", "offices[1]")]
    [InlineData("GuaranteeIssued", "declaration = \"105123456770\"", "InvalidDeclarationNumber", "declaration")]
    [InlineData("GuaranteeIssued", "invoice = 1", "InvalidValue", "invoice")]
    [InlineData("GuaranteeAmended", "revision = 0", "InvalidValue", "revision")]
    [InlineData("GuaranteeAmended", "revision = absent", "MissingField", "revision")]
    [InlineData("GuaranteeAmended", "guarantee.number = \"\"", "InvalidValue", "guarantee.number")]
    [InlineData("GuaranteeRevoked", "guarantee = []", "InvalidValue", "guarantee")]
    [InlineData("GuaranteeRevoked", "effectiveFrom = \"\"", "InvalidDate", "effectiveFrom")]
    public void Other_events_of_a_bank(string type, string change, string code, string field) =>
        Judge(type, change, code, field);

    [Theory]
    [InlineData("DeclarationRegistered", "id = null; type = \"?\"", "UnknownType", "type")]
    [InlineData("DeclarationRegistered", "at = null; id = null", "MissingField", "id")]
    [InlineData("DeclarationRegistered", "taxpayer = 1; declaration = 1", "InvalidDeclarationNumber", "declaration")]
    [InlineData("DeclarationRegistered", "lines[2].amount = -1; lines[2].code = 1", "InvalidValue", "lines[2].code")]
    [InlineData("DeclarationRegistered", "lines[0].amount = -1; lines[1].kind = 1", "InvalidAmount", "lines[0].amount")]
    [InlineData("DeclarationRegistered", "lines[1].amount = 1.5; lines[1].code = \"1901\"", "InvalidValue",
        "lines[1].code")]
    [InlineData("DeclarationRegistered", "guarantee.number = 1; guarantee.bank = 1", "InvalidValue", "guarantee.bank")]
    [InlineData("PaymentConfirmed", "at = null; id = \"VCB:1\"", "BankMismatch", "id")]
    [InlineData("PaymentConfirmed", "at = null; id = \"VCB:1\"; bank = 1", "MissingField", "at")]
    [InlineData("PaymentConfirmed", "rows[0].amount = 0; slip = 1", "InvalidValue", "slip")]
    [InlineData("SurplusApplied", "checker = \"cb01\"; amount = 0", "InvalidAmount", "amount")]
    [InlineData("PaymentCancelled", "consent = null; payment = \"VCB:1\"", "BankMismatch", "payment")]
    public void Of_several_faults_the_first_in_the_order_of_the_samples_is_named(
        string type, string changes, string code, string field) => Judge(type, changes, code, field);

    [Fact]
    public void A_type_belongs_to_one_stream()
    {
        foreach (var (stream, type, json) in Samples.All)
        {
            foreach (var other in Enum.GetValues<EventStream>().Where(s => s != stream))
            {
                var rejection = Samples.Read(other, json).Rejection.ShouldNotBeNull();
                (rejection.Code, rejection.Field).ShouldBe((RejectionCode.UnknownType, "type"));
                rejection.Detail.ShouldContain(type);
            }
        }
    }

    private static void Judge(string type, string changes, string code, string field)
    {
        var result = Samples.ReadChanged(type, changes);

        result.Event.ShouldBeNull();
        result.IsValid.ShouldBeFalse();
        result.Content.ShouldBe(default);
        var rejection = result.Rejection.ShouldNotBeNull();
        (rejection.Code.ToString(), rejection.Field).ShouldBe((code, field));
        rejection.Detail.ShouldStartWith(field);
        rejection.Detail.ShouldEndWith(".");
    }
}
