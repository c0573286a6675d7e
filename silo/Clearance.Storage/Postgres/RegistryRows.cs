using System.Buffers.Binary;
using Clearance.Domain;
using Clearance.Entities;
using NpgsqlTypes;

namespace Clearance.Storage;

/// <summary>The events of a group, and the outcomes of earlier ones.</summary>
internal sealed class RegistryRows
{
    private readonly GroupColumn<Guid> _ids = new(NpgsqlDbType.Uuid);
    private readonly GroupColumn<Guid> _contents = new(NpgsqlDbType.Uuid);
    private readonly GroupColumn<string> _homes = new(NpgsqlDbType.Text);
    private readonly GroupColumn<short> _outcomes = new(NpgsqlDbType.Smallint);
    private readonly GroupColumn<byte[]?> _rejections = new(NpgsqlDbType.Bytea);
    private readonly StatedRows<Guid> _inserts;
    private readonly GroupColumn<Guid> _answered = new(NpgsqlDbType.Uuid);
    private readonly GroupColumn<short> _answers = new(NpgsqlDbType.Smallint);
    private readonly GroupColumn<short> _answeredBefore = new(NpgsqlDbType.Smallint);
    private readonly GroupColumn<byte[]?> _answerRejections = new(NpgsqlDbType.Bytea);
    private readonly StatedRows<Guid> _updates;

    public RegistryRows()
    {
        _inserts = new StatedRows<Guid>(
            """
            INSERT INTO registry (id, content, home, outcome, rejection)
            SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::smallint[], $5::bytea[])
            """,
            "id",
            static row => row.GetGuid(0),
            _ids,
            _contents,
            _homes,
            _outcomes,
            _rejections)
        {
            IsInsertBy = "id",
        };
        _updates = new StatedRows<Guid>(
            """
            UPDATE registry r SET outcome = i.outcome, rejection = i.rejection
            FROM unnest($1::uuid[], $2::smallint[], $3::bytea[], $4::smallint[]) AS i (id, outcome, rejection, before)
            WHERE r.id >= i.id AND r.id <= i.id AND r.outcome = i.before
            """,
            "r.id",
            static row => row.GetGuid(0),
            _answered,
            _answers,
            _answerRejections,
            _answeredBefore);
    }

    /// <summary>The statements, in order: a unit may answer the event it inserts.</summary>
    public IEnumerable<GroupStatement> Statements => [_inserts, _updates];

    /// <summary>Adds events, in the order of the table.</summary>
    public void Add(List<(int Unit, RegistryRecord Record)> events)
    {
        events.Sort(static (left, right) => left.Record.Id.High.CompareTo(right.Record.Id.High) is not 0 and var high
            ? high
            : left.Record.Id.Low.CompareTo(right.Record.Id.Low));
        foreach (var (unit, record) in events)
        {
            var id = record.Id.ToUuid();
            _ids.Add(id);
            _contents.Add(record.Content.ToUuid());
            _homes.Add(record.Home);
            _outcomes.Add((short)record.Outcome);
            _rejections.Add(record.Rejection);
            _inserts.Added(id, unit);
        }
    }

    /// <summary>Adds the outcome of a pending event.</summary>
    public void Answer(int unit, RegistryRecord record) => Change(unit, record, EventOutcome.Pending);

    /// <summary>Adds another outcome than accepted, which an event had while it waited in the queue of a stopped key.</summary>
    public void Judge(int unit, RegistryRecord record) => Change(unit, record, EventOutcome.Accepted);

    private void Change(int unit, RegistryRecord record, EventOutcome before)
    {
        var id = record.Id.ToUuid();
        _answered.Add(id);
        _answers.Add((short)record.Outcome);
        _answerRejections.Add(record.Rejection);
        _answeredBefore.Add((short)before);
        _updates.Added(id, unit);
    }
}

/// <summary>Hashes as the 16 bytes of a uuid, which PostgreSQL compares in the order of their bytes.</summary>
internal static class Uuids
{
    public static Guid ToUuid(this Hash128 hash)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, hash.High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], hash.Low);
        return new Guid(bytes, bigEndian: true);
    }

    public static Hash128 ToHash(this Guid uuid)
    {
        Span<byte> bytes = stackalloc byte[16];
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        return new Hash128(
            BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
    }
}
