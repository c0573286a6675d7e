using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>What a ledger means, as three hashes, each of less that the order of arrival may decide than the next.</summary>
/// <remarks>
/// Left out is what counts how a ledger came to be, which the contract excepts: versions, journals, the times of decisions, how far a
/// re-decision is, what is loaded with the ledger. Rows are decoded and encoded anew without it.
/// </remarks>
internal struct LedgerDigest : IEquatable<LedgerDigest>
{
    private static readonly byte[] NothingKnown = LedgerCodec.Encode(Standing.Empty);

    private SetHash _facts;
    private SetHash _money;
    private SetHash _cover;

    /// <summary>Standing, letters, registrations, facts, what banks confirmed and cancelled: the same in any order.</summary>
    public readonly SetHash Facts => _facts;

    /// <summary>Where money lies: officers' moves and unitemised money depend on what was known when they came.</summary>
    public readonly SetHash Money => _money;

    /// <summary>What is reserved of letters: who gets the last of one depends on who came first.</summary>
    public readonly SetHash Cover => _cover;

    /// <summary>Whether nothing is known.</summary>
    public readonly bool IsEmpty => this == default;

    /// <summary>All three as one.</summary>
    public readonly SetHash Whole
    {
        get
        {
            var whole = default(SetHash);
            whole.AddSet("facts", _facts);
            whole.AddSet("money", _money);
            whole.AddSet("cover", _cover);
            return whole;
        }
    }

    /// <summary>Takes a ledger's head in.</summary>
    /// <exception cref="CorruptRecordException">It cannot be decoded.</exception>
    public void AddHead(byte[] body)
    {
        var head = LedgerCodec.DecodeHead(body);
        if (head.Totals != default)
        {
            Add(ref _money, 0, "", LedgerCodec.Encode(new LedgerHead { Totals = head.Totals }));
        }
    }

    /// <summary>Takes a row in.</summary>
    /// <returns>False: it is a cancellation that came before its payment; what it means depends on whose that will be.</returns>
    /// <exception cref="CorruptRecordException">It cannot be decoded.</exception>
    public bool AddRow(TaxpayerId taxpayer, LedgerRowKind kind, string key, byte[] body)
    {
        switch (kind)
        {
            case LedgerRowKind.Standing:
                Add(LedgerCodec.DecodeStanding(body));
                break;
            case LedgerRowKind.Guarantee:
                Add(key, LedgerCodec.DecodeGuarantee(body));
                break;
            case LedgerRowKind.Declaration:
                Add(key, LedgerCodec.DecodeDeclaration(body, taxpayer));
                break;
            case LedgerRowKind.Payment:
                return Add(key, LedgerCodec.DecodePayment(body));
            default:
                throw new CorruptRecordException($"{(byte)kind} is no kind of row.");
        }

        return true;
    }

    /// <summary>Takes a cancellation in whose payment has not come.</summary>
    public void AddWaiting(string payment, byte[] body) => Add(ref _facts, 5, payment, body);

    /// <summary>Takes bytes in as they are: a row that nobody can read, or that an event stopped.</summary>
    public void AddUnread(int kind, string key, byte[] body) => Add(ref _facts, (byte)(0x80 | kind), key, body);

    /// <summary>
    /// Facts without a cancellation that a clearance made void: had it come after the clearance, it would have been rejected and have left
    /// nothing.
    /// </summary>
    public static DeclarationFacts Meant(DeclarationFacts facts) =>
        facts.CancellationReceived == facts.IsCancelled ? facts : facts with { CancellationReceived = facts.IsCancelled };

    /// <inheritdoc/>
    public readonly bool Equals(LedgerDigest other) => _facts == other._facts && _money == other._money && _cover == other._cover;

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is LedgerDigest other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => HashCode.Combine(_facts, _money, _cover);

    public static bool operator ==(in LedgerDigest left, in LedgerDigest right) => left.Equals(right);

    public static bool operator !=(in LedgerDigest left, in LedgerDigest right) => !left.Equals(right);

    private static void Add(ref SetHash set, byte kind, string key, byte[] body)
    {
        var leaf = new LeafWriter();
        leaf.Byte(kind);
        leaf.Text(key);
        leaf.Bytes(body);
        set.Add(leaf.Written);
    }

    private void Add(Standing standing)
    {
        var body = LedgerCodec.Encode(standing);
        if (!body.AsSpan().SequenceEqual(NothingKnown))
        {
            Add(ref _facts, 1, "", body);
        }
    }

    private void Add(string key, Guarantee letter)
    {
        // One that was only named says nothing; who named it does.
        if (letter.Letter is null && letter.Amendment is null && !letter.Revoked)
        {
            return;
        }

        Add(ref _facts, 2, key, LedgerCodec.Encode(letter with { Reserved = 0 }));
        if (letter.Reserved > 0)
        {
            Add(ref _cover, 2, key, BitConverter.GetBytes(letter.Reserved));
        }
    }

    private void Add(string key, Declaration declaration)
    {
        var covered = declaration with { Version = 0, Journal = JournalHead.Empty, Facts = Meant(declaration.Facts) };
        var paid = covered with { Reserved = 0, ReservedFrom = null };
        Add(ref _facts, 3, key, LedgerCodec.Encode(paid with { Pieces = [], MovedOut = 0 }));
        if (!declaration.Pieces.IsEmpty || declaration.MovedOut > 0)
        {
            Add(ref _money, 3, key, LedgerCodec.Encode(paid));
        }

        if (declaration.Reserved > 0)
        {
            Add(ref _cover, 3, key, LedgerCodec.Encode(covered with { Pieces = [], MovedOut = 0 }));
        }
    }

    private bool Add(string key, Payment payment)
    {
        if (payment.Cancelled && !payment.Confirmed && payment.Rows.IsEmpty)
        {
            return false;
        }

        // Rows that came in by a transfer stand in the order of their coming.
        var rows = payment.Rows.Sort(static (left, right) => left.Row.Row.CompareTo(right.Row.Row));
        Add(ref _money, 4, key, LedgerCodec.Encode(payment with { Rows = rows }));
        if (payment.Confirmed || payment.Cancelled)
        {
            var asTheBankWrote = rows.RemoveAll(static row => row.CameIn);
            Add(ref _facts, 4, key, LedgerCodec.Encode(payment with
            {
                Rows = [.. asTheBankWrote.Select(static row => new PlacedRow { Row = row.Row, Place = RowPlace.Suspense })],
            }));
        }

        return true;
    }
}
