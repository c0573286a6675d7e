using Clearance.Domain;
using Clearance.Entities;
using Microsoft.Data.Sqlite;

namespace Clearance.Storage;

/// <summary>The store in one SQLite file, for one engine.</summary>
/// <remarks>
/// One thread writes and a few read, each on its own connection: in write-ahead mode neither waits for the other, and a
/// reader sees whole commits only. The folder's lock is held as long as the store is open; a killed engine's is free at
/// once.
/// </remarks>
public sealed class SqliteStore : IClearanceStore, ILedgerScan, IMoveStore, IPositionStore, IPublicationStore
{
    /// <summary>Too little: with less the log may still take a commit where it was written before, and the next one not.</summary>
    private const long RoomBytesMin = 16 * 1024 * 1024;

    private readonly string _directory;
    private readonly DriveInfo _disk;
    private readonly FolderLock _folder;
    private readonly CommitWriter _committer;
    private readonly Workers<CommitWriter> _writer;
    private readonly Workers<SqliteReader> _readers;
    private readonly WalKeeper _wal;
    private readonly RegistryTail _registry;
    private volatile bool _closed;

    private SqliteStore(FolderLock folder, SqliteStoreOptions options)
    {
        _folder = folder;
        _directory = options.Directory;
        _disk = new DriveInfo(Path.GetFullPath(options.Directory));
        var tails = new Tails();
        _registry = tails.Registry;
        var session = SqliteSession.OpenWriter(options);
        try
        {
            (RegistrySecret, LeaseEpoch) = Opened(SqliteSchema.Prepare(session, folder.Holder));
            _wal = new WalKeeper(SqliteSession.OpenCheckpointer(options), options.CheckpointMegabytes, session.PageBytes);
            _committer = new CommitWriter(session, LeaseEpoch, _wal, tails, options);
            var sessions = Enumerable.Range(0, Math.Max(1, options.Readers))
                .Select(_ => new SqliteReader(SqliteSession.OpenReader(options), tails))
                .ToArray();
            _writer = new Workers<CommitWriter>("store writer", [_committer]);
            _readers = new Workers<SqliteReader>("store reader", sessions);
        }
        catch
        {
            _wal?.Dispose();
            session.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> RegistrySecret { get; }

    /// <inheritdoc/>
    public long LeaseEpoch { get; }

    /// <inheritdoc/>
    public long RegistryMark => _registry.Mark;

    /// <inheritdoc/>
    public bool HoldsLease => !_closed && _committer.FailedBecause is null;

    /// <inheritdoc/>
    public string? LostBecause => _closed ? null : _committer.FailedBecause;

    /// <summary>Opens the store of a data folder, making it when it is not there.</summary>
    /// <exception cref="StoreInUseException">Another engine has the folder open.</exception>
    /// <exception cref="StoreFormatException">The store is newer than this engine, or not one of ours.</exception>
    /// <exception cref="StoreUnavailableException">SQLite refused to open it.</exception>
    public static Task<SqliteStore> OpenAsync(SqliteStoreOptions options, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Task.Run(() => Open(options), cancel);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<CommitOutcome>> Commit(IReadOnlyList<CommitUnit> units, CancellationToken cancel) =>
        _writer.Run(it => it.Commit(units), cancel);

    /// <inheritdoc/>
    public Task Probe(CancellationToken cancel) => _disk.AvailableFreeSpace is < RoomBytesMin and var room
        ? throw new StoreUnavailableException($"the disk of '{_disk.Name}' is full: {room} bytes are left")
        : Commit([new CommitUnit()], cancel);

    /// <inheritdoc/>
    public Task<StoreSize?> Size(CancellationToken cancel) => Task.FromResult<StoreSize?>(new StoreSize(
        new DirectoryInfo(_directory).EnumerateFiles("*", SearchOption.TopDirectoryOnly).Sum(static file => file.Length),
        _disk.AvailableFreeSpace,
        _disk.TotalSize));

    /// <inheritdoc/>
    public Task AppendDeadLetters(IReadOnlyList<DeadLetter> letters, CancellationToken cancel) =>
        Commit([new CommitUnit { DeadLetters = letters }], cancel);

    /// <inheritdoc/>
    public Task<LedgerRecord?> LoadLedger(TaxpayerId taxpayer, CancellationToken cancel) =>
        _readers.Run(it => it.LoadLedger(taxpayer), cancel);

    /// <inheritdoc/>
    public Task<bool> IsAt(TaxpayerId taxpayer, long version, CancellationToken cancel) =>
        _readers.Run(it => it.IsAt(taxpayer, version), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LedgerRow>> LoadRows(
        TaxpayerId taxpayer, IReadOnlyList<LedgerRowKey> keys, CancellationToken cancel) =>
        _readers.Run(it => it.LoadRows(taxpayer, keys), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LedgerRow>> ReadRows(TaxpayerId taxpayer, LedgerRowKind kind, CancellationToken cancel) =>
        _readers.Run(it => it.Scan.ReadRows(taxpayer, kind), cancel);

    /// <inheritdoc/>
    public Task<TaxpayerId?> VisitRows(
        LedgerRowKind kind,
        string prefix,
        TaxpayerId? after,
        int ledgersMax,
        Action<TaxpayerId, LedgerRow> see,
        CancellationToken cancel) =>
        _readers.Run(it => it.Scan.VisitRows(kind, prefix, after, ledgersMax, see, cancel), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TaxpayerId>> Ledgers(TaxpayerId? after, int limit, CancellationToken cancel) =>
        _readers.Run(it => it.Scan.Ledgers(after, limit), cancel);

    /// <inheritdoc/>
    public Task<LedgerRecord?> ReadLedger(TaxpayerId taxpayer, CancellationToken cancel) =>
        _readers.Run(it => it.Scan.ReadLedger(taxpayer), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<IdentityRecord?>> LoadIdentities(
        IReadOnlyList<DeclarationKey> keys, CancellationToken cancel) =>
        _readers.Run(it => it.LoadIdentities(keys), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RegistryRecord?>> FindEvents(IReadOnlyList<Hash128> ids, CancellationToken cancel) =>
        _readers.Run(it => it.Registry.FindEvents(ids), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<IntentRecord>> PendingIntents(long after, int limit, CancellationToken cancel) =>
        _readers.Run(it => it.Pages.PendingIntents(after, limit), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TaxpayerId>> DueLedgers(
        DateOnly today, TaxpayerId? after, int limit, CancellationToken cancel) =>
        _readers.Run(it => it.Pages.DueLedgers(today, after, limit, cancel), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TaxpayerId>> LargestLedgers(int limit, CancellationToken cancel) =>
        _readers.Run(it => it.Pages.LargestLedgers(limit, cancel), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalRecord>> ReadJournal(long after, int limit, CancellationToken cancel) =>
        _readers.Run(it => it.Journal.Read(after, limit), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalHash>> ReadJournalHashes(int lane, long after, int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(lane, 0);
        return _readers.Run(it => it.Journal.ReadHashes(after, limit), cancel);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalRecord>> ReadJournal(
        DeclarationKey declaration, long from, int limit, CancellationToken cancel) =>
        _readers.Run(it => it.Journal.Read(declaration, from, limit), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ParkedEvent>> ParkedEvents(string? home, int limit, CancellationToken cancel) =>
        _readers.Run(it => it.Pages.ParkedEvents(home, limit), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ParkedKey>> ParkedKeys(string after, int limit, CancellationToken cancel) =>
        _readers.Run(it => it.Pages.ParkedKeys(after, limit), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<InputPosition>> LoadPositions(CancellationToken cancel) =>
        _readers.Run(it => it.Pages.Positions(), cancel);

    /// <inheritdoc/>
    public Task SavePositions(IReadOnlyList<InputPosition> positions, CancellationToken cancel) =>
        Commit([new CommitUnit { Positions = positions }], cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<PublishedPosition>> LoadPublished(CancellationToken cancel) =>
        _readers.Run(it => it.Pages.Published(), cancel);

    /// <inheritdoc/>
    public Task SavePublished(IReadOnlyList<PublishedPosition> positions, CancellationToken cancel) =>
        Commit([new CommitUnit { Published = positions }], cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeadLetterRecord>> ReadDeadLetters(int lane, long after, int limit, CancellationToken cancel) =>
        _readers.Run(it => it.Pages.DeadLetters(after, limit), cancel);

    /// <inheritdoc/>
    public Task<bool> SaveMove(MoveRecord move, CancellationToken cancel) => _writer.Run(it => it.Save(move), cancel);

    /// <inheritdoc/>
    public Task<MoveRecord?> LoadMove(TaxpayerId taxpayer, string id, CancellationToken cancel) =>
        _readers.Run(it => it.Moves.Load(taxpayer, id), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<MoveRecord>> LoadMoves(TaxpayerId taxpayer, int limit, CancellationToken cancel) =>
        _readers.Run(it => it.Moves.Load(taxpayer, limit), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<MoveRecord>> UnfinishedMoves(int limit, CancellationToken cancel) =>
        _readers.Run(it => it.Moves.Unfinished(limit), cancel);

    /// <summary>Finishes what waits, closes the file and releases the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        await _readers.DisposeAsync().ConfigureAwait(false);
        await _writer.DisposeAsync().ConfigureAwait(false);
        _folder.Dispose();
    }

    private static SqliteStore Open(SqliteStoreOptions options)
    {
        Directory.CreateDirectory(options.Directory);
        var folder = FolderLock.Take(options.Directory, options.Clock);
        try
        {
            return new SqliteStore(folder, options);
        }
        catch (SqliteException refused)
        {
            folder.Dispose();
            throw new StoreUnavailableException(
                $"SQLite cannot open the store in '{options.Directory}': {refused.Message}", refused);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private static (ReadOnlyMemory<byte> Secret, long Epoch) Opened((byte[] Secret, long Epoch) opened) => opened;
}
