namespace Clearance.Domain.Tests;

/// <summary>A reason without a text or a source is not a reason anybody can answer.</summary>
public sealed class ReasonSourcesTests
{
    public static TheoryData<ReasonCode> EveryReason => [.. Enum.GetValues<ReasonCode>()];

    public static TheoryData<ActionCode> EveryAction => [.. Enum.GetValues<ActionCode>()];

    public static TheoryData<Outcome> EveryOutcome => [.. Enum.GetValues<Outcome>()];

    [Theory]
    [MemberData(nameof(EveryReason))]
    public void Every_reason_names_its_rule_and_the_law_behind_it(ReasonCode code)
    {
        var source = ReasonSources.Of(code);
        source.Rule.ShouldMatch("^§[2-5]");
        if (code == ReasonCode.DecisionUnavailable)
        {
            source.Laws.ShouldBeEmpty("no law says what an engine does that cannot decide");
            source.IsInferred.ShouldBeTrue();
        }
        else
        {
            source.Laws.ShouldNotBeEmpty();
            source.Laws.ShouldAllBe(law => law.Contains("art", StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(EveryReason))]
    public void Every_reason_has_its_evidence_or_none(ReasonCode code)
    {
        var declaration = new Declaration { Key = default, Owner = default, Registration = Registration() };
        Should.NotThrow(() => ReasonEvidence.Of(new HoldReason(code), declaration, Standing.Empty, new DateOnly(2026, 11, 2)));
    }

    [Theory]
    [MemberData(nameof(EveryAction))]
    public void Every_step_speaks_both_languages(ActionCode action)
    {
        ReasonCode[] reasons = action == ActionCode.AwaitOfficer
            ? [ReasonCode.TaxpayerNotActive, ReasonCode.EnforcementStop, ReasonCode.InspectionFailed]
            : [ReasonCode.TaxUnpaid];
        foreach (var reason in reasons)
        {
            var step = new ReleaseStep(action, reason)
            {
                Amount = 9_000_000,
                Line = new LineKey(1901, Account.Deposit),
                Row = new RowRef("BIDV:1", 7),
                Guarantee = default(GuaranteeReference),
            };
            var english = StepMessages.Of(step, ReasonMessages.English);
            var vietnamese = StepMessages.Of(step, ReasonMessages.Vietnamese);
            english.ShouldEndWith(".");
            vietnamese.ShouldEndWith(".");
            vietnamese.Any(c => c > 0x7F).ShouldBeTrue(vietnamese);
            vietnamese.ShouldNotBe(english);
        }
    }

    [Theory]
    [MemberData(nameof(EveryOutcome))]
    public void Every_outcome_speaks_both_languages(Outcome outcome) =>
        StepMessages.Of(outcome, ReasonMessages.Vietnamese).ShouldNotBe(StepMessages.Of(outcome, ReasonMessages.English));

    [Fact]
    public void A_step_names_what_is_to_be_paid_and_where()
    {
        var step = new ReleaseStep(ActionCode.Pay, ReasonCode.TaxUnpaid) { Amount = 9_000_000, Line = new LineKey(1901, Account.Budget) };
        StepMessages.Of(step, ReasonMessages.English).ShouldBe("Pay 9,000,000 đồng to sub-item 1901, state budget.");
        StepMessages.Of(step, ReasonMessages.Vietnamese).ShouldBe("Nộp 9.000.000 đồng vào tiểu mục 1901, tài khoản thu ngân sách.");
    }

    private static Registration Registration()
    {
        var e = Testing.Events.TestEvents.Registered(1, Testing.Events.TestEvents.Importer);
        return Clearance.Domain.Registration.Of(e);
    }
}
