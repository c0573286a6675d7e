using System.Collections.Immutable;
using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>Counts ledgers, one after the other, into a <see cref="Census"/>. What is counted twice counts twice.</summary>
/// <param name="on">The legal date to decide for.</param>
public sealed class CensusTally(DateOnly on)
{
    private static readonly int OutcomeCount = Enum.GetValues<Outcome>().Length;
    private static readonly int ReasonCount = Enum.GetValues<ReasonCode>().Length;

    private readonly long[] _outcomes = new long[OutcomeCount];
    private readonly long[] _held = new long[ReasonCount];
    private readonly Int128[] _shortfalls = new Int128[ReasonCount];
    private readonly Foremost<HeldDeclaration> _oldest = new(Census.NamedMax, HeldDeclaration.ByAge);
    private readonly Foremost<HeldDeclaration> _oldestPaid = new(Census.NamedMax, HeldDeclaration.ByAge);
    private readonly StrayTally _suspense = new();
    private readonly StrayTally _misdirected = new();
    private readonly List<TaxpayerId> _stopped = [];
    private LettersInForce _letters = new();
    private long _ledgers;
    private long _heldAndPaid;
    private long _stoppedLedgers;
    private Int128 _outstanding;
    private Int128 _surplus;
    private Int128 _parked;
    private Int128 _overdue;

    /// <summary>Counts a ledger.</summary>
    /// <param name="root">The ledger, with every declaration it has.</param>
    public void Add(LedgerRoot root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var ledger = root.Ledger;
        _ledgers++;
        if (root.IsParked)
        {
            Stop(ledger.Taxpayer);
        }

        foreach (var declaration in ledger.Declarations.Values)
        {
            Add(root, declaration);
        }

        foreach (var guarantee in ledger.Standing.Guarantees.Values)
        {
            Add(guarantee);
        }

        if (ledger.Totals.Suspense > 0 || ledger.Totals.Misdirected > 0)
        {
            foreach (var row in StrayRow.Of(ledger))
            {
                (row.On is null ? _suspense : _misdirected).Add(ledger.Taxpayer, row);
            }
        }

        _surplus += ledger.Totals.Surplus;
        _parked += ledger.Totals.Parked;
        _overdue += ledger.Standing.On(on).OverdueTotal;
    }

    /// <summary>Counts a ledger of which nothing can be read.</summary>
    public void AddUnreadable(TaxpayerId taxpayer)
    {
        _ledgers++;
        Stop(taxpayer);
    }

    /// <summary>What was counted so far.</summary>
    public Census ToCensus() => new()
    {
        On = on,
        Ledgers = _ledgers,
        Outcomes = [.. _outcomes],
        Reasons = [.. Enum.GetValues<ReasonCode>()
            .Where(code => _held[(int)code] > 0)
            .Select(code => new HeldFor(code, _held[(int)code], _shortfalls[(int)code]))],
        HeldOutstanding = _outstanding,
        OldestHeld = _oldest.Items,
        HeldAndPaid = _heldAndPaid,
        OldestHeldAndPaid = _oldestPaid.Items,
        Suspense = _suspense.Money,
        Misdirected = _misdirected.Money,
        Surplus = _surplus,
        Parked = _parked,
        Overdue = _overdue,
        Guarantees = _letters,
        Stopped = [.. _stopped],
        StoppedLedgers = _stoppedLedgers,
    };

    /// <summary>Which money is there for a declaration that is held; an amount that may serve another as well counts for each.</summary>
    public static MoneyThere MoneyFor(Decision decision, LedgerTotals totals)
    {
        ArgumentNullException.ThrowIfNull(decision);
        if (decision.Payable == 0)
        {
            return MoneyThere.None;
        }

        var missing = (Int128)decision.Outstanding;
        return missing == 0 ? MoneyThere.Paid
            : (missing -= decision.Misdirected) <= 0 ? MoneyThere.Misdirected
            : (missing -= totals.Suspense) <= 0 ? MoneyThere.Suspense
            : missing <= totals.Surplus ? MoneyThere.Surplus
            : MoneyThere.None;
    }

    private void Add(LedgerRoot root, Declaration declaration)
    {
        var decision = root.Decide(declaration, on);
        _outcomes[(int)decision.Outcome]++;
        if (decision.Outcome != Outcome.Hold)
        {
            return;
        }

        foreach (var reason in decision.Reasons)
        {
            _held[(int)reason.Code]++;
            _shortfalls[(int)reason.Code] += reason.Shortfall ?? 0;
        }

        // Of a ledger that is stopped nobody can say what is missing.
        var held = new HeldDeclaration(
            declaration.Key, declaration.Registration.Amendment, declaration.Owner, declaration.Registration.RegisteredAt,
            decision.Reasons[0].Code, decision.Reasons.Length, decision.Payable, decision.Outstanding,
            root.IsParked ? MoneyThere.None : MoneyFor(decision, root.Ledger.Totals));
        _outstanding += held.Outstanding;
        _oldest.Add(held);
        if (held.Money != MoneyThere.None)
        {
            _heldAndPaid++;
            _oldestPaid.Add(held);
        }
    }

    private void Add(Guarantee guarantee)
    {
        if (guarantee.Letter is not { } letter || guarantee.Revoked || letter.EffectiveFrom > on || guarantee.ExpiresOn < on)
        {
            return;
        }

        var daysLeft = guarantee.ExpiresOn.DayNumber - on.DayNumber;
        _letters = _letters with
        {
            Letters = _letters.Letters + 1,
            Limit = _letters.Limit + guarantee.Limit,
            Reserved = _letters.Reserved + guarantee.Reserved,
            EndWithin7Days = _letters.EndWithin7Days + (daysLeft <= 7 ? 1 : 0),
            EndWithin30Days = _letters.EndWithin30Days + (daysLeft <= 30 ? 1 : 0),
            ReservedOfEnding = _letters.ReservedOfEnding + (daysLeft <= 7 ? guarantee.Reserved : 0),
            Waiting = _letters.Waiting + guarantee.Waiting.Count + guarantee.Growing.Count,
        };
    }

    private void Stop(TaxpayerId taxpayer)
    {
        _stoppedLedgers++;
        if (_stopped.Count < Census.NamedMax)
        {
            _stopped.Add(taxpayer);
        }
    }

    private sealed class StrayTally
    {
        private readonly Foremost<(TaxpayerId Taxpayer, StrayRow Row)> _oldest = new(Census.NamedMax, StrayMoney.ByAge);
        private long _rows;
        private Int128 _amount;

        public StrayMoney Money => new() { Rows = _rows, Amount = _amount, Oldest = _oldest.Items };

        public void Add(TaxpayerId taxpayer, StrayRow row)
        {
            _rows++;
            _amount += row.Amount;
            _oldest.Add((taxpayer, row));
        }
    }
}

/// <summary>Keeps the first of what it is shown, in order.</summary>
internal sealed class Foremost<T>(int most, Comparison<T> order)
{
    private readonly List<T> _items = new(most + 1);

    public ImmutableArray<T> Items => [.. _items];

    public void Add(T item)
    {
        var at = _items.Count;
        while (at > 0 && order(item, _items[at - 1]) < 0)
        {
            at--;
        }

        if (at < most)
        {
            _items.Insert(at, item);
            if (_items.Count > most)
            {
                _items.RemoveAt(most);
            }
        }
    }
}
