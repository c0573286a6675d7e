using System.Buffers.Binary;
using Clearance.Domain;

namespace Clearance.Storage;

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
