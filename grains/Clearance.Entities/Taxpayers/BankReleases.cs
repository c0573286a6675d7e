using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>A declaration that a bank's event freed.</summary>
/// <param name="Bank">Whose event.</param>
/// <param name="At">By the bank's own clock: when the payer was debited, or when the bank spoke of the letter.</param>
/// <param name="VisibleAt">When who asks was told that the goods may go, by the engine's clock.</param>
public readonly record struct BankRelease(BankCode Bank, Instant At, Instant VisibleAt);

/// <summary>What banks' events of a batch touched, and what of it was held before and may go after.</summary>
/// <remarks>
/// Only what the event itself touched: that a debt's payment lifts the hold of the taxpayer's other declarations shows in a
/// re-decision, which no longer knows whose event it was.
/// </remarks>
internal sealed class BankReleases
{
    private List<(DeclarationKey Key, BankCode Bank, Instant At)>? _touched;

    /// <summary>Notes an event that was accepted.</summary>
    public void Add(ClearanceEvent e, Applied applied)
    {
        var (bank, at) = e switch
        {
            PaymentConfirmed payment => (payment.Bank, payment.DebitedAt),
            GuaranteeIssued issued => (issued.Guarantee.Bank, issued.At),
            GuaranteeAmended amended => (amended.Guarantee.Bank, amended.At),
            _ => default,
        };
        if (bank.Value is null)
        {
            return;
        }

        foreach (var key in applied.Declarations)
        {
            (_touched ??= []).Add((key, bank, at));
        }
    }

    /// <summary>Tells of the declarations that are freed, once that is visible; of two events the later one did it.</summary>
    public void Tell(EntityServices services, Ledger before, Ledger after)
    {
        if (_touched is null)
        {
            return;
        }

        var now = services.Now;
        for (var i = 0; i < _touched.Count; i++)
        {
            var (key, bank, at) = _touched[i];
            if (_touched.FindIndex(i + 1, it => it.Key == key) < 0 && IsFreed(key, before, after, now.LegalDate))
            {
                services.Observer.Freed(new BankRelease(bank, at, now));
            }
        }
    }

    private static bool IsFreed(DeclarationKey key, Ledger before, Ledger after, DateOnly on) =>
        after.Declarations.TryGetValue(key, out var now) && before.Declarations.TryGetValue(key, out var was)
        && Assessment.Assess(now, after.Standing, on).Outcome is Outcome.Clear or Outcome.Release
        && Assessment.Assess(was, before.Standing, on).Outcome == Outcome.Hold;
}
