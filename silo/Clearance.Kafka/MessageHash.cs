using System.Buffers.Binary;
using System.Security.Cryptography;
using Clearance.Domain;

namespace Clearance.Kafka;

/// <summary>Tells the message at an offset from any other that may be there after a topic was made anew.</summary>
internal static class MessageHash
{
    /// <summary>The first half of the value's SHA-256.</summary>
    public static Hash128 Of(ReadOnlySpan<byte> value)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(value, hash);
        return new Hash128(BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash[8..]));
    }
}
