using Clearance.Domain;

namespace Clearance.Model;

/// <summary>
/// The rules of domain.md §1–§8 and the state rules of contract.md §1, written from those pages alone: one thread, plain lists,
/// everything counted anew after every event. It judges the engine, so it shares no rule with it.
/// </summary>
/// <remarks>
/// Of the limit on sums, only that of a taxpayer's confirmed money is judged: others are out of reach of any history short of it.
/// Where the rules are silent it follows docs/decisions/0004.
/// </remarks>
public sealed class NaiveModel
{
    private readonly Dictionary<DeclarationKey, TaxpayerId> _owners = [];
    private readonly Dictionary<DeclarationKey, Facts> _facts = [];
    private readonly SortedDictionary<TaxpayerId, TaxpayerBooks> _books = [];
    private readonly Dictionary<string, TaxpayerId> _payers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _returned = new(StringComparer.Ordinal);
    private readonly List<ModelMessage> _underWay = [];

    /// <summary>What was sent and is not delivered, oldest first.</summary>
    public IReadOnlyList<ModelMessage> UnderWay => _underWay;

    /// <summary>Every taxpayer with books.</summary>
    public IEnumerable<TaxpayerId> Taxpayers => _books.Keys;

    /// <summary>Every registered declaration.</summary>
    public IEnumerable<DeclarationKey> Declarations => _owners.Keys;

    /// <summary>
    /// Takes an event: once per event id, in the order in which the engine committed. Duplicates, conflicts and rejections of form never
    /// reach the model.
    /// </summary>
    public ModelResult Apply(ClearanceEvent e)
    {
        ArgumentNullException.ThrowIfNull(e);
        switch (e)
        {
            case DeclarationEvent fact:
                return Take(fact);
            case DeclarationRegistered registered:
                return new ModelResult(Register(registered));
            case PaymentConfirmed payment:
                return new ModelResult(Payments.Confirm(BooksOf(payment.Taxpayer), payment, _owners, _payers));
            case PaymentCancelled cancelled:
                return new ModelResult(Payments.Cancel(BooksOf(cancelled.Taxpayer), cancelled, _payers, _underWay));
            case GuaranteeEvent letter:
                return new ModelResult(Take(letter));
            case OfficersMove move:
                return new ModelResult(OfficersMoves.Make(BooksOf(move.Taxpayer), move, _owners, _underWay));
            case TaxpayerEvent standing:
                BooksOf(standing.Taxpayer).Standing.Take(standing);
                return new ModelResult(null);
            default:
                throw new ArgumentOutOfRangeException(nameof(e), e.GetType().Name, "No such event.");
        }
    }

    /// <summary>Whether an accepted <c>SuspenseAssigned</c> has become <c>NotAllowedInStatus</c>, since the other taxpayer could not take it.</summary>
    public bool WasReturned(string move) => _returned.Contains(move);

    /// <summary>Delivers something under way; the receiver acts, and may answer.</summary>
    public void Deliver(ModelMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (!_underWay.Remove(message))
        {
            throw new ArgumentException($"{message} is not under way.", nameof(message));
        }

        var books = BooksOf(message.Receiver);
        switch (message.Kind)
        {
            case ModelMessageKind.Transfer:
                _underWay.Add(Transfers.Take(books, message));
                break;
            case ModelMessageKind.TransferAnswered:
                Transfers.Answered(books, message);
                if (message.Refused)
                {
                    _returned.Add(message.Key);
                }

                break;
            case ModelMessageKind.SourceCancelled:
                Transfers.SourceCancelled(books, message, _underWay);
                break;
            case ModelMessageKind.OwnedByAnother:
                Transfers.OwnedByAnother(books, message.Declaration);
                break;
        }

        books.Settle();
    }

    /// <summary>The decision for a date.</summary>
    public ModelDecision Decide(DeclarationKey declaration, DateOnly on) =>
        _owners.TryGetValue(declaration, out var owner)
            ? Decider.Decide(_books[owner], _books[owner].Declarations[declaration], on)
            : new ModelDecision
            {
                Declaration = declaration.ToString(),
                Outcome = FactsOf(declaration) is { IsRecorded: true } facts ? facts.RecordedOutcome : "unknown",
                On = on,
            };

    /// <summary>Where a taxpayer stands on a date.</summary>
    public ModelTaxpayer Taxpayer(TaxpayerId taxpayer, DateOnly on)
    {
        var books = BooksOf(taxpayer);
        return new ModelTaxpayer
        {
            Taxpayer = taxpayer,
            On = on,
            Debts = Debts.Of(books),
            Interest =
            [
                .. books.Declarations.Values.Select(it => new ModelInterest(it.Key, Debts.InterestOf(books, it, on)))
                    .Where(it => it.Amount > 0),
            ],
            Letters =
            [
                .. books.Letters.Where(it => it.Value.Issued is not null).Select(it =>
                    new ModelLetter(it.Key, it.Value.Limit, books.ReservedFrom(it.Key), it.Value.ExpiresOn)),
            ],
            Sums = books.Sums(),
        };
    }

    private ModelResult Take(DeclarationEvent fact)
    {
        var isOwned = _owners.TryGetValue(fact.Declaration, out var owner);
        var isHeld = isOwned && fact is ClearanceRecorded && Decide(fact.Declaration, fact.At.LegalDate).Outcome == "hold";
        var rejection = FactsOf(fact.Declaration).Take(fact);
        if (isOwned)
        {
            _books[owner].Settle();
        }

        return new ModelResult(rejection, isHeld);
    }

    private RejectionCode? Register(DeclarationRegistered e)
    {
        var key = e.Number.Key;
        var books = BooksOf(e.Taxpayer);
        if (!_owners.TryGetValue(key, out var owner))
        {
            _owners.Add(key, e.Taxpayer);
            books.Declarations.Add(key, new RegisteredDeclaration(key, FactsOf(key)));
            MatchParked(e);
        }
        else if (owner != e.Taxpayer)
        {
            return RejectionCode.NotAllowedInStatus;
        }

        books.Declarations[key].Amend(e);
        books.Settle();
        return null;
    }

    /// <summary>The owner's parked money is on the declaration now; other taxpayers' books are told whose it is.</summary>
    private void MatchParked(DeclarationRegistered e)
    {
        foreach (var books in _books.Values)
        {
            var parked = books.Rows.FindAll(row => row.Place == Place.Parked && row.Declaration == e.Number.Key);
            if (books.Taxpayer == e.Taxpayer)
            {
                parked.ForEach(row => row.Place = Place.Declaration);
            }
            else if (parked.Count > 0)
            {
                _underWay.Add(new ModelMessage(ModelMessageKind.OwnedByAnother, e.Id, e.Taxpayer, books.Taxpayer)
                {
                    Declaration = e.Number.Key,
                });
            }
        }
    }

    private RejectionCode? Take(GuaranteeEvent e)
    {
        var books = BooksOf(e.Taxpayer);
        if (!books.Letters.TryGetValue(e.Guarantee, out var letter))
        {
            books.Letters.Add(e.Guarantee, letter = new Letter());
        }

        var rejection = letter.Take(e, books.ReservedFrom(e.Guarantee));
        books.Settle();
        return rejection;
    }

    private Facts FactsOf(DeclarationKey key)
    {
        if (!_facts.TryGetValue(key, out var facts))
        {
            _facts.Add(key, facts = new Facts());
        }

        return facts;
    }

    private TaxpayerBooks BooksOf(TaxpayerId taxpayer)
    {
        if (!_books.TryGetValue(taxpayer, out var books))
        {
            _books.Add(taxpayer, books = new TaxpayerBooks(taxpayer));
        }

        return books;
    }
}
