using Clearance.Domain;
using Clearance.Entities;
using Npgsql;

namespace Clearance.Storage;

/// <summary>The store in a PostgreSQL database.</summary>
/// <remarks>
/// A connection for each lane writes and a few read. The tables are made by <see cref="PostgresMigrations"/>, by another role; the lease
/// is a third connection. A server that comes back is used again, without a restart of the engine.
/// </remarks>
public abstract class PostgresStore : IClearanceStore, ILedgerScan, IMoveStore, IPositionStore, IPublicationStore
{
    private readonly NpgsqlDataSource _pool;
    private readonly PostgresReader _reader;
    private readonly PostgresScan _scan;
    private readonly PostgresQueries _queries;
    private readonly MoveRows _moves;
    private volatile bool _closed;

    private protected PostgresStore(NpgsqlDataSource pool, byte[] secret, PostgresStoreOptions options)
    {
        Lanes = options.Lanes;
        _pool = pool;
        RegistrySecret = secret;
        Place = PostgresSessions.Place(options.ConnectionString);
        _queries = new PostgresQueries(pool);
        _reader = new PostgresReader(_queries);
        _moves = new MoveRows(_queries);
        _scan = new PostgresScan(_queries);
        Pages = new PostgresPages(_queries);
    }

    /// <summary>Which database it is, for people.</summary>
    public string Place { get; }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> RegistrySecret { get; }

    /// <inheritdoc/>
    public int Lanes { get; }

    /// <inheritdoc/>
    public abstract int JournalLanes { get; }

    /// <inheritdoc/>
    public int DeadLetterLanes => PostgresLane.Max;

    /// <inheritdoc/>
    public abstract long LeaseEpoch { get; }

    /// <inheritdoc/>
    public abstract bool HoldsLease { get; }

    private protected bool IsClosed => _closed;

    private protected abstract PostgresCommitter Committer { get; }

    private protected virtual long? Claim => null;

    private protected PostgresPages Pages { get; }

    /// <inheritdoc/>
    public abstract string? LostBecause { get; }

    /// <summary>Opens the store of a database whose tables are made.</summary>
    /// <exception cref="StoreInUseException">Another engine has it open, and not both are of a cluster.</exception>
    /// <exception cref="StoreFormatException">Its tables are not those of this engine.</exception>
    /// <exception cref="StoreUnavailableException">The server cannot be reached, or refused.</exception>
    public static Task<PostgresStore> OpenAsync(PostgresStoreOptions options, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Lanes, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Lanes, PostgresLane.MaxOfOne, nameof(options));
        return PostgresSessions.Run(() => Open(options, cancel));
    }

    /// <summary>How Orleans reaches the table of silos in the store's database: its statements name tables without a schema.</summary>
    /// <exception cref="StoreFormatException">The connection string is not one.</exception>
    public static string ConnectionOfSilos(string connectionString)
    {
        var settings = PostgresSessions.Parse(connectionString);
        settings.SearchPath = PostgresSessions.Schema;
        settings.Timezone = "UTC";
        settings.Enlist = false;
        settings.MaxPoolSize = 4;
        return settings.ConnectionString;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<CommitOutcome>> Commit(IReadOnlyList<CommitUnit> units, CancellationToken cancel) =>
        Committer.Commit(units, cancel);

    /// <inheritdoc/>
    public async Task Probe(CancellationToken cancel)
    {
        if (Committer.FoundNoRoom)
        {
            await PostgresSessions.Run(() => PostgresRoom.Prove(_pool, cancel)).ConfigureAwait(false);
            Committer.FoundNoRoom = false;
        }

        await Commit([new CommitUnit()], cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<StoreSize?> Size(CancellationToken cancel) =>
        (await _queries.All("SELECT pg_database_size(current_database())", static row => row.GetInt64(0), cancel).ConfigureAwait(false)) is [var bytes]
            ? new StoreSize(bytes) : null;

    /// <inheritdoc/>
    public Task AppendDeadLetters(IReadOnlyList<DeadLetter> letters, CancellationToken cancel) =>
        Commit([new CommitUnit { DeadLetters = letters }], cancel);

    /// <inheritdoc/>
    public virtual Task<LedgerRecord?> LoadLedger(TaxpayerId taxpayer, CancellationToken cancel) => _reader.LoadLedger(taxpayer, cancel);

    /// <inheritdoc/>
    public Task<bool> IsAt(TaxpayerId taxpayer, long version, CancellationToken cancel) => _reader.IsAt(taxpayer, version, Claim, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LedgerRow>> LoadRows(
        TaxpayerId taxpayer, IReadOnlyList<LedgerRowKey> keys, CancellationToken cancel) =>
        _reader.LoadRows(taxpayer, keys, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LedgerRow>> ReadRows(TaxpayerId taxpayer, LedgerRowKind kind, CancellationToken cancel) => _scan.ReadRows(taxpayer, kind, cancel);

    /// <inheritdoc/>
    public Task<TaxpayerId?> VisitRows(
        LedgerRowKind kind,
        string prefix,
        TaxpayerId? after,
        int ledgersMax,
        Action<TaxpayerId, LedgerRow> see,
        CancellationToken cancel) =>
        _scan.VisitRows(kind, prefix, after, ledgersMax, see, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TaxpayerId>> Ledgers(TaxpayerId? after, int limit, CancellationToken cancel) => _scan.Ledgers(after, limit, cancel);

    /// <inheritdoc/>
    public Task<LedgerRecord?> ReadLedger(TaxpayerId taxpayer, CancellationToken cancel) => _scan.ReadLedger(taxpayer, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<IdentityRecord?>> LoadIdentities(
        IReadOnlyList<DeclarationKey> keys, CancellationToken cancel) =>
        _reader.LoadIdentities(keys, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RegistryRecord?>> FindEvents(IReadOnlyList<Hash128> ids, CancellationToken cancel) =>
        _reader.FindEvents(ids, cancel);

    /// <inheritdoc/>
    public virtual Task<IReadOnlyList<IntentRecord>> PendingIntents(long after, int limit, CancellationToken cancel) =>
        Pages.PendingIntents(after, limit, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TaxpayerId>> DueLedgers(
        DateOnly today, TaxpayerId? after, int limit, CancellationToken cancel) =>
        Pages.DueLedgers(today, after, limit, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TaxpayerId>> LargestLedgers(int limit, CancellationToken cancel) => Pages.LargestLedgers(limit, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalRecord>> ReadJournal(long after, int limit, CancellationToken cancel) => JournalLanes == 1
        ? Pages.ReadJournal(0, after, limit, cancel)
        : throw new InvalidOperationException($"The journal has {JournalLanes} lanes: who reads the first only would miss the others.");

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalRecord>> ReadJournal(int lane, long after, int limit, CancellationToken cancel) =>
        Pages.ReadJournal(lane, after, limit, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalHash>> ReadJournalHashes(int lane, long after, int limit, CancellationToken cancel) =>
        Pages.ReadJournalHashes(lane, after, limit, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalRecord>> ReadJournal(
        DeclarationKey declaration, long from, int limit, CancellationToken cancel) =>
        Pages.ReadJournal(declaration, from, limit, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ParkedEvent>> ParkedEvents(string? home, int limit, CancellationToken cancel) => Pages.ParkedEvents(home, limit, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ParkedKey>> ParkedKeys(string after, int limit, CancellationToken cancel) => Pages.ParkedKeys(after, limit, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<InputPosition>> LoadPositions(CancellationToken cancel) => PositionRows.ReadInputs(_queries, cancel);

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

    /// <inheritdoc/>
    public Task<bool> SaveMove(MoveRecord move, CancellationToken cancel) => _moves.Save(move, cancel);

    /// <inheritdoc/>
    public Task<MoveRecord?> LoadMove(TaxpayerId taxpayer, string id, CancellationToken cancel) => _moves.Load(taxpayer, id, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<MoveRecord>> LoadMoves(TaxpayerId taxpayer, int limit, CancellationToken cancel) =>
        _moves.Load(taxpayer, limit, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<MoveRecord>> UnfinishedMoves(int limit, CancellationToken cancel) => _moves.Unfinished(limit, cancel);

    /// <inheritdoc/>
    public abstract IReadOnlyList<PublishedLane> LanesOf(PublishedSource source);

    /// <summary>Finishes the group in flight, gives the lease back and closes every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        await Close().ConfigureAwait(false);
        await _pool.DisposeAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <summary>Finishes what is in flight and gives the lease back.</summary>
    private protected abstract ValueTask Close();

    private static async Task<PostgresStore> Open(PostgresStoreOptions options, CancellationToken cancel)
    {
        var pool = PostgresSessions.Pool(options);
        PostgresLease? lease = null;
        PostgresCluster? cluster = null;
        try
        {
            await using var connection = await pool.OpenConnectionAsync(cancel).ConfigureAwait(false);
            await PostgresMigrations.Check(connection, cancel).ConfigureAwait(false);
            await RecordDatabase.RefuseOther(connection, isRecords: false, cancel).ConfigureAwait(false);
            var secret = await ReadSecret(connection, cancel).ConfigureAwait(false);
            if (options.Cluster)
            {
                cluster = await PostgresCluster.Join(pool, options, cancel).ConfigureAwait(false);
                return new ClusterPostgresStore(pool, cluster, secret, options);
            }

            lease = await PostgresLease.Take(options, cancel).ConfigureAwait(false);
            var lanes = await ReadLanes(connection, cancel).ConfigureAwait(false);
            return new SinglePostgresStore(pool, lease, secret, lanes, options);
        }
        catch
        {
            foreach (var opened in (IAsyncDisposable?[])[lease, cluster])
            {
                if (opened is not null)
                {
                    await opened.DisposeAsync().ConfigureAwait(false);
                }
            }

            await pool.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<List<ClusterLane>> ReadLanes(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var query = new NpgsqlCommand("SELECT lane, epoch, writes, last_journal FROM lane ORDER BY lane", connection);
        await using var row = await query.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        var lanes = new List<ClusterLane>();
        while (await row.ReadAsync(cancel).ConfigureAwait(false))
        {
            lanes.Add(new ClusterLane(row.GetInt16(0), row.GetInt64(1), row.GetBoolean(2), row.GetInt64(3)));
        }

        return lanes;
    }

    internal static async Task<byte[]> ReadSecret(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var query = new NpgsqlCommand("SELECT value FROM meta WHERE name = 'registry_secret'", connection);
        return await query.ExecuteScalarAsync(cancel).ConfigureAwait(false) is byte[] { Length: 32 } secret
            ? secret
            : throw new StoreFormatException(
                $"The database '{connection.Database}' has no registry secret of 32 bytes: without it no known id is recognised.");
    }
}
