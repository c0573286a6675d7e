using Clearance.Domain;
using Clearance.Entities;
using Npgsql;

namespace Clearance.Storage;

/// <summary>The store in a PostgreSQL database, for one engine.</summary>
/// <remarks>
/// A connection for each lane writes and a few read. The tables are made by <see cref="PostgresMigrations"/>, by another role; the lease
/// is a third connection. A server that comes back is used again, without a restart of the engine.
/// </remarks>
public sealed class PostgresStore : IClearanceStore, IPositionStore, IPublicationStore
{
    private readonly NpgsqlDataSource _pool;
    private readonly PostgresLease _lease;
    private readonly PostgresCommitter _committer;
    private readonly PostgresReader _reader;
    private readonly PostgresPages _pages;
    private readonly PostgresQueries _queries;
    private volatile bool _closed;

    private PostgresStore(NpgsqlDataSource pool, PostgresLease lease, byte[] secret, int journalLanes, PostgresStoreOptions options)
    {
        JournalLanes = Math.Max(options.Lanes, journalLanes);
        Lanes = options.Lanes;
        _pool = pool;
        _lease = lease;
        RegistrySecret = secret;
        Place = PostgresSessions.Place(options.ConnectionString);
        _committer = new PostgresCommitter(pool, options, lease.Epoch);
        _queries = new PostgresQueries(pool);
        _reader = new PostgresReader(_queries);
        _pages = new PostgresPages(_queries);
    }

    /// <summary>Which database it is, for people.</summary>
    public string Place { get; }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> RegistrySecret { get; }

    /// <inheritdoc/>
    public int Lanes { get; }

    /// <inheritdoc/>
    public int JournalLanes { get; }

    /// <inheritdoc/>
    public int DeadLetterLanes => PostgresLane.Max;

    /// <inheritdoc/>
    public long LeaseEpoch => _lease.Epoch;

    /// <inheritdoc/>
    public bool HoldsLease => !_closed && !_committer.Fenced && _lease.Holds;

    /// <inheritdoc/>
    public string? LostBecause =>
        !_closed && (_committer.Fenced || _lease.IsLost) ? $"another engine has taken the lease of PostgreSQL {Place}" : null;

    /// <summary>Opens the store of a database whose tables are made.</summary>
    /// <exception cref="StoreInUseException">Another engine has it open.</exception>
    /// <exception cref="StoreFormatException">Its tables are not those of this engine.</exception>
    /// <exception cref="StoreUnavailableException">The server cannot be reached, or refused.</exception>
    public static Task<PostgresStore> OpenAsync(PostgresStoreOptions options, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Lanes, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Lanes, PostgresLane.Max, nameof(options));
        return PostgresSessions.Run(() => Open(options, cancel));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<CommitOutcome>> Commit(IReadOnlyList<CommitUnit> units, CancellationToken cancel) =>
        _committer.Commit(units, cancel);

    /// <inheritdoc/>
    public Task AppendDeadLetters(IReadOnlyList<DeadLetter> letters, CancellationToken cancel) =>
        Commit([new CommitUnit { DeadLetters = letters }], cancel);

    /// <inheritdoc/>
    public Task<LedgerRecord?> LoadLedger(TaxpayerId taxpayer, CancellationToken cancel) =>
        _reader.LoadLedger(taxpayer, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LedgerRow>> LoadRows(
        TaxpayerId taxpayer, IReadOnlyList<LedgerRowKey> keys, CancellationToken cancel) =>
        _reader.LoadRows(taxpayer, keys, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<IdentityRecord?>> LoadIdentities(
        IReadOnlyList<DeclarationKey> keys, CancellationToken cancel) =>
        _reader.LoadIdentities(keys, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RegistryRecord?>> FindEvents(IReadOnlyList<Hash128> ids, CancellationToken cancel) =>
        _reader.FindEvents(ids, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<IntentRecord>> PendingIntents(long after, int limit, CancellationToken cancel) =>
        _pages.PendingIntents(after, limit, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TaxpayerId>> DueLedgers(
        DateOnly today, TaxpayerId? after, int limit, CancellationToken cancel) =>
        _pages.DueLedgers(today, after, limit, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TaxpayerId>> LargestLedgers(int limit, CancellationToken cancel) =>
        _pages.LargestLedgers(limit, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalRecord>> ReadJournal(long after, int limit, CancellationToken cancel) => JournalLanes == 1
        ? _pages.ReadJournal(0, after, limit, cancel)
        : throw new InvalidOperationException($"The journal has {JournalLanes} lanes: who reads the first only would miss the others.");

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalRecord>> ReadJournal(int lane, long after, int limit, CancellationToken cancel) =>
        _pages.ReadJournal(lane, after, limit, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalRecord>> ReadJournal(
        DeclarationKey declaration, long from, int limit, CancellationToken cancel) =>
        _pages.ReadJournal(declaration, from, limit, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ParkedEvent>> ParkedEvents(string? home, int limit, CancellationToken cancel) =>
        _pages.ParkedEvents(home, limit, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<InputPosition>> LoadPositions(CancellationToken cancel) =>
        PositionRows.ReadInputs(_queries, cancel);

    /// <inheritdoc/>
    public Task SavePositions(IReadOnlyList<InputPosition> positions, CancellationToken cancel) =>
        Commit([new CommitUnit { Positions = positions }], cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<PublishedPosition>> LoadPublished(CancellationToken cancel) =>
        PositionRows.ReadPublished(_queries, cancel);

    /// <inheritdoc/>
    public Task SavePublished(IReadOnlyList<PublishedPosition> positions, CancellationToken cancel) =>
        Commit([new CommitUnit { Published = positions }], cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeadLetterRecord>> ReadDeadLetters(int lane, long after, int limit, CancellationToken cancel) =>
        PositionRows.ReadDeadLetters(_queries, lane, after, limit, cancel);

    /// <summary>Finishes the group in flight, gives the lease back and closes every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        await _committer.DisposeAsync().ConfigureAwait(false);
        await _lease.DisposeAsync().ConfigureAwait(false);
        await _pool.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<PostgresStore> Open(PostgresStoreOptions options, CancellationToken cancel)
    {
        var pool = PostgresSessions.Pool(options);
        PostgresLease? lease = null;
        try
        {
            await using var connection = await pool.OpenConnectionAsync(cancel).ConfigureAwait(false);
            await PostgresMigrations.Check(connection, cancel).ConfigureAwait(false);
            lease = await PostgresLease.Take(options, cancel).ConfigureAwait(false);
            var secret = await ReadSecret(connection, cancel).ConfigureAwait(false);
            var journalLanes = await ReadJournalLanes(connection, cancel).ConfigureAwait(false);
            return new PostgresStore(pool, lease, secret, journalLanes, options);
        }
        catch
        {
            if (lease is not null)
            {
                await lease.DisposeAsync().ConfigureAwait(false);
            }

            await pool.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<int> ReadJournalLanes(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var query = new NpgsqlCommand("SELECT max(lane) FROM lane WHERE last_journal > 0", connection);
        return await query.ExecuteScalarAsync(cancel).ConfigureAwait(false) is short last ? last + 1 : 1;
    }

    private static async Task<byte[]> ReadSecret(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var query = new NpgsqlCommand("SELECT value FROM meta WHERE name = 'registry_secret'", connection);
        return await query.ExecuteScalarAsync(cancel).ConfigureAwait(false) is byte[] { Length: 32 } secret
            ? secret
            : throw new StoreFormatException(
                $"The database '{connection.Database}' has no registry secret of 32 bytes: without it no known id is recognised.");
    }
}
