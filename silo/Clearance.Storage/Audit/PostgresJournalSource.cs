using System.Runtime.CompilerServices;
using Clearance.Domain;
using Clearance.Entities;
using Npgsql;

namespace Clearance.Storage;

/// <summary>The journal of a PostgreSQL database.</summary>
internal sealed class PostgresJournalSource : JournalSource
{
    private const int PageSize = 500;

    /// <summary>Lanes that have a row, and lanes that have entries, stepping from one to the next; in one snapshot.</summary>
    private const string LanesQuery =
        """
        WITH RECURSIVE written (lane) AS (
            SELECT min(lane) FROM journal
            UNION ALL
            SELECT (SELECT min(j.lane) FROM journal AS j WHERE j.lane > w.lane) FROM written AS w WHERE w.lane IS NOT NULL
        )
        SELECT i.lane, coalesce((SELECT max(j.position) FROM journal AS j WHERE j.lane = i.lane), 0),
            coalesce((SELECT l.last_journal FROM lane AS l WHERE l.lane = i.lane), 0)
        FROM (SELECT lane FROM lane UNION SELECT lane FROM written WHERE lane IS NOT NULL) AS i ORDER BY i.lane
        """;

    private readonly NpgsqlDataSource _pool;
    private readonly PostgresQueries _queries;

    private PostgresJournalSource(NpgsqlDataSource pool, string place)
    {
        (_pool, Place) = (pool, place);
        _queries = new PostgresQueries(pool);
    }

    /// <inheritdoc/>
    public override string Place { get; }

    public static Task<JournalSource> Open(string connectionString, CancellationToken cancel) =>
        PostgresSessions.Run<JournalSource>(async () =>
        {
            var settings = PostgresSessions.Parse(connectionString);
            settings.Options = $"{settings.Options} -c default_transaction_read_only=on".Trim();
            var pool = PostgresSessions.Pool(new PostgresStoreOptions { ConnectionString = settings.ConnectionString, Readers = 1 });
            try
            {
                await using var connection = await pool.OpenConnectionAsync(cancel).ConfigureAwait(false);
                await PostgresMigrations.Check(connection, cancel).ConfigureAwait(false);
                await RecordDatabase.RefuseOther(connection, isRecords: false, cancel).ConfigureAwait(false);
                return new PostgresJournalSource(pool, PostgresSessions.Place(connectionString));
            }
            catch
            {
                await pool.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        });

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => _pool.DisposeAsync();

    /// <inheritdoc/>
    internal override async Task<string?> Name(CancellationToken cancel)
    {
        var may = await Run(_queries.All(
            "SELECT has_table_privilege('meta', 'SELECT')", static row => row.GetBoolean(0), cancel)).ConfigureAwait(false);
        return may is [true]
            && await Run(_queries.All(
                "SELECT value FROM meta WHERE name = 'registry_secret'", static row => row.GetFieldValue<byte[]>(0), cancel))
                .ConfigureAwait(false) is [var secret] ? JournalName.Of(secret) : null;
    }

    /// <inheritdoc/>
    /// <remarks>Resident rows first: one that settles in between is met twice, and not missed.</remarks>
    internal override async IAsyncEnumerable<StoredHead> Heads([EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var table in (string[])["ledger_resident", "ledger_settled"])
        {
            var (taxpayer, key) = ("", "");
            for (var count = PageSize; count == PageSize;)
            {
                var page = await Run(_queries.Walk(
                    $"""
                    SELECT taxpayer, key, body FROM {table}
                    WHERE (taxpayer, kind, key) > ($1, $2, $3) AND kind = $2 ORDER BY taxpayer, kind, key LIMIT $4
                    """,
                    static row => (Taxpayer: row.GetString(0), Key: row.GetString(1), Body: row.GetFieldValue<byte[]>(2)),
                    cancel,
                    PostgresQueries.Text(taxpayer),
                    PostgresQueries.Number((long)LedgerRowKind.Declaration),
                    PostgresQueries.Text(key),
                    PostgresQueries.Number(PageSize))).ConfigureAwait(false);
                foreach (var row in page)
                {
                    (taxpayer, key) = (row.Taxpayer, row.Key);
                    if (DeclarationKey.TryParse(row.Key, out var declaration) && TaxpayerId.TryParse(row.Taxpayer, out var owner))
                    {
                        yield return HeadOf(declaration, row.Body, body => LedgerCodec.DecodeDeclaration(body, owner).Journal);
                    }
                }

                count = page.Count;
            }
        }

        await foreach (var head in Identities(cancel).ConfigureAwait(false))
        {
            yield return head;
        }
    }

    /// <inheritdoc/>
    internal override async Task<IReadOnlyList<LaneEnd>> Lanes(CancellationToken cancel) => await Run(_queries.Walk(
        LanesQuery, static row => new LaneEnd(row.GetInt16(0), row.GetInt64(1), row.GetInt64(2)), cancel)).ConfigureAwait(false);

    /// <inheritdoc/>
    internal override async Task<IReadOnlyList<JournalRow>> Read(
        int lane, long after, long through, int limit, CancellationToken cancel) => await Run(_queries.Walk(
            """
            SELECT lane, position, declaration, sequence, hash, body FROM journal
            WHERE lane = $1 AND position > $2 AND position <= $3 ORDER BY position LIMIT $4
            """,
            static row => new JournalRow(
                row.GetInt16(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetFieldValue<byte[]>(4), row.GetFieldValue<byte[]>(5)),
            cancel,
            PostgresQueries.Number(lane),
            PostgresQueries.Number(after),
            PostgresQueries.Number(through),
            PostgresQueries.Number(limit))).ConfigureAwait(false);

    /// <inheritdoc/>
    internal override async Task<bool> Has(long declaration, long sequence, CancellationToken cancel) => (await Run(_queries.All(
        "SELECT 1 FROM journal WHERE declaration = $1 AND sequence = $2",
        static _ => true,
        cancel,
        PostgresQueries.Number(declaration),
        PostgresQueries.Number(sequence))).ConfigureAwait(false)).Count > 0;

    private async IAsyncEnumerable<StoredHead> Identities([EnumeratorCancellation] CancellationToken cancel)
    {
        for (var (count, after) = (PageSize, 0L); count == PageSize;)
        {
            var page = await Run(_queries.Walk(
                "SELECT declaration, body FROM identity WHERE declaration > $1 ORDER BY declaration LIMIT $2",
                static row => (Key: row.GetInt64(0), Body: row.GetFieldValue<byte[]>(1)),
                cancel,
                PostgresQueries.Number(after),
                PostgresQueries.Number(PageSize))).ConfigureAwait(false);
            foreach (var row in page)
            {
                after = row.Key;
                if (DeclarationKey.TryFromValue(row.Key, out var declaration))
                {
                    yield return HeadOf(declaration, row.Body, static body => LedgerCodec.DecodeIdentity(body, null).Journal);
                }
            }

            count = page.Count;
        }
    }

    /// <summary>What the server calls damage is a finding, and not a failure.</summary>
    private static async Task<List<T>> Run<T>(Task<List<T>> read)
    {
        try
        {
            return await read.ConfigureAwait(false);
        }
        catch (StoreUnavailableException failed) when (failed.InnerException is PostgresException
        {
            SqlState: PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted,
        } damaged)
        {
            throw new InvalidDataException($"PostgreSQL: {damaged.MessageText}", failed);
        }
    }
}
