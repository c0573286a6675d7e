using Clearance.Domain;
using Clearance.Entities;
using Npgsql;
using NpgsqlTypes;

namespace Clearance.Storage;

/// <summary>
/// The reads by key. Each is one statement, and so one snapshot. "OFFSET 0" keeps the planner from any other plan than to look up
/// each key by the index (see <see cref="GroupStatement"/>).
/// </summary>
internal sealed class PostgresReader(PostgresQueries queries)
{
    /// <summary>A head and its resident rows; null kind for the head.</summary>
    public const string Ledger =
        """
        SELECT NULL::smallint, NULL::text, version, body FROM ledger WHERE taxpayer = $1
        UNION ALL
        SELECT kind, key, version, body FROM ledger_resident WHERE taxpayer = $1
        """;

    private const string Rows =
        """
        SELECT i.n, r.version, r.body
        FROM unnest($2::smallint[], $3::text[]) WITH ORDINALITY AS i (kind, key, n), LATERAL (
            SELECT version, body FROM ledger_resident WHERE taxpayer = $1 AND kind = i.kind AND key = i.key OFFSET 0) r
        UNION ALL
        SELECT i.n, s.version, s.body
        FROM unnest($2::smallint[], $3::text[]) WITH ORDINALITY AS i (kind, key, n), LATERAL (
            SELECT version, body FROM ledger_settled WHERE taxpayer = $1 AND kind = i.kind AND key = i.key OFFSET 0) s
        """;

    private const string Identities =
        """
        SELECT i.n, d.version, d.owner, d.body
        FROM unnest($1::bigint[]) WITH ORDINALITY AS i (declaration, n), LATERAL (
            SELECT version, owner, body FROM identity WHERE declaration = i.declaration OFFSET 0) d
        """;

    private const string Events =
        """
        SELECT i.n, r.content, r.home, r.outcome, r.rejection
        FROM unnest($1::uuid[]) WITH ORDINALITY AS i (id, n), LATERAL (
            SELECT content, home, outcome, rejection FROM registry WHERE id = i.id OFFSET 0) r
        """;

    /// <summary>The head and the resident rows.</summary>
    public async Task<LedgerRecord?> LoadLedger(TaxpayerId taxpayer, CancellationToken cancel)
    {
        var stored = await queries.All(Ledger, Part, cancel, PostgresQueries.Text(taxpayer.Value)).ConfigureAwait(false);
        return ToRecord(taxpayer, stored);
    }

    /// <summary>Whether the head has a version and, in a cluster, a claim.</summary>
    public async Task<bool> IsAt(TaxpayerId taxpayer, long version, long? claim, CancellationToken cancel) =>
        (await queries.All(
            claim is null ? "SELECT 1 FROM ledger WHERE taxpayer = $1 AND version = $2" : "SELECT 1 FROM ledger WHERE taxpayer = $1 AND version = $2 AND claim = $3",
            static row => row.GetInt32(0),
            cancel,
            claim is { } own
                ? [PostgresQueries.Text(taxpayer.Value), PostgresQueries.Number(version), PostgresQueries.Number(own)]
                : [PostgresQueries.Text(taxpayer.Value), PostgresQueries.Number(version)]).ConfigureAwait(false)).Count > 0;

    /// <summary>A head, or a row under it.</summary>
    public static StoredPart Part(NpgsqlDataReader row) => new(
        row.IsDBNull(0) ? null : new LedgerRowKey((LedgerRowKind)row.GetInt16(0), row.GetString(1)),
        row.GetInt64(2),
        row.GetFieldValue<byte[]>(3));

    /// <summary>What was read of a ledger, put in order; null where there is no head, or one of version 0.</summary>
    public static LedgerRecord? ToRecord(TaxpayerId taxpayer, List<StoredPart> stored)
    {
        if (stored.FindIndex(static row => row.Key is null) is var at && (at < 0 || stored[at].Version == 0))
        {
            return null;
        }

        var (_, version, body) = stored[at];
        stored.RemoveAt(at);
        var rows = stored.ConvertAll(static row => new LedgerRow(row.Key!.Value, row.Version, row.Body));
        rows.Sort(static (left, right) => left.Key.Kind != right.Key.Kind
            ? left.Key.Kind.CompareTo(right.Key.Kind)
            : string.CompareOrdinal(left.Key.Key, right.Key.Key));
        return new LedgerRecord(taxpayer, version, body, rows);
    }

    public async Task<IReadOnlyList<LedgerRow>> LoadRows(
        TaxpayerId taxpayer, IReadOnlyList<LedgerRowKey> keys, CancellationToken cancel)
    {
        var rows = await queries.All(
            Rows,
            row => (At: row.GetInt64(0), Row: new LedgerRow(
                keys[(int)row.GetInt64(0) - 1], row.GetInt64(1), row.GetFieldValue<byte[]>(2))),
            cancel,
            PostgresQueries.Text(taxpayer.Value),
            PostgresQueries.Array(keys.Select(static key => (short)key.Kind), NpgsqlDbType.Smallint),
            PostgresQueries.Array(keys.Select(static key => key.Key), NpgsqlDbType.Text)).ConfigureAwait(false);
        rows.Sort(static (left, right) => left.At.CompareTo(right.At));
        return rows.ConvertAll(static it => it.Row);
    }

    public async Task<IReadOnlyList<IdentityRecord?>> LoadIdentities(
        IReadOnlyList<DeclarationKey> keys, CancellationToken cancel)
    {
        var found = await queries.All(
            Identities,
            row => (At: row.GetInt64(0), Record: new IdentityRecord(
                keys[(int)row.GetInt64(0) - 1],
                row.GetInt64(1),
                row.IsDBNull(2) ? null : StoredKeys.Taxpayer(row.GetString(2)),
                row.GetFieldValue<byte[]>(3))),
            cancel,
            PostgresQueries.Array(keys.Select(static key => key.Value), NpgsqlDbType.Bigint)).ConfigureAwait(false);
        return InPlace(found, keys.Count);
    }

    public async Task<IReadOnlyList<RegistryRecord?>> FindEvents(IReadOnlyList<Hash128> ids, CancellationToken cancel)
    {
        var found = await queries.All(
            Events,
            row => (At: row.GetInt64(0), Record: new RegistryRecord(
                ids[(int)row.GetInt64(0) - 1],
                row.GetGuid(1).ToHash(),
                row.GetString(2),
                (EventOutcome)row.GetInt16(3),
                row.IsDBNull(4) ? null : row.GetFieldValue<byte[]>(4))),
            cancel,
            PostgresQueries.Array(ids.Select(static id => id.ToUuid()), NpgsqlDbType.Uuid)).ConfigureAwait(false);
        return InPlace(found, ids.Count);
    }

    private static T?[] InPlace<T>(List<(long At, T Record)> found, int count)
        where T : class
    {
        var records = new T?[count];
        foreach (var (at, record) in found)
        {
            records[at - 1] = record;
        }

        return records;
    }
}

/// <summary>A head, or a row under it.</summary>
/// <param name="Key">Which row; null: the head.</param>
/// <param name="Version">Its version.</param>
/// <param name="Body">Its bytes.</param>
internal sealed record StoredPart(LedgerRowKey? Key, long Version, byte[] Body);

/// <summary>Runs queries, each on a connection of its own.</summary>
internal sealed class PostgresQueries(NpgsqlDataSource pool)
{
    private const int SecondsToWalk = 120;

    /// <summary>Every row of a query that finds what it wants by key.</summary>
    public Task<List<T>> All<T>(
        string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancel, params NpgsqlParameter[] parameters) =>
        Run(sql, read, parameters, null, cancel);

    /// <summary>Every row of a query that walks a table: it may take longer than the pool's connections allow.</summary>
    public Task<List<T>> Walk<T>(
        string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancel, params NpgsqlParameter[] parameters) =>
        Run(sql, read, parameters, SecondsToWalk, cancel);

    private Task<List<T>> Run<T>(
        string sql, Func<NpgsqlDataReader, T> read, NpgsqlParameter[] parameters, int? seconds, CancellationToken cancel) =>
        PostgresSessions.Run(async () =>
        {
            try
            {
                return await Once(sql, read, parameters, seconds, cancel).ConfigureAwait(false);
            }
            catch (Exception failed) when (PostgresSessions.WasCutOff(failed))
            {
                // The server was started again since the connection was used last, and so it did not end this one only.
                pool.Clear();
                return await Once(sql, read, parameters, seconds, cancel).ConfigureAwait(false);
            }
        });

    private async Task<List<T>> Once<T>(
        string sql, Func<NpgsqlDataReader, T> read, NpgsqlParameter[] parameters, int? seconds, CancellationToken cancel)
    {
        await using var connection = await pool.OpenConnectionAsync(cancel).ConfigureAwait(false);
#pragma warning disable CA2100 // The texts are constants of the readers.
        await using var query = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        query.CommandTimeout = seconds ?? query.CommandTimeout;
        foreach (var parameter in parameters)
        {
            query.Parameters.Add(parameter.Clone());
        }

        await using var reader = await query.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancel).ConfigureAwait(false))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    public static NpgsqlParameter Text(string? value) => new NpgsqlParameter<string?>
    {
        TypedValue = value,
        NpgsqlDbType = NpgsqlDbType.Text,
    };

    public static NpgsqlParameter Number(long value) => new NpgsqlParameter<long>
    {
        TypedValue = value,
        NpgsqlDbType = NpgsqlDbType.Bigint,
    };

    public static NpgsqlParameter Array<T>(IEnumerable<T> values, NpgsqlDbType type) => new NpgsqlParameter<T[]>
    {
        TypedValue = [.. values],
        NpgsqlDbType = NpgsqlDbType.Array | type,
    };
}
