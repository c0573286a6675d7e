using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>What a batch, or a page of a re-decision, changed in a ledger, and the rows and journal entries that follow.</summary>
internal sealed class LedgerChanges
{
    private static readonly IReadOnlyList<string> NoCauses = [];
    private readonly SortedDictionary<DeclarationKey, List<string>> _declarations = [];
    private readonly SortedSet<string> _payments = new(StringComparer.Ordinal);
    private readonly SortedSet<GuaranteeReference> _guarantees = [];
    private readonly List<Alert> _alerts = [];

    /// <summary>Whether the standing's own row changed.</summary>
    public bool StandingChanged { get; private set; }

    /// <summary>How many declarations changed.</summary>
    public int DeclarationCount => _declarations.Count;

    /// <summary>Declarations that changed.</summary>
    public IEnumerable<DeclarationKey> Declarations => _declarations.Keys;

    /// <summary>Payments that changed.</summary>
    public IEnumerable<string> Payments => _payments;

    /// <summary>Letters that changed.</summary>
    public SortedSet<GuaranteeReference> Guarantees => _guarantees;

    /// <summary>Alerts raised.</summary>
    public IReadOnlyList<Alert> Alerts => _alerts;

    /// <summary>Adds what applying one event or message did.</summary>
    public void Add(Applied applied, string cause)
    {
        foreach (var key in applied.Declarations)
        {
            Touch(key).Add(cause);
        }

        _payments.UnionWith(applied.Payments);
        _guarantees.UnionWith(applied.Guarantees);
        _alerts.AddRange(applied.Alerts);
        StandingChanged |= applied.StandingChanged;
    }

    /// <summary>Adds a declaration that is to be decided anew.</summary>
    public List<string> Touch(DeclarationKey key)
    {
        if (!_declarations.TryGetValue(key, out var causes))
        {
            _declarations.Add(key, causes = []);
        }

        return causes;
    }

    /// <summary>Decides every changed declaration and journals the decisions that differ from the last ones.</summary>
    /// <param name="ledger">The ledger; returned with the journals' new heads.</param>
    /// <param name="version">The version the ledger will have.</param>
    /// <param name="now">When.</param>
    /// <param name="nextChangeOn">The earliest date on which time alone changes one of these decisions.</param>
    public List<JournalWrite> Journal(ref Ledger ledger, long version, Instant now, out DateOnly? nextChangeOn)
    {
        var entries = new List<JournalWrite>(_declarations.Count);
        nextChangeOn = null;
        foreach (var (key, causes) in _declarations)
        {
            var declaration = ledger.Declarations[key];
            var decision = Assessment.Assess(declaration, ledger.Standing, now.LegalDate);
            nextChangeOn = Earlier(nextChangeOn, decision.NextChangeOn);
            var alerts = AlertsOf(key);
            if (alerts.Count == 0 && declaration.Journal.Sequence > 0
                && DecisionDigest.Of(decision) == declaration.Journal.Digest)
            {
                continue;
            }

            var (entry, head) = JournalEntry.Next(
                key, declaration.Journal, decision, version, now, causes.Count == 0 ? NoCauses : causes, alerts);
            entries.Add(entry);
            ledger = ledger.Loaded(declaration with { Journal = head });
        }

        return entries;
    }

    /// <summary>The rows to write.</summary>
    public List<LedgerRowWrite> Rows(Ledger ledger, DateOnly today, EntityLimits limits)
    {
        var rows = new List<LedgerRowWrite>(_declarations.Count + _payments.Count + _guarantees.Count + 1);
        if (StandingChanged)
        {
            rows.Add(LedgerRows.RowOf(ledger.Standing));
        }

        foreach (var reference in _guarantees)
        {
            rows.Add(LedgerRows.RowOf(ledger.Standing.Guarantees[reference]));
        }

        foreach (var (key, _) in _declarations)
        {
            var declaration = ledger.Declarations[key];
            rows.Add(LedgerRows.RowOf(declaration, LedgerRows.IsResident(declaration, today, limits)));
        }

        foreach (var id in _payments)
        {
            rows.Add(LedgerRows.RowOf(ledger.Payments[id]));
        }

        return rows;
    }

    /// <summary>The earlier of two dates, where null is never.</summary>
    public static DateOnly? Earlier(DateOnly? left, DateOnly? right) =>
        left is null ? right : right is null || left < right ? left : right;

    private List<Alert> AlertsOf(DeclarationKey key) => _alerts.FindAll(alert => alert.Declaration == key);
}
