using System.Buffers.Binary;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>Writes the registry of events.</summary>
internal sealed class RegistryWriter(SqliteSession session)
{
    private readonly SqliteStatement exists = session.Prepare("SELECT 1 FROM registry WHERE id = ?1");

    private readonly SqliteStatement insert = session.Prepare(
        "INSERT INTO registry (id, content, home, outcome, rejection) VALUES (?1, ?2, ?3, ?4, ?5)");

    private readonly SqliteStatement answer = session.Prepare(
        $"""
        UPDATE registry SET outcome = ?2, rejection = ?3
        WHERE id = ?1 AND outcome = {(int)EventOutcome.Pending}
        """);

    public bool Exists(Hash128 id)
    {
        var found = exists.BindHash(1, id).Step();
        exists.Reset();
        return found;
    }

    public void Insert(RegistryRecord record) =>
        insert.BindHash(1, record.Id)
            .BindHash(2, record.Content)
            .BindText(3, record.Home)
            .Bind(4, (long)record.Outcome)
            .BindNullable(5, record.Rejection)
            .Run();

    /// <summary>Gives a pending event its outcome; a conflict when it is not there or not pending.</summary>
    public void Answer(RegistryRecord record)
    {
        answer.BindHash(1, record.Id).Bind(2, (long)record.Outcome).BindNullable(3, record.Rejection).Run();
        UnitConflictException.Unless(answer.Changes == 1);
    }
}

/// <summary>Hashes as 16 bytes, big endian, so that they sort as they compare.</summary>
internal static class HashColumns
{
    public static SqliteStatement BindHash(this SqliteStatement statement, int index, Hash128 hash)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, hash.High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], hash.Low);
        return statement.Bind(index, bytes);
    }

    public static Hash128 Hash(this SqliteStatement statement, int column)
    {
        var bytes = statement.Bytes(column);
        return new Hash128(
            BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
    }
}
