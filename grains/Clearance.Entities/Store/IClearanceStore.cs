using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>How much room a store takes.</summary>
/// <param name="Bytes">What it takes.</param>
/// <param name="FreeBytes">What is left on its disk; null: that is another machine's to know.</param>
/// <param name="DiskBytes">The whole of that disk.</param>
public readonly record struct StoreSize(long Bytes, long? FreeBytes = null, long? DiskBytes = null);

/// <summary>The store as the entities see it: bytes by key, versions, and one commit for many entities.</summary>
/// <remarks>
/// Nothing is visible before its commit. A commit that throws <see cref="CommitOutcomeUnknownException"/> may or may not
/// be durable: whoever asked drops what it holds and reads again. Every implementation passes one compliance suite.
/// </remarks>
public interface IClearanceStore : IAsyncDisposable
{
    /// <summary>The secret of the registry's keyed hash, 32 bytes, made when the store was created.</summary>
    ReadOnlyMemory<byte> RegistrySecret { get; }

    /// <summary>The epoch of this process's lease on the store; greater than every earlier one.</summary>
    long LeaseEpoch { get; }

    /// <summary>Whether this process still holds its lease; false forbids answering from memory.</summary>
    bool HoldsLease { get; }

    /// <summary>Whether this process still holds the lease that had an epoch; what was loaded under an older one is not shown.</summary>
    bool Holds(long epoch) => HoldsLease && LeaseEpoch == epoch;

    /// <summary>
    /// Why this process will never commit again, whatever becomes of the store: another has taken the lease, or what it holds
    /// open cannot be trusted. The process should end and be started again. Null: it may commit, now or later.
    /// </summary>
    string? LostBecause => null;

    /// <summary>How many groups, each of another lane, it can commit at once: see <see cref="CommitLane"/>.</summary>
    int Lanes => 1;

    /// <summary>How many lanes the journal has: as many as there are now, or were when it was written.</summary>
    int JournalLanes => 1;

    /// <summary>Reads a ledger's head and its resident rows in one snapshot; null when there is none.</summary>
    Task<LedgerRecord?> LoadLedger(TaxpayerId taxpayer, CancellationToken cancel);

    /// <summary>
    /// Whether a ledger that this process loaded is stored at a version, and is still its own to write: then what it holds of the ledger is what is
    /// stored. False also where that is not known, and what to do is to load it.
    /// </summary>
    Task<bool> IsAt(TaxpayerId taxpayer, long version, CancellationToken cancel) => Task.FromResult(false);

    /// <summary>Reads named rows of a ledger, resident or not; absent rows are left out.</summary>
    Task<IReadOnlyList<LedgerRow>> LoadRows(TaxpayerId taxpayer, IReadOnlyList<LedgerRowKey> keys, CancellationToken cancel);

    /// <summary>Reads identities, in the order asked; null where there is none.</summary>
    Task<IReadOnlyList<IdentityRecord?>> LoadIdentities(IReadOnlyList<DeclarationKey> keys, CancellationToken cancel);

    /// <summary>
    /// Where the registry of events stands: taken before a look-up, it lets a commit say since when an event was absent. 0 in a
    /// store that has no use for it.
    /// </summary>
    long RegistryMark => 0;

    /// <summary>Looks ids up in the registry of events, in the order asked; null where the id is new.</summary>
    Task<IReadOnlyList<RegistryRecord?>> FindEvents(IReadOnlyList<Hash128> ids, CancellationToken cancel);

    /// <summary>
    /// Commits units in one transaction, each whole or not at all, and returns an outcome per unit. A unit that conflicts
    /// is left out and the others are committed. Units of one call share no key.
    /// </summary>
    /// <exception cref="CommitOutcomeUnknownException">The commit may or may not be durable.</exception>
    /// <exception cref="StoreUnavailableException">Nothing was committed.</exception>
    Task<IReadOnlyList<CommitOutcome>> Commit(IReadOnlyList<CommitUnit> units, CancellationToken cancel);

    /// <summary>Commits nothing in particular: what it throws, a commit of something would throw too.</summary>
    Task Probe(CancellationToken cancel) => Commit([new CommitUnit()], cancel);

    /// <summary>How much room it takes; null: it is not known.</summary>
    Task<StoreSize?> Size(CancellationToken cancel) => Task.FromResult<StoreSize?>(null);

    /// <summary>Pending intents after a sequence number, in order.</summary>
    Task<IReadOnlyList<IntentRecord>> PendingIntents(long after, int limit, CancellationToken cancel);

    /// <summary>Ledgers whose decisions may change by date, or whose re-decision was cut short, in key order.</summary>
    Task<IReadOnlyList<TaxpayerId>> DueLedgers(DateOnly today, TaxpayerId? after, int limit, CancellationToken cancel);

    /// <summary>The taxpayers with the most resident rows, to be activated at start.</summary>
    Task<IReadOnlyList<TaxpayerId>> LargestLedgers(int limit, CancellationToken cancel);

    /// <summary>Journal entries after a position, in order of position; an error when there are several lanes.</summary>
    Task<IReadOnlyList<JournalRecord>> ReadJournal(long after, int limit, CancellationToken cancel);

    /// <summary>
    /// Entries of a lane of the journal after a position, in order of position. One that follows an entry of its declaration in
    /// another lane names it: who reads the lanes side by side and wants a declaration's entries in order waits for it there.
    /// </summary>
    Task<IReadOnlyList<JournalRecord>> ReadJournal(int lane, long after, int limit, CancellationToken cancel) =>
        lane == 0 ? ReadJournal(after, limit, cancel) : throw new ArgumentOutOfRangeException(nameof(lane));

    /// <summary>The same entries by their hashes alone, for who reads all of a lane.</summary>
    async Task<IReadOnlyList<JournalHash>> ReadJournalHashes(int lane, long after, int limit, CancellationToken cancel) =>
        [.. (await ReadJournal(lane, after, limit, cancel)).Select(static record => new JournalHash(record.Position, record.Entry.Hash))];

    /// <summary>A declaration's journal entries from a sequence number on, in order.</summary>
    Task<IReadOnlyList<JournalRecord>> ReadJournal(DeclarationKey declaration, long from, int limit, CancellationToken cancel);

    /// <summary>Parked events of a key, oldest first; with no key, of every key.</summary>
    Task<IReadOnlyList<ParkedEvent>> ParkedEvents(string? home, int limit, CancellationToken cancel);

    /// <summary>The keys that something is parked under, after a key, in order of the key, each character by its code.</summary>
    /// <param name="after">The last key of the page before; empty: from the first.</param>
    /// <param name="limit">How many keys at most.</param>
    /// <param name="cancel">Gives up.</param>
    async Task<IReadOnlyList<ParkedKey>> ParkedKeys(string after, int limit, CancellationToken cancel) =>
    [
        .. (await ParkedEvents(null, int.MaxValue, cancel))
            .GroupBy(static parked => parked.Home, StringComparer.Ordinal)
            .Where(queue => string.CompareOrdinal(queue.Key, after) > 0)
            .OrderBy(static queue => queue.Key, StringComparer.Ordinal)
            .Take(limit)
            .Select(static queue => new ParkedKey(queue.Key, queue.LongCount(), queue.First().Why)),
    ];

    /// <summary>Appends dead letters, in a transaction of their own.</summary>
    Task AppendDeadLetters(IReadOnlyList<DeadLetter> letters, CancellationToken cancel);
}
