using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>The kinds of row under a ledger's head. Stored values: append only.</summary>
public enum LedgerRowKind : byte
{
    /// <summary>Status, enforcement, priority, relief; one row, key empty.</summary>
    Standing = 0,

    /// <summary>A letter of guarantee; key: its reference.</summary>
    Guarantee = 1,

    /// <summary>A declaration; key: 11 digits.</summary>
    Declaration = 2,

    /// <summary>A payment, a cancellation that came first, or rows transferred in; key: the payment's id.</summary>
    Payment = 3,
}

/// <summary>What names a row of a ledger.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="Key">The key within the kind.</param>
public readonly record struct LedgerRowKey(LedgerRowKind Kind, string Key);

/// <summary>A stored row.</summary>
/// <param name="Key">Which row.</param>
/// <param name="Version">The ledger version that wrote it.</param>
/// <param name="Body">Its bytes.</param>
public sealed record LedgerRow(LedgerRowKey Key, long Version, byte[] Body);

/// <summary>A ledger as loaded.</summary>
/// <param name="Taxpayer">Whose.</param>
/// <param name="Version">The head's version.</param>
/// <param name="Head">The head's bytes.</param>
/// <param name="Rows">The resident rows.</param>
public sealed record LedgerRecord(TaxpayerId Taxpayer, long Version, byte[] Head, IReadOnlyList<LedgerRow> Rows);

/// <summary>A row to write.</summary>
/// <param name="Key">Which row.</param>
/// <param name="Resident">Whether it is loaded with the ledger, or only when touched.</param>
/// <param name="Body">Its bytes.</param>
/// <param name="Was">Where the row was before, so that the store need not look.</param>
public readonly record struct LedgerRowWrite(LedgerRowKey Key, bool Resident, byte[] Body, RowOrigin Was = RowOrigin.Unknown);

/// <summary>Where a row of a ledger was before a commit, as far as the ledger knows.</summary>
public enum RowOrigin : byte
{
    /// <summary>Anywhere, or nowhere: the store looks.</summary>
    Unknown,

    /// <summary>Nowhere: the ledger has no such row. It is known as surely as the ledger's version, which the same commit states.</summary>
    None,

    /// <summary>Among the rows that are loaded with the ledger. Should it not be so, the store writes it all the same, at more cost.</summary>
    Resident,
}

/// <summary>A ledger's part of a commit.</summary>
public sealed record LedgerWrite
{
    /// <summary>Whose.</summary>
    public required TaxpayerId Taxpayer { get; init; }

    /// <summary>The version held; 0 when the ledger is new. Another version in the store is a conflict.</summary>
    public required long ExpectedVersion { get; init; }

    /// <summary>The version written.</summary>
    public required long NewVersion { get; init; }

    /// <summary>The head's bytes.</summary>
    public required byte[] Head { get; init; }

    /// <summary>No decision of this ledger changes by date alone before this legal date; null: none ever.</summary>
    public DateOnly? NextChangeOn { get; init; }

    /// <summary>Whether a re-decision is under way, so that a crash does not end it.</summary>
    public bool PassOpen { get; init; }

    /// <summary>The rows that changed.</summary>
    public IReadOnlyList<LedgerRowWrite> Rows { get; init; } = [];
}

/// <summary>Whose a declaration is, and what came before it was registered.</summary>
/// <param name="Key">Which declaration.</param>
/// <param name="Version">The record's version.</param>
/// <param name="Owner">The owning taxpayer; null until registered, then for ever the same.</param>
/// <param name="Body">Early facts and the taxpayers with money parked on it.</param>
public sealed record IdentityRecord(DeclarationKey Key, long Version, TaxpayerId? Owner, byte[] Body);

/// <summary>An identity's part of a commit.</summary>
/// <param name="Key">Which declaration.</param>
/// <param name="ExpectedVersion">The version held; 0 when there is no record. Another version in the store is a conflict.</param>
/// <param name="Owner">The owner from now on.</param>
/// <param name="Body">The bytes from now on.</param>
public sealed record IdentityWrite(DeclarationKey Key, long ExpectedVersion, TaxpayerId? Owner, byte[] Body);

/// <summary>What became of an event. Stored values: append only.</summary>
public enum EventOutcome : byte
{
    /// <summary>Applied.</summary>
    Accepted = 1,

    /// <summary>Rejected by state; the rejection is kept.</summary>
    Rejected = 2,

    /// <summary>Applied by the sender; the receiver's answer is awaited.</summary>
    Pending = 3,
}

/// <summary>A row of the registry of events, unique on the id's hash, kept for ever.</summary>
/// <param name="Id">Keyed hash of stream and id.</param>
/// <param name="Content">Hash of the canonical content.</param>
/// <param name="Home">The taxpayer id, or the declaration's 11 digits, whose record holds the event.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Rejection">The rejection's bytes, when rejected.</param>
public sealed record RegistryRecord(Hash128 Id, Hash128 Content, string Home, EventOutcome Outcome, byte[]? Rejection)
{
    /// <summary>
    /// In a commit: the store's <see cref="IClearanceStore.RegistryMark"/> from before a look-up that did not find the event;
    /// 0: none. It spares a store the second look.
    /// </summary>
    public long AbsentAt { get; init; }
}

/// <summary>The messages between ledgers. Stored values: append only.</summary>
public enum IntentKind : byte
{
    /// <summary>A row in suspense was assigned to another taxpayer's declaration.</summary>
    Transfer = 1,

    /// <summary>The receiver took the row, or returned it.</summary>
    TransferAnswered = 2,

    /// <summary>The payment of a transferred row was cancelled.</summary>
    SourceCancelled = 3,

    /// <summary>A declaration on which money is parked was registered by another taxpayer.</summary>
    OwnedByAnother = 4,
}

/// <summary>A message to store with the sender's commit.</summary>
/// <param name="Key">Unique among pending intents.</param>
/// <param name="Kind">Which message.</param>
/// <param name="Sender">From whose ledger.</param>
/// <param name="Receiver">To whose ledger.</param>
/// <param name="Cause">The event that settles only when this is delivered: its registry id.</param>
/// <param name="Body">The message's bytes.</param>
public sealed record IntentWrite(
    string Key, IntentKind Kind, TaxpayerId Sender, TaxpayerId Receiver, Hash128 Cause, byte[] Body);

/// <summary>A pending message.</summary>
/// <param name="Sequence">Its place in the order of commits: messages of one sender are delivered in this order.</param>
/// <param name="Intent">The message.</param>
public sealed record IntentRecord(long Sequence, IntentWrite Intent)
{
    /// <summary>The version of the sender's ledger that sent it, in a store where sequences of one sender need not rise; else 0.</summary>
    public long SentAt { get; init; }

    /// <summary>Whether this process is to deliver it; in a cluster one does.</summary>
    public bool IsOurs { get; init; } = true;
}

/// <summary>A decision to append to the journal.</summary>
/// <param name="Declaration">Whose decision.</param>
/// <param name="Sequence">1, 2, 3 … within the declaration.</param>
/// <param name="Hash">SHA-256 over the previous entry's hash and the body: the chain of this declaration.</param>
/// <param name="Body">The entry, UTF-8 JSON.</param>
public sealed record JournalWrite(DeclarationKey Declaration, long Sequence, byte[] Hash, byte[] Body);

/// <summary>A journal entry.</summary>
/// <param name="Position">Gapless within its lane, in order of commit.</param>
/// <param name="Entry">The entry.</param>
public sealed record JournalRecord(long Position, JournalWrite Entry)
{
    /// <summary>The lane it is in.</summary>
    public int Lane { get; init; }

    /// <summary>Where the entry before it of the same declaration is, when that is in another lane.</summary>
    public JournalAt? After { get; init; }
}

/// <summary>A place in the journal.</summary>
/// <param name="Lane">Which lane.</param>
/// <param name="Position">Which position of it.</param>
public readonly record struct JournalAt(int Lane, long Position);

/// <summary>An event whose key is parked because applying it always throws, or one queued behind such an event.</summary>
/// <param name="Sequence">Its place in the queue; 0 when it is to be appended.</param>
/// <param name="Home">The taxpayer id, or the declaration's 11 digits while ownerless.</param>
/// <param name="Stream">Where it came from.</param>
/// <param name="Body">The event's own bytes.</param>
/// <param name="Why">What was thrown; empty for those behind.</param>
public sealed record ParkedEvent(long Sequence, string Home, EventStream Stream, byte[] Body, string Why);

/// <summary>A key that something is parked under.</summary>
/// <param name="Home">The taxpayer id, or the declaration's 11 digits while ownerless.</param>
/// <param name="Waiting">How many events wait: the one that threw, and those behind it.</param>
/// <param name="Why">What the first of them threw.</param>
public sealed record ParkedKey(string Home, long Waiting, string Why);

/// <summary>A parked event that is applied after all: it leaves the queue of its key.</summary>
/// <param name="Sequence">Its place in the queue; one that is not there is a conflict.</param>
/// <param name="Judged">What its registry row says from now on, if not that it is accepted, which it said while the event waited.</param>
public readonly record struct ResumedEvent(long Sequence, RegistryRecord? Judged);

/// <summary>Input that was not applied, kept with the reason.</summary>
/// <param name="Stream">Where it came from.</param>
/// <param name="ReceivedAt">When.</param>
/// <param name="Code">The rejection's name, or <c>Conflict</c>.</param>
/// <param name="Field">The member's path, if any.</param>
/// <param name="Detail">A sentence.</param>
/// <param name="Raw">The bytes as received.</param>
public sealed record DeadLetter(
    EventStream Stream, Instant ReceivedAt, string Code, string? Field, string Detail, ReadOnlyMemory<byte> Raw)
{
    /// <summary>That of an event that was refused.</summary>
    public static DeadLetter Of(EventStream stream, Instant receivedAt, Rejection why, ReadOnlyMemory<byte> raw) =>
        new(stream, receivedAt, why.Code.ToString(), why.Field, why.Detail, raw);
}
