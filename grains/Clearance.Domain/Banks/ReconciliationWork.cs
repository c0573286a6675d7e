using System.Collections.Immutable;

namespace Clearance.Domain;

/// <summary>One comparison under way.</summary>
internal sealed class ReconciliationWork(BankDay day, IReadOnlyDictionary<DeclarationKey, OfficeCode> offices)
{
    private readonly ImmutableArray<ReconciledRow>.Builder _rows = ImmutableArray.CreateBuilder<ReconciledRow>();
    private readonly SortedDictionary<SubItem, BothSides> _bySubItem = [];
    private readonly SortedDictionary<string, BothSides> _byOffice = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, ReceivedPayment> _received = new(StringComparer.Ordinal);
    private readonly SortedDictionary<RowRef, Stated> _stated = [];
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);
    private BothSides _total;

    public Reconciliation Run(IEnumerable<BankRow> file, IEnumerable<ReceivedPayment> received)
    {
        foreach (var payment in received)
        {
            Receive(payment);
        }

        var order = new List<Stated>();
        foreach (var row in file)
        {
            State(row, order);
        }

        foreach (var stated in order)
        {
            Judge(stated);
        }

        foreach (var payment in _received.Values)
        {
            JudgeRest(payment);
        }

        return new Reconciliation
        {
            Day = day,
            Rows = _rows.ToImmutable(),
            Total = _total,
            BySubItem = _bySubItem.ToImmutableSortedDictionary(),
            ByOffice = _byOffice.ToImmutableSortedDictionary(StringComparer.Ordinal),
        };
    }

    /// <summary>An id is confirmed once; a cancellation sent for the wrong taxpayer may stand beside it, and is void.</summary>
    private void Receive(ReceivedPayment payment)
    {
        if (payment.Payment.Confirmed || !_received.ContainsKey(payment.Payment.Id))
        {
            _received[payment.Payment.Id] = payment;
        }
    }

    /// <summary>A row made and a row cancelled are one row, cancelled; a second of either is a duplicate.</summary>
    private void State(BankRow row, List<Stated> order)
    {
        _named.Add(row.Payment);
        var reference = new RowRef(row.Payment, row.Row.Row);
        if (!_stated.TryGetValue(reference, out var stated))
        {
            _stated.Add(reference, stated = new Stated());
            order.Add(stated);
        }

        if (row.Cancelled ? stated.Cancelled is not null : stated.Made is not null)
        {
            stated.Again.Add(row);
        }
        else if (row.Cancelled)
        {
            stated.Cancelled = row;
        }
        else
        {
            stated.Made = row;
        }
    }

    private void Judge(Stated stated)
    {
        var bank = stated.Made ?? stated.Cancelled!;
        var isCancelled = stated.Cancelled is not null;
        var known = _received.GetValueOrDefault(bank.Payment);
        var received = known?.Payment.Find(bank.Row.Row) is { } row ? Of(known, row) : null;
        var differences = received is null ? [] : Differences(bank, received, isCancelled);
        var status = known is null
            ? isCancelled ? ReconciledStatus.CancelledAtBankOnly : ReconciledStatus.Missing
            : Status(bank, isCancelled, known.Payment, received, differences);
        if (status == ReconciledStatus.Differing && received is null)
        {
            differences = [RowDifference.Rows];
        }

        Add(status, bank, received, differences);
        foreach (var again in stated.Again)
        {
            Add(ReconciledStatus.Duplicate, again, received, []);
        }

        if (!isCancelled && day.Contains(bank.DebitedAt))
        {
            Sum(bank.Row, bank.Office, bank.Row.Amount, 0);
        }
    }

    private ReconciledStatus Status(
        BankRow bank, bool isCancelled, Payment known, ReceivedRow? received, ImmutableArray<RowDifference> differences)
    {
        if (known.Cancelled != isCancelled)
        {
            return isCancelled ? ReconciledStatus.CancelledAtBankOnly : ReconciledStatus.CancelledHereOnly;
        }

        if (isCancelled && !known.Confirmed)
        {
            return ReconciledStatus.Cancelled;
        }

        if (received is null || !differences.IsEmpty)
        {
            return ReconciledStatus.Differing;
        }

        return isCancelled ? ReconciledStatus.Cancelled
            : day.Contains(bank.DebitedAt) ? ReconciledStatus.Matched
            : ReconciledStatus.OutsideWindow;
    }

    /// <summary>Rows that were received and that the file does not have.</summary>
    private void JudgeRest(ReceivedPayment known)
    {
        var payment = known.Payment;
        var isOfTheDay = payment.Confirmed && day.Contains(payment.DebitedAt);
        var isNamed = _named.Contains(payment.Id);
        foreach (var placed in payment.Rows)
        {
            if (isOfTheDay && !payment.Cancelled)
            {
                Sum(placed.Row, null, 0, placed.Row.Amount);
            }

            if ((isOfTheDay || isNamed) && !_stated.ContainsKey(new RowRef(payment.Id, placed.Row.Row)))
            {
                var status = isNamed ? ReconciledStatus.Differing
                    : payment.Cancelled ? ReconciledStatus.Cancelled
                    : ReconciledStatus.Extra;
                _rows.Add(new ReconciledRow(
                    status, payment.Id, placed.Row.Row, null, Of(known, placed), isNamed ? [RowDifference.Rows] : []));
            }
        }
    }

    private static ReceivedRow Of(ReceivedPayment known, PlacedRow placed) =>
        new(known.Taxpayer, known.Payment.DebitedAt, placed.Row, known.Payment.Cancelled);

    /// <summary>A cancellation's row names the time of the cancellation, where the file has no other.</summary>
    private static ImmutableArray<RowDifference> Differences(BankRow bank, ReceivedRow received, bool isCancelled)
    {
        var differences = ImmutableArray.CreateBuilder<RowDifference>();
        Note(bank.Taxpayer != received.Taxpayer, RowDifference.Taxpayer);
        Note(!IsSameTarget(bank.Row, received.Row), RowDifference.Declaration);
        Note(bank.Row.Code != received.Row.Code, RowDifference.Code);
        Note(bank.Row.Account != received.Row.Account, RowDifference.Account);
        Note(bank.Row.Amount != received.Row.Amount, RowDifference.Amount);
        Note(!isCancelled && !BankDay.IsSameSecond(bank.DebitedAt, received.DebitedAt), RowDifference.DebitedAt);
        return differences.ToImmutable();

        void Note(bool differs, RowDifference what)
        {
            if (differs)
            {
                differences.Add(what);
            }
        }
    }

    /// <summary>The 12th digit changes with amendments and names nothing else; malformed numbers are compared as written.</summary>
    private static bool IsSameTarget(PaymentRow bank, PaymentRow received) =>
        bank.Declaration is { } key ? received.Declaration == key : bank.Target == received.Target;

    private void Add(ReconciledStatus status, BankRow bank, ReceivedRow? received, ImmutableArray<RowDifference> differences) =>
        _rows.Add(new ReconciledRow(
            status,
            bank.Payment,
            bank.Row.Row,
            bank,
            received,
            status == ReconciledStatus.Differing ? differences : []));

    private void Sum(PaymentRow row, OfficeCode? named, long bank, long received)
    {
        _total = _total.And(bank, received);
        var item = new SubItem(row.Code, row.Account);
        _bySubItem[item] = _bySubItem.GetValueOrDefault(item).And(bank, received);
        var office = named ?? (row.Declaration is { } key && offices.TryGetValue(key, out var of) ? of : (OfficeCode?)null);
        var name = office?.ToString() ?? string.Empty;
        _byOffice[name] = _byOffice.GetValueOrDefault(name).And(bank, received);
    }

    /// <summary>What the file says of one row.</summary>
    private sealed class Stated
    {
        public BankRow? Made { get; set; }

        public BankRow? Cancelled { get; set; }

        public List<BankRow> Again { get; } = [];
    }
}
