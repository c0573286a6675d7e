using System.Text;
using Clearance.Entities;
using NpgsqlTypes;

namespace Clearance.Storage;

/// <summary>The messages of a group between ledgers: first those delivered, so that the same commit may use their keys again.</summary>
internal sealed class IntentRows
{
    private readonly GroupColumn<string> _delivered = new(NpgsqlDbType.Text);
    private readonly StatedRows<string> _deletes;
    private readonly GroupColumn<long> _sequences = new(NpgsqlDbType.Bigint);
    private readonly GroupColumn<string> _keys = new(NpgsqlDbType.Text);
    private readonly GroupColumn<short> _kinds = new(NpgsqlDbType.Smallint);
    private readonly GroupColumn<string> _senders = new(NpgsqlDbType.Text);
    private readonly GroupColumn<string> _receivers = new(NpgsqlDbType.Text);
    private readonly GroupColumn<Guid> _causes = new(NpgsqlDbType.Uuid);
    private readonly GroupColumn<byte[]> _bodies = new(NpgsqlDbType.Bytea);
    private readonly GroupColumn<long> _versions = new(NpgsqlDbType.Bigint);
    private readonly StatedRows<string> _inserts;

    public IntentRows()
    {
        _deletes = new StatedRows<string>(
            "DELETE FROM intent WHERE key = ANY($1)",
            "key",
            static row => row.GetString(0),
            _delivered);
        _inserts = new StatedRows<string>(
            """
            INSERT INTO intent (sequence, key, kind, sender, receiver, cause, body, version)
            SELECT * FROM unnest(
                $1::bigint[], $2::text[], $3::smallint[], $4::text[], $5::text[], $6::uuid[], $7::bytea[], $8::bigint[])
            """,
            "key",
            static row => row.GetString(0),
            _sequences,
            _keys,
            _kinds,
            _senders,
            _receivers,
            _causes,
            _bodies,
            _versions)
        {
            IsInsertBy = "key",
        };
    }

    /// <summary>The statements, in order.</summary>
    public IEnumerable<GroupStatement> Statements => [_deletes, _inserts];

    public void Delete(int unit, string key)
    {
        _delivered.Add(key);
        _deletes.Added(key, unit);
    }

    public void Insert(int unit, long sequence, IntentWrite write, long version)
    {
        _sequences.Add(sequence);
        _keys.Add(write.Key);
        _kinds.Add((short)write.Kind);
        _senders.Add(write.Sender.Value);
        _receivers.Add(write.Receiver.Value);
        _causes.Add(write.Cause.ToUuid());
        _bodies.Add(write.Body);
        _versions.Add(version);
        _inserts.Added(write.Key, unit);
    }
}

/// <summary>The decisions of a group.</summary>
internal sealed class JournalRows
{
    private readonly GroupColumn<short> _lanes = new(NpgsqlDbType.Smallint);
    private readonly GroupColumn<long> _positions = new(NpgsqlDbType.Bigint);
    private readonly GroupColumn<long> _declarations = new(NpgsqlDbType.Bigint);
    private readonly GroupColumn<long> _sequences = new(NpgsqlDbType.Bigint);
    private readonly GroupColumn<byte[]> _hashes = new(NpgsqlDbType.Bytea);
    private readonly GroupColumn<byte[]> _bodies = new(NpgsqlDbType.Bytea);
    private readonly StatedRows<(long Declaration, long Sequence)> _inserts;

    public JournalRows() => _inserts = new StatedRows<(long, long)>(
        """
        INSERT INTO journal (lane, position, declaration, sequence, hash, body)
        SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bytea[], $6::bytea[])
        """,
        "declaration, sequence",
        static row => (row.GetInt64(0), row.GetInt64(1)),
        _lanes,
        _positions,
        _declarations,
        _sequences,
        _hashes,
        _bodies)
    {
        IsInsertBy = "declaration, sequence",
    };

    /// <summary>The statements, in order.</summary>
    public IEnumerable<GroupStatement> Statements => [_inserts];

    public void Append(int unit, int lane, long position, JournalWrite entry)
    {
        _lanes.Add((short)lane);
        _positions.Add(position);
        _declarations.Add(entry.Declaration.Value);
        _sequences.Add(entry.Sequence);
        _hashes.Add(entry.Hash);
        _bodies.Add(entry.Body);
        _inserts.Added((entry.Declaration.Value, entry.Sequence), unit);
    }
}

/// <summary>The parked events and dead letters of a group.</summary>
internal sealed class QueueRows
{
    private readonly GroupColumn<long> _parkedSequences = new(NpgsqlDbType.Bigint);
    private readonly GroupColumn<string> _homes = new(NpgsqlDbType.Text);
    private readonly GroupColumn<short> _parkedStreams = new(NpgsqlDbType.Smallint);
    private readonly GroupColumn<byte[]> _parkedBodies = new(NpgsqlDbType.Bytea);
    private readonly GroupColumn<string> _whys = new(NpgsqlDbType.Text);
    private readonly PlainRows _parked;
    private readonly GroupColumn<long> _resumed = new(NpgsqlDbType.Bigint);
    private readonly StatedRows<long> _resumes;
    private readonly GroupColumn<long> _sequences = new(NpgsqlDbType.Bigint);
    private readonly GroupColumn<short> _streams = new(NpgsqlDbType.Smallint);
    private readonly GroupColumn<long> _received = new(NpgsqlDbType.Bigint);
    private readonly GroupColumn<string> _codes = new(NpgsqlDbType.Text);
    private readonly GroupColumn<string?> _fields = new(NpgsqlDbType.Text);
    private readonly GroupColumn<string> _details = new(NpgsqlDbType.Text);
    private readonly GroupColumn<byte[]> _raws = new(NpgsqlDbType.Bytea);
    private readonly PlainRows _letters;

    public QueueRows()
    {
        _parked = new PlainRows(
            """
            INSERT INTO parked (sequence, home, stream, body, why)
            SELECT * FROM unnest($1::bigint[], $2::text[], $3::smallint[], $4::bytea[], $5::text[])
            """,
            _parkedSequences,
            _homes,
            _parkedStreams,
            _parkedBodies,
            _whys);
        _resumes = new StatedRows<long>(
            "DELETE FROM parked WHERE sequence = ANY($1)", "sequence", static row => row.GetInt64(0), _resumed);
        _letters = new PlainRows(
            """
            INSERT INTO dead_letter (sequence, stream, received_at, code, field, detail, raw)
            SELECT * FROM unnest($1::bigint[], $2::smallint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::bytea[])
            """,
            _sequences,
            _streams,
            _received,
            _codes,
            _fields,
            _details,
            _raws);
    }

    /// <summary>The statements, in order.</summary>
    public IEnumerable<GroupStatement> Statements => [_parked, _resumes, _letters];

    public void Park(long sequence, ParkedEvent parked)
    {
        _parkedSequences.Add(sequence);
        _homes.Add(parked.Home);
        _parkedStreams.Add((short)parked.Stream);
        _parkedBodies.Add(parked.Body);
        _whys.Add(Storable(parked.Why));
        _parked.Added();
    }

    public void Resume(int unit, long sequence)
    {
        _resumed.Add(sequence);
        _resumes.Added(sequence, unit);
    }

    public void Append(long sequence, DeadLetter letter)
    {
        _sequences.Add(sequence);
        _streams.Add((short)letter.Stream);
        _received.Add(letter.ReceivedAt.UtcTicks);
        _codes.Add(letter.Code);
        _fields.Add(letter.Field is { } field ? Storable(field) : null);
        _details.Add(Storable(letter.Detail));
        _raws.Add(letter.Raw.ToArray());
        _letters.Added();
    }

    /// <summary>
    /// PostgreSQL's text knows neither U+0000 nor half of a surrogate pair, and what people are told of bad input may quote it.
    /// </summary>
    private static string Storable(string text)
    {
        var whole = text.Contains('\0', StringComparison.Ordinal) ? text.Replace('\0', '\uFFFD') : text;
        return whole.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')
            ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(whole))
            : whole;
    }
}
