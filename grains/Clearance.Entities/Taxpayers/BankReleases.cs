using System.Collections.Immutable;
using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>A declaration that a bank's event freed.</summary>
/// <param name="Bank">Whose event.</param>
/// <param name="At">By the bank's own clock: when the payer was debited, or when the bank spoke of the letter.</param>
/// <param name="VisibleAt">When who asks was told that the goods may go, by the engine's clock.</param>
public readonly record struct BankRelease(BankCode Bank, Instant At, Instant VisibleAt);

/// <summary>What a bank's event of a batch touched, and what of it was held before the batch and may go after it.</summary>
/// <remarks>
/// Only what the event itself touched: that a debt's payment lifts the hold of the taxpayer's other declarations shows in a
/// re-decision, which no longer knows whose event it was.
/// </remarks>
/// <param name="e">The event.</param>
/// <param name="touched">The declarations it changed, each once.</param>
/// <param name="earlier">What an earlier event of the batch touched.</param>
internal sealed class BankReleases(ClearanceEvent e, ImmutableArray<DeclarationKey> touched, BankReleases? earlier)
{
    /// <summary>With an event that was accepted, if it is one that may free something.</summary>
    public static BankReleases? With(BankReleases? earlier, ClearanceEvent e, ImmutableArray<DeclarationKey> touched) =>
        e is PaymentConfirmed or GuaranteeIssued or GuaranteeAmended && !touched.IsEmpty ? new BankReleases(e, touched, earlier) : earlier;

    /// <summary>Tells of the declarations that are freed, once that is visible; of two events the later one did it.</summary>
    public void Tell(EntityServices services, Ledger before, Ledger after)
    {
        var now = services.Now;
        var told = Earlier is null ? null : new HashSet<DeclarationKey>();
        for (var at = this; at is not null; at = at.Earlier)
        {
            foreach (var key in at.Touched)
            {
                if (told?.Add(key) != false && IsFreed(key, before, after, now.LegalDate))
                {
                    var (bank, time) = Of(at.Event);
                    services.Observer.Freed(new BankRelease(bank, time, now));
                }
            }
        }
    }

    private ClearanceEvent Event => e;

    private ImmutableArray<DeclarationKey> Touched => touched;

    private BankReleases? Earlier => earlier;

    private static (BankCode Bank, Instant At) Of(ClearanceEvent e) => e switch
    {
        PaymentConfirmed payment => (payment.Bank, payment.DebitedAt),
        GuaranteeEvent letter => (letter.Guarantee.Bank, letter.At),
        _ => throw new ArgumentOutOfRangeException(nameof(e), e.GetType().Name, "No event of a bank's that frees."),
    };

    private static bool IsFreed(DeclarationKey key, Ledger before, Ledger after, DateOnly on)
    {
        if (!after.Declarations.TryGetValue(key, out var now) || !before.Declarations.TryGetValue(key, out var was))
        {
            return false;
        }

        // Most money completes nothing, and what was not complete need not be decided twice to know it.
        var isMore = (was.Sums.Outstanding > 0 && now.Sums.Outstanding == 0) || now.Reserved > was.Reserved;
        return isMore
            && Assessment.Assess(now, after.Standing, on).Outcome is Outcome.Clear or Outcome.Release
            && (IsUnpaid(was) || Assessment.Assess(was, before.Standing, on).Outcome == Outcome.Hold);
    }

    private static bool IsUnpaid(Declaration declaration) =>
        declaration.Registration.Term == PaymentTerm.D && declaration.Sums.Outstanding > 0;
}
