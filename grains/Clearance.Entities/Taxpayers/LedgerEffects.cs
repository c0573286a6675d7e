using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>What a batch, or a page of a re-decision, did to a ledger: changed rows, their causes, alerts, and what is to be journaled.</summary>
/// <param name="counts">Whether decisions are counted.</param>
internal sealed class LedgerEffects(bool counts)
{
    private readonly Dictionary<DeclarationKey, List<string>> _causes = [];
    private readonly List<Alert> _alerts = [];

    /// <summary>The rows that changed.</summary>
    public LedgerChanges Changes { get; } = new();

    /// <summary>Alerts raised.</summary>
    public IReadOnlyList<Alert> Alerts => _alerts;

    /// <summary>The decisions that changed, counted; null: none did, or nobody counts.</summary>
    public DecisionTally? Decisions { get; private set; }

    /// <summary>Adds what applying one event or message did.</summary>
    public void Add(Applied applied, string cause)
    {
        Changes.Add(applied);
        _alerts.AddRange(applied.Alerts);
        foreach (var key in applied.Declarations)
        {
            if (!_causes.TryGetValue(key, out var causes))
            {
                _causes.Add(key, causes = []);
            }

            causes.Add(cause);
        }
    }

    /// <summary>Decides every changed declaration and journals the decisions that differ from the last ones.</summary>
    /// <param name="ledger">The ledger; returned with the journals' new heads.</param>
    /// <param name="version">The version the ledger will have.</param>
    /// <param name="now">When.</param>
    /// <param name="nextChangeOn">The earliest date on which time alone changes one of these decisions.</param>
    public List<JournalWrite> Journal(ref Ledger ledger, long version, Instant now, out DateOnly? nextChangeOn)
    {
        var entries = new List<JournalWrite>(Changes.Declarations.Count);
        nextChangeOn = null;
        foreach (var key in Changes.Declarations)
        {
            var declaration = ledger.Declarations[key];
            var decision = Assessment.Assess(declaration, ledger.Standing, now.LegalDate);
            nextChangeOn = Earlier(nextChangeOn, decision.NextChangeOn);
            var alerts = AlertsOf(key);
            if (alerts.Count > 0 || JournalEntry.Differs(declaration.Journal, decision))
            {
                IReadOnlyList<string> causes = _causes.TryGetValue(key, out var known) ? known : [];
                var occasion = new JournalOccasion(version, now, causes, alerts);
                var (entry, head) = JournalEntry.Next(declaration.Journal, decision, occasion);
                entries.Add(entry);
                Count(decision);
                ledger = ledger.Loaded(declaration with { Journal = head });
            }
        }

        return entries;
    }

    /// <summary>The earlier of two dates, where null is never.</summary>
    public static DateOnly? Earlier(DateOnly? left, DateOnly? right) =>
        left is null ? right : right is null || left < right ? left : right;

    private void Count(Decision decision)
    {
        if (counts)
        {
            (Decisions ??= new DecisionTally()).Add(decision);
        }
    }

    private List<AlertCode> AlertsOf(DeclarationKey key)
    {
        var alerts = new List<AlertCode>();
        foreach (var alert in _alerts)
        {
            if (alert.Declaration == key)
            {
                alerts.Add(alert.Code);
            }
        }

        return alerts;
    }
}
