using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Testing.Stores;

/// <summary>
/// The store's contract, plainly: one immutable state, replaced by a commit. It judges the real stores and carries the
/// entities' tests.
/// </summary>
/// <remarks>
/// A commit is visible exactly when the reference to the new state is written, and a load reads that reference once, so
/// no reader sees half of anything. What is "on disk" is that state: <see cref="Reopen"/> is a crash and a start.
/// </remarks>
public sealed class InMemoryStore : IClearanceStore, ILedgerScan, IMoveStore, IPositionStore, IPublicationStore
{
    private readonly Disk _disk;
    private int _identitiesAsked;

    /// <summary>An empty store.</summary>
    public InMemoryStore()
        : this(new Disk())
    {
    }

    private InMemoryStore(Disk disk)
    {
        _disk = disk;
        LeaseEpoch = Interlocked.Increment(ref disk.Epoch);
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> RegistrySecret => _disk.Secret;

    /// <inheritdoc/>
    public long LeaseEpoch { get; }

    /// <inheritdoc/>
    public bool HoldsLease => !LeaseLost && LeaseEpoch == Volatile.Read(ref _disk.Epoch);

    /// <summary>Set to take the lease away.</summary>
    public bool LeaseLost { get; set; }

    /// <summary>Runs before a commit touches anything: throw (nothing is committed) or delay.</summary>
    public Func<IReadOnlyList<CommitUnit>, Task>? BeforeCommit { get; set; }

    /// <summary>Runs after a commit is durable and before its caller hears of it: throw (outcome unknown) or delay.</summary>
    public Func<IReadOnlyList<CommitUnit>, Task>? AfterCommit { get; set; }

    /// <summary>Runs before every read: throw or delay.</summary>
    public Func<Task>? BeforeRead { get; set; }

    /// <summary>How many commits became durable.</summary>
    public long Commits => Interlocked.Read(ref _disk.Commits);

    /// <summary>Every dead letter, oldest first.</summary>
    public IReadOnlyList<DeadLetter> DeadLetters => _disk.State.DeadLetters;

    /// <summary>The same data under a new process: this store has lost its lease, the new one has a greater epoch.</summary>
    public InMemoryStore Reopen() => new(_disk);

    /// <summary>How many identities were asked for.</summary>
    public int IdentitiesAsked => Volatile.Read(ref _identitiesAsked);

    /// <summary>Throws once, before the next commit: nothing is committed.</summary>
    public void FailNextCommit() => BeforeCommit = _ =>
    {
        BeforeCommit = null;
        throw new StoreUnavailableException("A test made this commit fail before it began.");
    };

    /// <summary>Throws once, after the next commit: it is durable and its caller does not know.</summary>
    public void LoseNextOutcome() => AfterCommit = _ =>
    {
        AfterCommit = null;
        throw new CommitOutcomeUnknownException("A test lost the outcome of this commit.");
    };

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CommitOutcome>> Commit(IReadOnlyList<CommitUnit> units, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (BeforeCommit is { } before)
        {
            await before(units);
        }

        var outcomes = new CommitOutcome[units.Count];
        lock (_disk)
        {
            RequireLease();
            var state = _disk.State;
            for (var i = 0; i < units.Count; i++)
            {
                var next = state.Apply(units[i], LeaseEpoch);
                outcomes[i] = next is null ? CommitOutcome.Conflict : CommitOutcome.Committed;
                state = next ?? state;
            }

            _disk.State = state;
            _disk.Commits++;
        }

        if (AfterCommit is { } after)
        {
            await after(units);
        }

        return outcomes;
    }

    /// <inheritdoc/>
    public async Task AppendDeadLetters(IReadOnlyList<DeadLetter> letters, CancellationToken cancel) =>
        // Copied, as a disk does: the sender's bytes are in memory that is used again.
        await Commit([new CommitUnit { DeadLetters = [.. letters.Select(static it => it with { Raw = it.Raw.ToArray() })] }], cancel);

    /// <inheritdoc/>
    public Task<LedgerRecord?> LoadLedger(TaxpayerId taxpayer, CancellationToken cancel) =>
        Read(state => state.LoadLedger(taxpayer), cancel);

    /// <inheritdoc/>
    public Task<bool> IsAt(TaxpayerId taxpayer, long version, CancellationToken cancel) =>
        Read(state => state.LoadLedger(taxpayer)?.Version == version, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LedgerRow>> LoadRows(
        TaxpayerId taxpayer, IReadOnlyList<LedgerRowKey> keys, CancellationToken cancel) =>
        Read(state => state.LoadRows(taxpayer, keys), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LedgerRow>> ReadRows(TaxpayerId taxpayer, LedgerRowKind kind, CancellationToken cancel) =>
        Read(state => state.ReadRows(taxpayer, kind), cancel);

    /// <inheritdoc/>
    public Task<TaxpayerId?> VisitRows(
        LedgerRowKind kind,
        string prefix,
        TaxpayerId? after,
        int ledgersMax,
        Action<TaxpayerId, LedgerRow> see,
        CancellationToken cancel) =>
        Read(state => state.VisitRows(kind, prefix, after, ledgersMax, see), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TaxpayerId>> Ledgers(TaxpayerId? after, int limit, CancellationToken cancel) =>
        Read(state => state.LedgersAfter(after, limit), cancel);

    /// <inheritdoc/>
    public Task<LedgerRecord?> ReadLedger(TaxpayerId taxpayer, CancellationToken cancel) =>
        Read(state => state.ReadLedger(taxpayer), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<IdentityRecord?>> LoadIdentities(
        IReadOnlyList<DeclarationKey> keys, CancellationToken cancel)
    {
        Interlocked.Add(ref _identitiesAsked, keys.Count);
        return Read(state => state.LoadIdentities(keys), cancel);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RegistryRecord?>> FindEvents(IReadOnlyList<Hash128> ids, CancellationToken cancel) =>
        Read(state => state.FindEvents(ids), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<IntentRecord>> PendingIntents(long after, int limit, CancellationToken cancel) =>
        Read(state => state.PendingIntents(after, limit), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TaxpayerId>> DueLedgers(
        DateOnly today, TaxpayerId? after, int limit, CancellationToken cancel) =>
        Read(state => state.DueLedgers(today, after, limit), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TaxpayerId>> LargestLedgers(int limit, CancellationToken cancel) =>
        Read(state => state.LargestLedgers(limit), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalRecord>> ReadJournal(long after, int limit, CancellationToken cancel) =>
        Read(state => state.ReadJournal(after, limit), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalRecord>> ReadJournal(
        DeclarationKey declaration, long from, int limit, CancellationToken cancel) =>
        Read(state => state.ReadJournal(declaration, from, limit), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ParkedEvent>> ParkedEvents(string? home, int limit, CancellationToken cancel) =>
        Read(state => state.ParkedEvents(home, limit), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<InputPosition>> LoadPositions(CancellationToken cancel) =>
        Read(static state => state.LoadPositions(), cancel);

    /// <inheritdoc/>
    public async Task SavePositions(IReadOnlyList<InputPosition> positions, CancellationToken cancel) =>
        await Commit([new CommitUnit { Positions = positions }], cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<PublishedPosition>> LoadPublished(CancellationToken cancel) =>
        Read(static state => state.LoadPublished(), cancel);

    /// <inheritdoc/>
    public async Task SavePublished(IReadOnlyList<PublishedPosition> positions, CancellationToken cancel) =>
        await Commit([new CommitUnit { Published = positions }], cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeadLetterRecord>> ReadDeadLetters(int lane, long after, int limit, CancellationToken cancel) =>
        Read(state => state.ReadDeadLetters(after, limit), cancel);

    /// <inheritdoc/>
    public Task<bool> SaveMove(MoveRecord move, CancellationToken cancel)
    {
        lock (_disk.Moves)
        {
            var at = _disk.Moves.FindIndex(it => it.Taxpayer == move.Taxpayer && it.Id == move.Id);
            var isNext = (at < 0 ? 0 : _disk.Moves[at].Version) == move.Version - 1;
            if (isNext && at < 0)
            {
                _disk.Moves.Add(move);
            }
            else if (isNext)
            {
                _disk.Moves[at] = move;
            }

            return Task.FromResult(isNext);
        }
    }

    /// <inheritdoc/>
    public Task<MoveRecord?> LoadMove(TaxpayerId taxpayer, string id, CancellationToken cancel) =>
        Task.FromResult(Moves(it => it.Taxpayer == taxpayer && it.Id == id).FirstOrDefault());

    /// <inheritdoc/>
    public Task<IReadOnlyList<MoveRecord>> LoadMoves(TaxpayerId taxpayer, int limit, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<MoveRecord>>([.. Moves(it => it.Taxpayer == taxpayer).AsEnumerable().Reverse().Take(limit)]);

    /// <inheritdoc/>
    public Task<IReadOnlyList<MoveRecord>> UnfinishedMoves(int limit, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<MoveRecord>>([.. Moves(static it => it.IsUnfinished).Take(limit)]);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<T> Read<T>(Func<InMemoryState, T> read, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (BeforeRead is { } before)
        {
            await before();
        }

        return read(_disk.State);
    }

    private List<MoveRecord> Moves(Predicate<MoveRecord> which)
    {
        lock (_disk.Moves)
        {
            return _disk.Moves.FindAll(which);
        }
    }

    private void RequireLease()
    {
        if (!HoldsLease)
        {
            throw new StoreUnavailableException("The lease on the store is lost: nothing was committed.");
        }
    }

    /// <summary>What outlives a process.</summary>
    private sealed class Disk
    {
        /// <summary>The epoch of the latest process.</summary>
        public long Epoch;

        /// <summary>How many commits became durable.</summary>
        public long Commits;

        /// <summary>Proposed moves, in order.</summary>
        public readonly List<MoveRecord> Moves = [];

        private volatile InMemoryState _state = new();

        /// <summary>Everything stored.</summary>
        public InMemoryState State
        {
            get => _state;
            set => _state = value;
        }

        /// <summary>The same in every test, so that hashes are too.</summary>
        public byte[] Secret { get; } = [.. Enumerable.Range(1, 32).Select(static i => (byte)i)];
    }
}
