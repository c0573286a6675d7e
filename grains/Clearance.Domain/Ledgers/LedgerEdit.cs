using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Clearance.Domain;

/// <summary>A working copy of a ledger while one event is applied; thrown away unless everything needed was there.</summary>
/// <remarks>
/// Rules call <c>Try…</c> for what they need; what is not in memory is noted, and <see cref="Finish"/> then returns the
/// needs with the ledger unchanged. Every change of a declaration goes through <see cref="Put(Declaration)"/>, which
/// keeps sums and debts right. Changes are laid over the ledger and written into it once, at the end.
/// </remarks>
internal sealed class LedgerEdit
{
    private readonly ISurroundings _around;
    private readonly string _cause;
    private readonly SortedList<DeclarationKey, Declaration> _declarations = [];
    private SortedList<DeclarationKey, DeclarationIdentity>? _identities;
    private SortedList<string, Payment>? _payments;
    private SortedSet<GuaranteeReference>? _guarantees;
    private List<LedgerMessage>? _messages;
    private List<Alert>? _alerts;
    private List<TransferAnswered>? _answers;
    private LedgerNeeds? _needs;

    public LedgerEdit(Ledger before, ISurroundings around, string cause)
    {
        (Before, _around, _cause) = (before, around, cause);
        (Standing, Totals, Parked) = (before.Standing, before.Totals, before.Parked);
    }

    /// <summary>Why an event that would take a sum past its limit is refused.</summary>
    public static Rejection SumTooGreat { get; } =
        new(RejectionCode.InvalidAmount, null, "A sum of this taxpayer would pass 9 × 10^18 đồng.");

    /// <summary>The ledger as it was.</summary>
    public Ledger Before { get; }

    public TaxpayerId Taxpayer => Before.Taxpayer;

    public Standing Standing { get; private set; }

    public LedgerTotals Totals { get; private set; }

    public ImmutableSortedDictionary<DeclarationKey, ImmutableSortedSet<RowRef>> Parked { get; private set; }

    /// <summary>Letters whose capacity may have changed hands.</summary>
    public IReadOnlyCollection<GuaranteeReference> Guarantees => _guarantees ?? [];

    /// <summary>Declarations changed so far, as they are now.</summary>
    public IList<Declaration> Declarations => _declarations.Values;

    public bool IsPending { get; set; }

    public bool IsMisrouted { get; set; }

    /// <summary>Whether everything asked for so far was there.</summary>
    public bool HasAll => _needs is null;

    private LedgerNeeds Needs => _needs ?? new LedgerNeeds();

    /// <summary>Finds a declaration of this taxpayer; false when it is none, or not loaded (then noted).</summary>
    public bool TryDeclaration(DeclarationKey key, [NotNullWhen(true)] out Declaration? declaration)
    {
        if (_declarations.TryGetValue(key, out declaration) || Before.Declarations.TryGetValue(key, out declaration))
        {
            return true;
        }

        if (IdentityOf(key).Owner == Taxpayer)
        {
            _needs = Needs with { Declarations = Needs.Declarations.Add(key) };
        }

        return false;
    }

    /// <summary>Whose a declaration is; noted as needed when it was not looked up.</summary>
    public DeclarationIdentity IdentityOf(DeclarationKey key)
    {
        if (_identities is not null && _identities.TryGetValue(key, out var changed))
        {
            return changed;
        }

        if (Before.Declarations.TryGetValue(key, out var ours))
        {
            return DeclarationIdentity.OwnedBy(ours.Owner);
        }

        if (_around.TryIdentity(key, out var identity))
        {
            return identity;
        }

        _needs = Needs with { Identities = Needs.Identities.Add(key) };
        return DeclarationIdentity.Nobody;
    }

    /// <summary>A payment of this ledger that is in memory, or null.</summary>
    public Payment? ResidentPayment(string id) =>
        _payments is not null && _payments.TryGetValue(id, out var changed)
            ? changed
            : Before.Payments.GetValueOrDefault(id);

    /// <summary>Finds a payment of this ledger; false when there is none, or it is not loaded (then noted).</summary>
    public bool TryPayment(string id, [NotNullWhen(true)] out Payment? payment)
    {
        payment = ResidentPayment(id);
        if (payment is null && !_around.IsAbsent(id))
        {
            _needs = Needs with { Payments = Needs.Payments.Add(id) };
        }

        return payment is not null;
    }

    /// <summary>Whether a payment id is registered to another taxpayer.</summary>
    public bool IsAnothers(string payment)
    {
        if (!_around.TryHome(payment, out var home))
        {
            _needs = Needs with { Homes = Needs.Homes.Add(payment) };
        }

        return home is { } known && known != Taxpayer;
    }

    public Declaration Put(Declaration declaration)
    {
        if (!_declarations.TryGetValue(declaration.Key, out var old))
        {
            Before.Declarations.TryGetValue(declaration.Key, out old);
            declaration = declaration with { Version = declaration.Version + 1 };
        }

        _declarations[declaration.Key] = declaration;
        Totals = Totals.Replace(old, declaration);
        PutDebts(declaration);
        return declaration;
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

    public void Put(Standing standing) => Standing = standing;

    public void Put(LedgerTotals totals) => Totals = totals;

    public void Put(Payment payment) => (_payments ??= new(StringComparer.Ordinal))[payment.Id] = payment;

    public void Put(Guarantee guarantee)
    {
        (_guarantees ??= []).Add(guarantee.Reference);
        Put(Standing with { Guarantees = Standing.Guarantees.SetItem(guarantee.Reference, guarantee) });
    }

    public void Put(DeclarationKey key, DeclarationIdentity identity) => (_identities ??= [])[key] = identity;

    public void Put(ImmutableSortedDictionary<DeclarationKey, ImmutableSortedSet<RowRef>> parked) => Parked = parked;

    public void Send(LedgerMessage message) => (_messages ??= []).Add(message);

    public void Raise(Alert alert) => (_alerts ??= []).Add(alert);

    public void Answer(TransferAnswered answer) => (_answers ??= []).Add(answer);

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
        if (LedgerInvariants.FirstBroken(this) is { } broken)
        {
            throw new InvariantBrokenException($"After {_cause} it would not be true that {broken}.");
        }

        var standing = Standing;
        if (!ReferenceEquals(standing, Before.Standing))
        {
            Put(standing with { Version = Before.Standing.Version + 1 });
        }

        return new Applied
        {
            Ledger = Before with
            {
                Standing = Standing,
                Totals = Totals,
                Parked = Parked,
                Declarations = Before.Declarations.SetItems(_declarations),
                Payments = _payments is null ? Before.Payments : Before.Payments.SetItems(_payments),
            },
            Declarations = [.. _declarations.Keys],
            Payments = _payments is null ? [] : [.. _payments.Keys],
            Guarantees = _guarantees is null ? [] : [.. _guarantees],
            Identities = _identities is null ? [] : [.. _identities.Select(pair => (pair.Key, pair.Value))],
            Messages = _messages is null ? [] : [.. _messages],
            Alerts = _alerts is null ? [] : [.. _alerts],
            Answers = _answers is null ? [] : [.. _answers],
            StandingChanged = standing.Status != Before.Standing.Status
                || standing.Enforcement != Before.Standing.Enforcement
                || standing.Priority != Before.Standing.Priority
                || standing.Relief != Before.Standing.Relief,
            IsPending = IsPending,
        };
    }
}
