using Clearance.Entities;
using Npgsql;
using NpgsqlTypes;

namespace Clearance.Storage;

/// <summary>The positions of a group: how far topics are read, and how far the journal and the dead letters are published.</summary>
internal sealed class PositionRows
{
    private readonly GroupColumn<short> _streams = new(NpgsqlDbType.Smallint);
    private readonly GroupColumn<int> _partitions = new(NpgsqlDbType.Integer);
    private readonly GroupColumn<long> _nexts = new(NpgsqlDbType.Bigint);
    private readonly GroupColumn<Guid> _hashes = new(NpgsqlDbType.Uuid);
    private readonly PlainRows _inputs;
    private readonly GroupColumn<short> _sources = new(NpgsqlDbType.Smallint);
    private readonly GroupColumn<short> _lanes = new(NpgsqlDbType.Smallint);
    private readonly GroupColumn<long> _throughs = new(NpgsqlDbType.Bigint);
    private readonly PlainRows _published;

    public PositionRows()
    {
        _inputs = new PlainRows(
            """
            INSERT INTO input_position AS p (stream, partition, next, last_hash)
            SELECT DISTINCT ON (stream, partition) * FROM unnest($1::smallint[], $2::integer[], $3::bigint[], $4::uuid[])
                AS i (stream, partition, next, last_hash)
            ORDER BY stream, partition, next DESC
            ON CONFLICT (stream, partition) DO UPDATE SET next = excluded.next, last_hash = excluded.last_hash
            WHERE excluded.next > p.next
            """,
            _streams,
            _partitions,
            _nexts,
            _hashes);
        _published = new PlainRows(
            """
            INSERT INTO published AS p (source, lane, through)
            SELECT DISTINCT ON (source, lane) * FROM unnest($1::smallint[], $2::smallint[], $3::bigint[])
                AS i (source, lane, through)
            ORDER BY source, lane, through DESC
            ON CONFLICT (source, lane) DO UPDATE SET through = excluded.through WHERE excluded.through > p.through
            """,
            _sources,
            _lanes,
            _throughs);
    }

    /// <summary>The statements, in order.</summary>
    public IEnumerable<GroupStatement> Statements => [_inputs, _published];

    public void Add(CommitUnit unit)
    {
        foreach (var position in unit.Positions)
        {
            _streams.Add((short)position.Stream);
            _partitions.Add(position.Partition);
            _nexts.Add(position.Next);
            _hashes.Add(position.LastHash.ToUuid());
            _inputs.Added();
        }

        foreach (var position in unit.Published)
        {
            _sources.Add((short)position.Source);
            _lanes.Add((short)position.Lane);
            _throughs.Add(position.Through);
            _published.Added();
        }
    }

    /// <summary>How far each partition is read.</summary>
    public static async Task<IReadOnlyList<InputPosition>> ReadInputs(PostgresQueries queries, CancellationToken cancel) =>
        await queries.All(
            "SELECT stream, partition, next, last_hash FROM input_position ORDER BY stream, partition",
            static row => new InputPosition(
                (Domain.EventStream)row.GetInt16(0), row.GetInt32(1), row.GetInt64(2), row.GetGuid(3).ToHash()),
            cancel).ConfigureAwait(false);

    /// <summary>How far each source is published.</summary>
    public static async Task<IReadOnlyList<PublishedPosition>> ReadPublished(PostgresQueries queries, CancellationToken cancel) =>
        await queries.All(
            "SELECT source, lane, through FROM published ORDER BY source, lane",
            static row => new PublishedPosition((PublishedSource)row.GetInt16(0), row.GetInt16(1), row.GetInt64(2)),
            cancel).ConfigureAwait(false);

    /// <summary>Dead letters of a lane after a sequence number: the remainder is the lane.</summary>
    public static async Task<IReadOnlyList<DeadLetterRecord>> ReadDeadLetters(
        PostgresQueries queries, int lane, long after, int limit, CancellationToken cancel) =>
        await queries.All(
            """
            SELECT sequence, stream, received_at, code, field, detail, raw FROM dead_letter
            WHERE sequence > $1 AND sequence % $3 = $4 ORDER BY sequence LIMIT $2
            """,
            Letter,
            cancel,
            PostgresQueries.Number(after),
            PostgresQueries.Number(limit),
            PostgresQueries.Number(PostgresLane.Max),
            PostgresQueries.Number(lane)).ConfigureAwait(false);

    private static DeadLetterRecord Letter(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        new DeadLetter(
            (Domain.EventStream)row.GetInt16(1),
            new Domain.Instant(row.GetInt64(2)),
            row.GetString(3),
            row.IsDBNull(4) ? null : row.GetString(4),
            row.GetString(5),
            row.GetFieldValue<byte[]>(6)));
}
