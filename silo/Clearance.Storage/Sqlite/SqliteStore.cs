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
public sealed class SqliteStore : IClearanceStore
{
    private readonly FolderLock folder;
    private readonly CommitWriter committer;
    private readonly Workers<CommitWriter> writer;
    private readonly Workers<SqliteReader> readers;
    private readonly WalKeeper wal;
    private volatile bool closed;

    private SqliteStore(FolderLock folder, SqliteStoreOptions options)
    {
        this.folder = folder;
        var session = SqliteSession.OpenWriter(options);
        try
        {
            (RegistrySecret, LeaseEpoch) = Opened(SqliteSchema.Prepare(session, folder.Holder));
            wal = new WalKeeper(SqliteSession.OpenCheckpointer(options), options.CheckpointMegabytes, session.PageBytes);
            committer = new CommitWriter(session, LeaseEpoch, wal, options.OnStep);
            var sessions = Enumerable.Range(0, Math.Max(1, options.Readers))
                .Select(_ => new SqliteReader(SqliteSession.OpenReader(options)))
                .ToArray();
            writer = new Workers<CommitWriter>("store writer", [committer]);
            readers = new Workers<SqliteReader>("store reader", sessions);
        }
        catch
        {
            wal?.Dispose();
            session.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> RegistrySecret { get; }

    /// <inheritdoc/>
    public long LeaseEpoch { get; }

    /// <inheritdoc/>
    public bool HoldsLease => !closed && !committer.Failed;

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
        writer.Run(it => it.Commit(units), cancel);

    /// <inheritdoc/>
    public Task AppendDeadLetters(IReadOnlyList<DeadLetter> letters, CancellationToken cancel) =>
        Commit([new CommitUnit { DeadLetters = letters }], cancel);

    /// <inheritdoc/>
    public Task<LedgerRecord?> LoadLedger(TaxpayerId taxpayer, CancellationToken cancel) =>
        readers.Run(it => it.LoadLedger(taxpayer), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LedgerRow>> LoadRows(
        TaxpayerId taxpayer, IReadOnlyList<LedgerRowKey> keys, CancellationToken cancel) =>
        readers.Run(it => it.LoadRows(taxpayer, keys), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<IdentityRecord?>> LoadIdentities(
        IReadOnlyList<DeclarationKey> keys, CancellationToken cancel) =>
        readers.Run(it => it.LoadIdentities(keys), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RegistryRecord?>> FindEvents(IReadOnlyList<Hash128> ids, CancellationToken cancel) =>
        readers.Run(it => it.FindEvents(ids), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<IntentRecord>> PendingIntents(long after, int limit, CancellationToken cancel) =>
        readers.Run(it => it.Pages.PendingIntents(after, limit), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TaxpayerId>> DueLedgers(
        DateOnly today, TaxpayerId? after, int limit, CancellationToken cancel) =>
        readers.Run(it => it.Pages.DueLedgers(today, after, limit, cancel), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TaxpayerId>> LargestLedgers(int limit, CancellationToken cancel) =>
        readers.Run(it => it.Pages.LargestLedgers(limit, cancel), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalRecord>> ReadJournal(long after, int limit, CancellationToken cancel) =>
        readers.Run(it => it.Pages.ReadJournal(after, limit), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalRecord>> ReadJournal(
        DeclarationKey declaration, long from, int limit, CancellationToken cancel) =>
        readers.Run(it => it.Pages.ReadJournal(declaration, from, limit), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ParkedEvent>> ParkedEvents(string? home, int limit, CancellationToken cancel) =>
        readers.Run(it => it.Pages.ParkedEvents(home, limit), cancel);

    /// <summary>Finishes what waits, closes the file and releases the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (closed)
        {
            return;
        }

        closed = true;
        await readers.DisposeAsync().ConfigureAwait(false);
        await writer.DisposeAsync().ConfigureAwait(false);
        folder.Dispose();
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
