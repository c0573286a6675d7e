using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>Finds out which declarations of a batch the events of banks freed, while somebody measures that.</summary>
/// <remarks>
/// A declaration is looked at before and after each bank's event that touches it, so that of several events in one commit the one is
/// named that lifted the hold, and none where another of the commit holds it again.
/// </remarks>
internal sealed class ReleaseWatch(DateOnly today)
{
    private Dictionary<DeclarationKey, BankCause>? _freed;

    /// <summary>The last event of a bank: whatever changed for declarations that no event touched came of it.</summary>
    public BankCause? Last { get; private set; }

    /// <summary>What was freed.</summary>
    public IReadOnlyCollection<BankCause> Freed => _freed is null ? [] : _freed.Values;

    /// <summary>Looks at what an event did, before it counts.</summary>
    public void Look(ClearanceEvent e, Ledger before, Applied applied)
    {
        var cause = BankCause.Of(e);
        if (cause is null && _freed is null)
        {
            return;
        }

        Last = cause ?? Last;
        foreach (var key in applied.Declarations)
        {
            var now = OutcomeOf(applied.Ledger, key);
            if (now is Outcome.Clear or Outcome.Release && cause is { } bank && OutcomeOf(before, key) == Outcome.Hold)
            {
                (_freed ??= [])[key] = bank;
            }
            else if (now == Outcome.Hold)
            {
                _freed?.Remove(key);
            }
        }
    }

    private Outcome? OutcomeOf(Ledger ledger, DeclarationKey key) =>
        ledger.Declarations.TryGetValue(key, out var known) ? Assessment.Assess(known, ledger.Standing, today).Outcome : null;
}

/// <summary>What a re-decision under way came of, when that was a bank's event.</summary>
/// <param name="Cause">The event.</param>
/// <param name="Before">The standing before it.</param>
/// <param name="ShownAt">When what it changed was visible: a query needs no re-decision.</param>
internal sealed record RedecisionCause(BankCause Cause, Standing Before, Instant ShownAt)
{
    /// <summary>How many declarations of a page it freed.</summary>
    public int FreedOf(Ledger ledger, IEnumerable<DeclarationKey> page)
    {
        var (freed, today) = (0, ShownAt.LegalDate);
        foreach (var key in page)
        {
            if (ledger.Declarations.TryGetValue(key, out var known)
                && Assessment.Assess(known, ledger.Standing, today).Outcome is Outcome.Clear or Outcome.Release
                && Assessment.Assess(known, Before, today).Outcome == Outcome.Hold)
            {
                freed++;
            }
        }

        return freed;
    }
}
