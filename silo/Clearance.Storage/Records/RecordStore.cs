using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>A store whose every commit is the write of one record: see the decision on single records.</summary>
/// <remarks>One process at a time, which the lease says and the table enforces.</remarks>
public sealed class RecordStore : IClearanceStore, IPositionStore, IPublicationStore, IMoveStore
{
    private readonly RecordAccess _access;
    private readonly RecordCommitter _committer;
    private readonly MoveRecords _moves;
    private readonly IStoreLease _lease;
    private readonly byte[] _secret;
    private volatile bool _closed;

    private RecordStore(RecordAccess access, IStoreLease lease, byte[] secret, string place, RecordStoreOptions options)
    {
        _access = access;
        _lease = lease;
        _secret = secret;
        Place = place;
        _moves = new MoveRecords(access);
        _committer = new RecordCommitter(access, options, lease.Epoch);
    }

    /// <summary>Where it is, for people.</summary>
    public string Place { get; }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> RegistrySecret => _secret;

    /// <inheritdoc/>
    public long LeaseEpoch => _lease.Epoch;

    /// <inheritdoc/>
    public bool HoldsLease => !_closed && _lease.Holds;

    /// <inheritdoc/>
    public string? LostBecause => !_closed && _lease.IsLost ? $"another engine has taken the lease of {Place}" : null;

    /// <inheritdoc/>
    public long RegistryMark => _committer.Recent.Mark;

    /// <summary>Opens a store, and finishes what its last process left unfinished.</summary>
    /// <param name="table">Its records; the store's to close.</param>
    /// <param name="lease">Of this process, taken; the store's to give back.</param>
    /// <param name="secret">The secret of the registry's keyed hash.</param>
    /// <param name="place">Where it is, for people.</param>
    /// <param name="options">How it is used.</param>
    /// <param name="cancel">Stops the opening.</param>
    internal static async Task<RecordStore> Open(
        IRecordTable table, IStoreLease lease, byte[] secret, string place, RecordStoreOptions options, CancellationToken cancel)
    {
        var store = new RecordStore(new RecordAccess(table, options.AtOnce), lease, secret, place, options);
        try
        {
            await store._committer.State(cancel).ConfigureAwait(false);
            return store;
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CommitOutcome>> Commit(IReadOnlyList<CommitUnit> units, CancellationToken cancel)
    {
        Demand(cancel);
        return await _committer.Commit(units, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task AppendDeadLetters(IReadOnlyList<DeadLetter> letters, CancellationToken cancel) =>
        Commit([new CommitUnit { DeadLetters = letters }], cancel);

    /// <inheritdoc/>
    public async Task<bool> IsAt(TaxpayerId taxpayer, long version, CancellationToken cancel) =>
        (await Home(taxpayer, cancel).ConfigureAwait(false)).Ledger?.Version == version;

    /// <inheritdoc/>
    public async Task<LedgerRecord?> LoadLedger(TaxpayerId taxpayer, CancellationToken cancel)
    {
        var home = await Home(taxpayer, cancel).ConfigureAwait(false);
        return home.Ledger is { } ledger
            ? new LedgerRecord(taxpayer, ledger.Version, ledger.Head, [.. ledger.Rows.Values])
            : null;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LedgerRow>> LoadRows(
        TaxpayerId taxpayer, IReadOnlyList<LedgerRowKey> keys, CancellationToken cancel)
    {
        var home = await Home(taxpayer, cancel).ConfigureAwait(false);
        var rows = await Task.WhenAll(keys.Select(key => Row(taxpayer, home, key))).ConfigureAwait(false);
        return [.. rows.OfType<LedgerRow>()];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<IdentityRecord?>> LoadIdentities(IReadOnlyList<DeclarationKey> keys, CancellationToken cancel)
    {
        Demand(cancel);
        var stored = await _access.Read(keys.Select(RecordKeys.Of)).ConfigureAwait(false);
        return [.. stored.Select((it, i) => it is null ? null : EntryCodec.DecodeIdentity(keys[i], it.Body))];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RegistryRecord?>> FindEvents(IReadOnlyList<Hash128> ids, CancellationToken cancel)
    {
        Demand(cancel);
        var stored = await _access.Read(ids.Select(RecordKeys.Of)).ConfigureAwait(false);
        return [.. stored.Select((it, i) => it is null ? null : EntryCodec.DecodeEvent(ids[i], it.Body))];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<IntentRecord>> PendingIntents(long after, int limit, CancellationToken cancel) =>
        (await State(cancel).ConfigureAwait(false)).Intents.After(after, limit);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TaxpayerId>> DueLedgers(
        DateOnly today, TaxpayerId? after, int limit, CancellationToken cancel)
    {
        var state = await State(cancel).ConfigureAwait(false);
        var due = new List<TaxpayerId>();
        foreach (var (taxpayer, isKnown) in state.Directory.Due(today, after))
        {
            if (due.Count == limit)
            {
                break;
            }

            if (isKnown || await IsDue(state, taxpayer, today, cancel).ConfigureAwait(false))
            {
                due.Add(taxpayer);
            }
        }

        return due;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TaxpayerId>> LargestLedgers(int limit, CancellationToken cancel) =>
        (await State(cancel).ConfigureAwait(false)).Directory.Largest(limit);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JournalRecord>> ReadJournal(long after, int limit, CancellationToken cancel)
    {
        var state = await State(cancel).ConfigureAwait(false);
        var read = await state.Journal.Read(after, limit).ConfigureAwait(false);
        return [.. read.Select(static it => new JournalRecord(it.Position, EntryCodec.DecodeJournal(it.Entry)))];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JournalRecord>> ReadJournal(
        DeclarationKey declaration, long from, int limit, CancellationToken cancel)
    {
        var state = await State(cancel).ConfigureAwait(false);
        var chain = await state.Chain(declaration).ConfigureAwait(false);
        var positions = chain.Value.Positions
            .Where(place => place.Key >= from)
            .Select(static place => place.Value)
            .Take(limit)
            .ToList();
        var entries = await state.Journal.Read(positions).ConfigureAwait(false);
        return [.. entries.Select((entry, i) => new JournalRecord(positions[i], EntryCodec.DecodeJournal(entry)))];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ParkedEvent>> ParkedEvents(string? home, int limit, CancellationToken cancel) =>
        await (await State(cancel).ConfigureAwait(false)).Parked.Read(home, limit).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ParkedKey>> ParkedKeys(string after, int limit, CancellationToken cancel) =>
        await (await State(cancel).ConfigureAwait(false)).Parked.Keys(after, limit).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<InputPosition>> LoadPositions(CancellationToken cancel) =>
        (await State(cancel).ConfigureAwait(false)).Positions.Inputs;

    /// <inheritdoc/>
    public Task SavePositions(IReadOnlyList<InputPosition> positions, CancellationToken cancel) =>
        Commit([new CommitUnit { Positions = positions }], cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PublishedPosition>> LoadPublished(CancellationToken cancel) =>
        (await State(cancel).ConfigureAwait(false)).Positions.Published;

    /// <inheritdoc/>
    public Task SavePublished(IReadOnlyList<PublishedPosition> positions, CancellationToken cancel) =>
        Commit([new CommitUnit { Published = positions }], cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeadLetterRecord>> ReadDeadLetters(int lane, long after, int limit, CancellationToken cancel)
    {
        var state = await State(cancel).ConfigureAwait(false);
        var read = await state.Letters.Read(after, limit).ConfigureAwait(false);
        return [.. read.Select(static it => new DeadLetterRecord(it.Position, EntryCodec.DecodeLetter(it.Entry)))];
    }

    /// <inheritdoc/>
    public Task<bool> SaveMove(MoveRecord move, CancellationToken cancel)
    {
        Demand(cancel);
        return _moves.Save(move, cancel);
    }

    /// <inheritdoc/>
    public Task<MoveRecord?> LoadMove(TaxpayerId taxpayer, string id, CancellationToken cancel)
    {
        Demand(cancel);
        return _moves.Load(taxpayer, id);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<MoveRecord>> LoadMoves(TaxpayerId taxpayer, int limit, CancellationToken cancel)
    {
        Demand(cancel);
        return _moves.Load(taxpayer, limit);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<MoveRecord>> UnfinishedMoves(int limit, CancellationToken cancel)
    {
        Demand(cancel);
        return _moves.Unfinished(limit);
    }

    /// <summary>Finishes the group under way, gives the lease back and closes the table.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        await _committer.Close().ConfigureAwait(false);
        await _lease.DisposeAsync().ConfigureAwait(false);
        await _access.DisposeAsync().ConfigureAwait(false);
        _committer.Dispose();
        _moves.Dispose();
    }

    private void Demand(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (_closed)
        {
            throw new StoreUnavailableException($"The store of {Place} is closed.");
        }
    }

    private Task<RecordState> State(CancellationToken cancel)
    {
        Demand(cancel);
        return _committer.State(cancel);
    }

    private async Task<HomeRecord> Home(TaxpayerId taxpayer, CancellationToken cancel)
    {
        var state = await State(cancel).ConfigureAwait(false);
        return (await state.Home(RecordKeys.Of(taxpayer)).ConfigureAwait(false)).Value;
    }

    /// <summary>A row in its ledger's record, or of those its last commit moved out, or in a record of its own.</summary>
    private async Task<LedgerRow?> Row(TaxpayerId taxpayer, HomeRecord home, LedgerRowKey key)
    {
        if (home.Ledger is not { } ledger)
        {
            return null;
        }

        if (ledger.Rows.TryGetValue(key, out var row))
        {
            return row;
        }

        var name = RecordKeys.Of(taxpayer, key);
        var body = home.Put(name) ?? (await _access.Read(name).ConfigureAwait(false))?.Body;
        return body is null ? null : EntryCodec.DecodeRow(key, body);
    }

    private async Task<bool> IsDue(RecordState state, TaxpayerId taxpayer, DateOnly today, CancellationToken cancel)
    {
        var ledger = (await Home(taxpayer, cancel).ConfigureAwait(false)).Ledger;
        state.Directory.Learn(taxpayer, ledger);
        return ledger is not null && ledger.Due <= today.DayNumber;
    }
}
