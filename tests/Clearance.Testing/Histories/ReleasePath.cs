using System.Collections.Immutable;
using Clearance.Domain;
using Clearance.Testing.Worlds;

namespace Clearance.Testing.Histories;

/// <summary>Does what a hold's <c>toRelease</c> says, as far as a payer can: each step as the event a bank or customs would send.</summary>
public sealed class ReleasePath(DomainWorld world)
{
    private const int AmendmentMax = 9;

    private static readonly BankCode Bank = BankCode.TryParse("FOLLOW", out var bank) ? bank : default;

    // Later than anything a history says.
    private long _ticks = new DateTime(2027, 6, 1).Ticks;

    /// <summary>The reasons that only officers, inspectors or a new registration lift.</summary>
    public static bool IsForOthers(ReasonCode reason) => reason is ReasonCode.DeclarationLapsed or ReasonCode.TaxpayerNotActive
        or ReasonCode.EnforcementStop or ReasonCode.InspectionFailed or ReasonCode.InspectionPending;

    /// <summary>Takes every step a payer can take.</summary>
    public void Follow(Decision decision)
    {
        var owner = decision.Taxpayer!.Value;
        var rows = ImmutableArray.CreateBuilder<PaymentRow>();
        foreach (var step in decision.ToRelease)
        {
            switch (step.Action)
            {
                case ActionCode.Pay or ActionCode.PayDebt:
                    var target = step.Declaration ?? decision.Declaration;
                    rows.Add(new PaymentRow(
                        rows.Count + 1, target.ToString(), step.Line!.Value.Code, step.Line.Value.Account, step.Amount!.Value));
                    break;
                case ActionCode.TopUpGuarantee:
                    TopUp(owner, step);
                    break;
                case ActionCode.ProvideGuarantee:
                    Provide(owner, decision, step.Amount!.Value);
                    break;
                case ActionCode.Reassign:
                    Reassign(owner, step);
                    break;
                case ActionCode.AwaitInspection or ActionCode.RegisterAgain or ActionCode.AwaitOfficer:
                    break;
            }
        }

        if (rows.Count > 0)
        {
            var (id, at) = Next();
            Post(new PaymentConfirmed(id, at, owner) { Bank = Bank, DebitedAt = at, Rows = rows.DrainToImmutable() });
        }
    }

    private void TopUp(TaxpayerId owner, ReleaseStep step)
    {
        var reference = step.Guarantee!.Value;
        var guarantee = world.Ledger(owner).Standing.Guarantees[reference];
        var (id, at) = Next(reference.Bank);
        Post(new GuaranteeAmended(id, at, owner)
        {
            Guarantee = reference,
            Revision = (guarantee.Amendment?.Revision ?? 0) + 1,
            Amount = guarantee.Limit + step.Amount!.Value,
            ExpiresOn = guarantee.ExpiresOn,
        });
    }

    /// <summary>A new letter of the right kind, and an amendment of the declaration that names it.</summary>
    private void Provide(TaxpayerId owner, Decision decision, long amount)
    {
        var registration = world.Find(decision.Declaration).Registration;
        var term = registration.Term == PaymentTerm.A ? PaymentTerm.A : PaymentTerm.B;
        var (id, at) = Next();
        var reference = new GuaranteeReference(Bank, at.LegalDate.Year, "NEW", id[(Bank.Value.Length + 1)..][^10..]);
        Post(new GuaranteeIssued(id, at, owner)
        {
            Guarantee = reference,
            Kind = term == PaymentTerm.A ? GuaranteeKind.Separate : GuaranteeKind.General,
            Amount = amount,
            EffectiveFrom = decision.On,
            ExpiresOn = decision.On.AddDays(60),
            Offices = [],
        });
        (id, at) = Next();
        Post(new DeclarationRegistered(id, at, owner)
        {
            Number = new DeclarationNumber(decision.Declaration, Math.Min(AmendmentMax, registration.Amendment + 1)),
            Office = registration.Office,
            Direction = registration.Direction,
            Procedure = registration.Procedure,
            RegisteredAt = registration.RegisteredAt,
            Channel = registration.Channel,
            SpecialisedInspection = registration.SpecialisedInspection,
            Term = term,
            Guarantee = reference,
            Invoice = registration.Invoice,
            BillOfLading = registration.BillOfLading,
            ReleaseRequested = registration.ReleaseRequested,
            Exemption = registration.Exemption,
            Lines = registration.Lines,
        });
    }

    private void Reassign(TaxpayerId owner, ReleaseStep step)
    {
        var (id, at) = Next();
        Post(new SuspenseAssigned(id, at, owner)
        {
            Row = step.Row!.Value,
            Declaration = step.Declaration,
            Line = step.Line!.Value,
            Maker = "cb01",
            Checker = "ld02",
        });
    }

    private (string Id, Instant At) Next(BankCode? bank = null)
    {
        _ticks += TimeSpan.TicksPerMinute;
        return ($"{bank ?? Bank}:{_ticks}", new Instant(_ticks));
    }

    private void Post(ClearanceEvent e)
    {
        var result = world.Post(WorldEvent.From(e));
        if (result.Rejection is { } rejection)
        {
            throw new InvalidOperationException($"{e.GetType().Name} on the path to release: {rejection}");
        }
    }
}
