using Clearance.Domain;
using Clearance.Entities;
using Npgsql;
using NpgsqlTypes;

namespace Clearance.Storage;

/// <summary>The reads in pages.</summary>
internal sealed class PostgresPages(PostgresQueries queries)
{
    private const string Journal = "SELECT lane, position, declaration, sequence, hash, body FROM journal";

    /// <summary>The entry before is looked up by the index, for each one.</summary>
    private const string JournalLane =
        """
        SELECT j.lane, j.position, j.declaration, j.sequence, j.hash, j.body, b.lane, b.position
        FROM (SELECT * FROM journal WHERE lane = $1 AND position > $2 ORDER BY position LIMIT $3) AS j
        LEFT JOIN LATERAL (
            SELECT lane, position FROM journal WHERE declaration = j.declaration AND sequence = j.sequence - 1 OFFSET 0
        ) AS b ON b.lane <> j.lane
        ORDER BY j.position
        """;

    /// <summary>In key order over the heads themselves: an index on what changes with every commit would cost each of them.</summary>
    public async Task<IReadOnlyList<TaxpayerId>> DueLedgers(
        DateOnly today, TaxpayerId? after, int limit, CancellationToken cancel) =>
        await queries.Walk(
            """
            SELECT taxpayer FROM ledger
            WHERE taxpayer > $1 AND (pass_open OR next_change <= $2) ORDER BY taxpayer LIMIT $3
            """,
            Taxpayer,
            cancel,
            PostgresQueries.Text(after?.Value ?? ""),
            PostgresQueries.Number(today.DayNumber),
            PostgresQueries.Number(limit)).ConfigureAwait(false);

    public async Task<IReadOnlyList<TaxpayerId>> LargestLedgers(int limit, CancellationToken cancel) =>
        await queries.Walk(
            "SELECT taxpayer FROM ledger_resident GROUP BY taxpayer ORDER BY count(*) DESC, taxpayer LIMIT $1",
            Taxpayer,
            cancel,
            PostgresQueries.Number(limit)).ConfigureAwait(false);

    public async Task<IReadOnlyList<IntentRecord>> PendingIntents(long after, int limit, CancellationToken cancel) =>
        await queries.All(
            """
            SELECT sequence, key, kind, sender, receiver, cause, body, version FROM intent
            WHERE sequence > $1 ORDER BY sequence LIMIT $2
            """,
            Intent,
            cancel,
            PostgresQueries.Number(after),
            PostgresQueries.Number(limit)).ConfigureAwait(false);

    /// <summary>Everything a taxpayer sent that is not delivered, in the order it was sent.</summary>
    public async Task<IReadOnlyList<IntentWrite>> IntentsOf(TaxpayerId sender, CancellationToken cancel)
    {
        var sent = await queries.All(
            "SELECT sequence, key, kind, sender, receiver, cause, body, version FROM intent WHERE sender = $1",
            Intent,
            cancel,
            PostgresQueries.Text(sender.Value)).ConfigureAwait(false);
        return [.. sent.OrderBy(static it => it.SentAt).ThenBy(static it => it.Sequence).Select(static it => it.Intent)];
    }

    /// <summary>Who is to receive what events caused.</summary>
    public async Task<IReadOnlyList<TaxpayerId>> ReceiversOf(IReadOnlyList<Hash128> causes, CancellationToken cancel) =>
        await queries.All(
            "SELECT DISTINCT receiver FROM intent WHERE cause = ANY ($1)",
            Taxpayer,
            cancel,
            PostgresQueries.Array(causes.Select(static cause => cause.ToUuid()), NpgsqlDbType.Uuid)).ConfigureAwait(false);

    public async Task<IReadOnlyList<JournalRecord>> ReadJournal(int lane, long after, int limit, CancellationToken cancel) =>
        await queries.All(
            JournalLane,
            static row => Entry(row) with
            {
                After = row.IsDBNull(6) ? null : new JournalAt(row.GetInt16(6), row.GetInt64(7)),
            },
            cancel,
            PostgresQueries.Number(lane),
            PostgresQueries.Number(after),
            PostgresQueries.Number(limit)).ConfigureAwait(false);

    public async Task<IReadOnlyList<JournalHash>> ReadJournalHashes(int lane, long after, int limit, CancellationToken cancel) =>
        await queries.Walk(
            "SELECT position, hash FROM journal WHERE lane = $1 AND position > $2 ORDER BY position LIMIT $3",
            static row => new JournalHash(row.GetInt64(0), row.GetFieldValue<byte[]>(1)),
            cancel,
            PostgresQueries.Number(lane),
            PostgresQueries.Number(after),
            PostgresQueries.Number(limit)).ConfigureAwait(false);

    public async Task<IReadOnlyList<JournalRecord>> ReadJournal(
        DeclarationKey declaration, long from, int limit, CancellationToken cancel) =>
        await queries.All(
            $"{Journal} WHERE declaration = $1 AND sequence >= $2 ORDER BY sequence LIMIT $3",
            Entry,
            cancel,
            PostgresQueries.Number(declaration.Value),
            PostgresQueries.Number(from),
            PostgresQueries.Number(limit)).ConfigureAwait(false);

    public async Task<IReadOnlyList<ParkedEvent>> ParkedEvents(string? home, int limit, CancellationToken cancel) =>
        home is null
            ? await queries.All(
                "SELECT sequence, home, stream, body, why FROM parked ORDER BY sequence LIMIT $1",
                Parked,
                cancel,
                PostgresQueries.Number(limit)).ConfigureAwait(false)
            : await queries.All(
                "SELECT sequence, home, stream, body, why FROM parked WHERE home = $2 ORDER BY sequence LIMIT $1",
                Parked,
                cancel,
                PostgresQueries.Number(limit),
                PostgresQueries.Text(home)).ConfigureAwait(false);

    public async Task<IReadOnlyList<ParkedKey>> ParkedKeys(string after, int limit, CancellationToken cancel) =>
        await queries.All(
            """
            SELECT k.home, k.waiting, p.why
            FROM (SELECT home, count(*) AS waiting, min(sequence) AS first FROM parked WHERE home > $1 GROUP BY home ORDER BY home LIMIT $2) AS k
            JOIN parked AS p ON p.sequence = k.first ORDER BY k.home
            """,
            static row => new ParkedKey(row.GetString(0), row.GetInt64(1), row.GetString(2)),
            cancel,
            PostgresQueries.Text(after),
            PostgresQueries.Number(limit)).ConfigureAwait(false);

    private static TaxpayerId Taxpayer(NpgsqlDataReader row) => StoredKeys.Taxpayer(row.GetString(0));

    private static IntentRecord Intent(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        new IntentWrite(
            row.GetString(1),
            (IntentKind)row.GetInt16(2),
            StoredKeys.Taxpayer(row.GetString(3)),
            StoredKeys.Taxpayer(row.GetString(4)),
            row.GetGuid(5).ToHash(),
            row.GetFieldValue<byte[]>(6)))
    {
        SentAt = row.GetInt64(7),
    };

    private static JournalRecord Entry(NpgsqlDataReader row) => new(
        row.GetInt64(1),
        new JournalWrite(
            StoredKeys.Declaration(row.GetInt64(2)), row.GetInt64(3), row.GetFieldValue<byte[]>(4), row.GetFieldValue<byte[]>(5)))
    {
        Lane = row.GetInt16(0),
    };

    private static ParkedEvent Parked(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetString(1), (EventStream)row.GetInt16(2), row.GetFieldValue<byte[]>(3), row.GetString(4));
}
