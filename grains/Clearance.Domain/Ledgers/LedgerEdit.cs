using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Clearance.Domain;

/// <summary>A working copy of a ledger while one event is applied; thrown away unless everything needed was there.</summary>
/// <remarks>
/// Rules call <c>Try…</c> for what they need; what is not in memory is noted, and <see cref="Finish"/> then returns the
/// needs with the ledger unchanged. Every change of a declaration goes through <see cref="Put(Declaration)"/>, which
/// keeps sums and debts right.
/// </remarks>
internal sealed class LedgerEdit
{
    private readonly ISurroundings _around;
    private readonly SortedDictionary<DeclarationKey, DeclarationIdentity> _identities = [];
    private readonly SortedSet<string> _payments = new(StringComparer.Ordinal);
    private readonly SortedSet<DeclarationKey> _declarations = [];
    private readonly SortedSet<GuaranteeReference> _guarantees = [];
    private readonly List<LedgerMessage> _messages = [];
    private readonly List<Alert> _alerts = [];
    private readonly List<TransferAnswered> _answers = [];
    private readonly string _cause;
    private LedgerNeeds _needs = new();

    public LedgerEdit(Ledger before, ISurroundings around, string cause)
    {
        (Before, Ledger, _around, _cause) = (before, before, around, cause);
    }

    /// <summary>Why an event that would take a sum past its limit is refused.</summary>
    public static Rejection SumTooGreat { get; } =
        new(RejectionCode.InvalidAmount, null, "A sum of this taxpayer would pass 9 × 10^18 đồng.");

    /// <summary>The ledger as edited so far.</summary>
    public Ledger Ledger { get; private set; }

    public Standing Standing => Ledger.Standing;

    public LedgerTotals Totals => Ledger.Totals;

    /// <summary>Letters whose capacity may have changed hands.</summary>
    public SortedSet<GuaranteeReference> Guarantees => _guarantees;

    /// <summary>Declarations changed so far.</summary>
    public SortedSet<DeclarationKey> Declarations => _declarations;

    /// <summary>The ledger as it was.</summary>
    public Ledger Before { get; }

    public bool IsPending { get; set; }

    public bool IsMisrouted { get; set; }

    /// <summary>Whether everything asked for so far was there.</summary>
    public bool HasAll => _needs.IsEmpty;

    /// <summary>Finds a declaration of this taxpayer; false when it is none, or not loaded (then noted).</summary>
    public bool TryDeclaration(DeclarationKey key, [NotNullWhen(true)] out Declaration? declaration)
    {
        if (Ledger.Declarations.TryGetValue(key, out declaration))
        {
            return true;
        }

        if (IdentityOf(key).Owner == Ledger.Taxpayer)
        {
            _needs = _needs with { Declarations = _needs.Declarations.Add(key) };
        }

        return false;
    }

    /// <summary>Whose a declaration is; noted as needed when it was not looked up.</summary>
    public DeclarationIdentity IdentityOf(DeclarationKey key)
    {
        if (_identities.TryGetValue(key, out var changed))
        {
            return changed;
        }

        if (Ledger.Declarations.ContainsKey(key))
        {
            return new DeclarationIdentity { Owner = Ledger.Taxpayer };
        }

        if (_around.TryIdentity(key, out var identity))
        {
            return identity;
        }

        _needs = _needs with { Identities = _needs.Identities.Add(key) };
        return DeclarationIdentity.Nobody;
    }

    /// <summary>Finds a payment of this ledger; false when there is none, or it is not loaded (then noted).</summary>
    public bool TryPayment(string id, [NotNullWhen(true)] out Payment? payment)
    {
        if (Ledger.Payments.TryGetValue(id, out payment))
        {
            return true;
        }

        if (!_around.IsAbsent(id))
        {
            _needs = _needs with { Payments = _needs.Payments.Add(id) };
        }

        return false;
    }

    /// <summary>Whether a payment id is registered to another taxpayer.</summary>
    public bool IsAnothers(string payment)
    {
        if (!_around.TryHome(payment, out var home))
        {
            _needs = _needs with { Homes = _needs.Homes.Add(payment) };
        }

        return home is { } known && known != Ledger.Taxpayer;
    }

    public void Put(Declaration declaration)
    {
        var old = Ledger.Declarations.GetValueOrDefault(declaration.Key);
        if (_declarations.Add(declaration.Key))
        {
            declaration = declaration with { Version = declaration.Version + 1 };
        }

        Ledger = Ledger with
        {
            Declarations = Ledger.Declarations.SetItem(declaration.Key, declaration),
            Totals = Ledger.Totals.Replace(old, declaration),
        };
        PutDebts(declaration);
    }

    /// <summary>Brings the debts of a declaration up to date.</summary>
    public void PutDebts(Declaration declaration)
    {
        var debts = Debts.Of(declaration, Standing);
        var known = Standing.Debts.GetValueOrDefault(declaration.Key, []);
        if (!debts.AsSpan().SequenceEqual(known.AsSpan()))
        {
            Put(Standing with
            {
                Debts = debts.IsEmpty ? Standing.Debts.Remove(declaration.Key) : Standing.Debts.SetItem(declaration.Key, debts),
            });
        }
    }

    public void Put(Standing standing) => Ledger = Ledger with { Standing = standing };

    public void Put(LedgerTotals totals) => Ledger = Ledger with { Totals = totals };

    public void Put(Payment payment)
    {
        _payments.Add(payment.Id);
        Ledger = Ledger with { Payments = Ledger.Payments.SetItem(payment.Id, payment) };
    }

    public void Put(Guarantee guarantee)
    {
        _guarantees.Add(guarantee.Reference);
        Put(Standing with { Guarantees = Standing.Guarantees.SetItem(guarantee.Reference, guarantee) });
    }

    public void Put(DeclarationKey key, DeclarationIdentity identity) => _identities[key] = identity;

    public void Put(ImmutableSortedDictionary<DeclarationKey, ImmutableSortedSet<RowRef>> parked) =>
        Ledger = Ledger with { Parked = parked };

    public void Send(LedgerMessage message) => _messages.Add(message);

    public void Raise(Alert alert) => _alerts.Add(alert);

    public void Answer(TransferAnswered answer) => _answers.Add(answer);

    /// <summary>Ends the edit: what it did, or why it did nothing.</summary>
    public Applied Finish(Rejection? rejection)
    {
        if (rejection is null && HasAll)
        {
            Reservations.Settle(this);
        }

        if (!HasAll)
        {
            return new Applied { Ledger = Before, Needs = _needs };
        }

        if (IsMisrouted)
        {
            return new Applied { Ledger = Before, IsMisrouted = true };
        }

        if (rejection is null
            && ((Int128)Totals.Confirmed + Totals.TransferredIn > Limits.SumMax || Totals.Owed > Limits.SumMax))
        {
            rejection = SumTooGreat;
        }

        return rejection is null ? Done() : new Applied { Ledger = Before, Rejection = rejection };
    }

    private Applied Done()
    {
        if (!Ledger.Totals.AreConserved)
        {
            throw new InvalidOperationException($"Applying {_cause} would break the conservation of money.");
        }

        var standing = Ledger.Standing;
        if (!ReferenceEquals(standing, Before.Standing))
        {
            Put(standing with { Version = Before.Standing.Version + 1 });
        }

        return new Applied
        {
            Ledger = Ledger,
            Declarations = [.. _declarations],
            Payments = [.. _payments],
            Guarantees = [.. _guarantees],
            Identities = [.. _identities.Select(pair => (pair.Key, pair.Value))],
            Messages = [.. _messages],
            Alerts = [.. _alerts],
            Answers = [.. _answers],
            StandingChanged = standing.Status != Before.Standing.Status
                || standing.Enforcement != Before.Standing.Enforcement
                || standing.Priority != Before.Standing.Priority
                || standing.Relief != Before.Standing.Relief,
            IsPending = IsPending,
        };
    }
}
