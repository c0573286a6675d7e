using System.Collections.Immutable;
using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>Makes a ledger of its stored rows.</summary>
/// <remarks>
/// Debts, the lists of letters and the parked rows are derived here by the rules that keep them up to date. What the head
/// and the rows say must agree: a ledger that does not add up is refused.
/// </remarks>
public sealed class LedgerLoader
{
    private readonly LedgerRecord _record;
    private readonly ImmutableSortedDictionary<DeclarationKey, Declaration>.Builder _declarations =
        ImmutableSortedDictionary.CreateBuilder<DeclarationKey, Declaration>();

    private readonly ImmutableSortedDictionary<string, Payment>.Builder _payments =
        ImmutableSortedDictionary.CreateBuilder<string, Payment>(StringComparer.Ordinal);

    private readonly SortedDictionary<GuaranteeReference, Letters> _letters = [];
    private readonly SortedDictionary<DeclarationKey, ImmutableSortedSet<RowRef>.Builder> _parked = [];
    private Standing _standing = Standing.Empty;

    private LedgerLoader(LedgerRecord record) => _record = record;

    /// <summary>Makes a ledger of its resident rows.</summary>
    /// <exception cref="CorruptRecordException">A row cannot be decoded, or the rows do not add up.</exception>
    /// <exception cref="StateConflictException">A row is newer than the head: these rows are no snapshot.</exception>
    public static (Ledger Ledger, LedgerHead Head) Load(LedgerRecord record) => new LedgerLoader(record).Load();

    private (Ledger Ledger, LedgerHead Head) Load()
    {
        var head = LedgerCodec.DecodeHead(_record.Head);
        foreach (var row in _record.Rows)
        {
            if (row.Version > _record.Version)
            {
                throw new StateConflictException(
                    $"{row.Key.Kind} {row.Key.Key} of {_record.Taxpayer} is of version {row.Version}, "
                    + $"the head of {_record.Version}.");
            }

            try
            {
                Take(row);
            }
            catch (CorruptRecordException e)
            {
                throw new CorruptRecordException($"{row.Key.Kind} {row.Key.Key} of {_record.Taxpayer}: {e.Message}", e);
            }
        }

        CheckTotals(head.Totals);
        ListWaiting();
        _standing = _standing with { Version = head.StandingVersion, Guarantees = Guarantees() };
        var ledger = new Ledger
        {
            Taxpayer = _record.Taxpayer,
            Standing = _standing with { Debts = DebtsOf() },
            Declarations = _declarations.ToImmutable(),
            Payments = _payments.ToImmutable(),
            Parked = ImmutableSortedDictionary.CreateRange(
                _parked.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.ToImmutable()))),
            Totals = head.Totals,
        };
        return (ledger, head);
    }

    private void Take(LedgerRow row)
    {
        switch (row.Key.Kind)
        {
            case LedgerRowKind.Standing:
                _standing = LedgerCodec.DecodeStanding(row.Body);
                break;
            case LedgerRowKind.Guarantee:
                var guarantee = LedgerCodec.DecodeGuarantee(row.Body);
                Check(row, LedgerRowKeys.Guarantee(guarantee.Reference));
                Check(_letters.TryAdd(guarantee.Reference, new Letters(guarantee)));
                break;
            case LedgerRowKind.Declaration:
                var declaration = LedgerCodec.DecodeDeclaration(row.Body, _record.Taxpayer);
                Check(row, LedgerRowKeys.Declaration(declaration.Key));
                Check(_declarations.TryAdd(declaration.Key, declaration));
                break;
            case LedgerRowKind.Payment:
                var payment = LedgerCodec.DecodePayment(row.Body);
                Check(row, LedgerRowKeys.Payment(payment.Id));
                Check(_payments.TryAdd(payment.Id, payment));
                ListParked(payment);
                break;
            default:
                throw new CorruptRecordException($"{(byte)row.Key.Kind} is no kind of row.");
        }
    }

    private static void Check(LedgerRow row, LedgerRowKey of)
    {
        if (row.Key != of)
        {
            throw new CorruptRecordException($"The row holds {of.Kind} {of.Key}.");
        }
    }

    private static void Check(bool isFirst)
    {
        if (!isFirst)
        {
            throw new CorruptRecordException("The row comes twice.");
        }
    }

    private void ListParked(Payment payment)
    {
        foreach (var row in payment.Rows)
        {
            if (row.Place == RowPlace.Parked && row.Declaration is { } key)
            {
                if (!_parked.TryGetValue(key, out var rows))
                {
                    _parked.Add(key, rows = ImmutableSortedSet.CreateBuilder<RowRef>());
                }

                rows.Add(new RowRef(payment.Id, row.Row.Row));
            }
        }
    }

    private void CheckTotals(LedgerTotals totals)
    {
        try
        {
            if (totals.AreConserved)
            {
                return;
            }
        }
        catch (OverflowException e)
        {
            throw new CorruptRecordException($"The sums of {_record.Taxpayer} are beyond counting.", e);
        }

        throw new CorruptRecordException($"The sums of {_record.Taxpayer} do not add up.");
    }

    /// <summary>A declaration that wants more of the letter it names than it has: as the reservations list it.</summary>
    private void ListWaiting()
    {
        foreach (var (key, declaration) in _declarations)
        {
            if (LedgerRows.WantsMore(declaration) && declaration.Registration.CoveringGuarantee is { } named)
            {
                if (!_letters.TryGetValue(named, out var letters))
                {
                    _letters.Add(named, letters = new Letters(new Guarantee { Reference = named }));
                }

                (declaration.Reserved > 0 ? letters.Growing : letters.Waiting)
                    .Add(new Waiting(declaration.Registration.RegisteredAt, key));
            }

            if (declaration.ReservedFrom is { } from)
            {
                var held = _letters.GetValueOrDefault(from)
                    ?? throw new CorruptRecordException(
                        $"Declaration {key} of {_record.Taxpayer} holds money of letter {from}, which is not there.");
                held.Reserved += declaration.Reserved;
            }
        }
    }

    private ImmutableSortedDictionary<GuaranteeReference, Guarantee> Guarantees()
    {
        var guarantees = ImmutableSortedDictionary.CreateBuilder<GuaranteeReference, Guarantee>();
        foreach (var (reference, letters) in _letters)
        {
            var guarantee = letters.Guarantee;
            if (letters.Reserved != guarantee.Reserved)
            {
                throw new CorruptRecordException(
                    $"Letter {reference} of {_record.Taxpayer} has {guarantee.Reserved} đồng reserved; "
                    + $"its declarations hold {letters.Reserved}.");
            }

            guarantees.Add(reference, guarantee with
            {
                Waiting = [.. letters.Waiting],
                Growing = [.. letters.Growing],
            });
        }

        return guarantees.ToImmutable();
    }

    private ImmutableSortedDictionary<DeclarationKey, ImmutableArray<Debt>> DebtsOf()
    {
        var debts = ImmutableSortedDictionary.CreateBuilder<DeclarationKey, ImmutableArray<Debt>>();
        foreach (var (key, declaration) in _declarations)
        {
            var owed = Debts.Of(declaration, _standing);
            if (!owed.IsEmpty)
            {
                debts.Add(key, owed);
            }
        }

        return debts.ToImmutable();
    }

    private sealed class Letters(Guarantee guarantee)
    {
        public Guarantee Guarantee { get; } = guarantee;

        public List<Waiting> Waiting { get; } = [];

        public List<Waiting> Growing { get; } = [];

        public Int128 Reserved { get; set; }
    }
}
