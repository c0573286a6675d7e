using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>Names an event in the registry: a keyed hash of stream and id, half an HMAC-SHA256.</summary>
/// <remarks>Without the store's secret nobody can find two ids of one hash, and so have a genuine event refused.</remarks>
/// <param name="secret">The store's <see cref="IClearanceStore.RegistrySecret"/>.</param>
public sealed class EventHasher(ReadOnlyMemory<byte> secret)
{
    /// <summary>The registry id of an event.</summary>
    /// <exception cref="ArgumentException">The id is longer than <see cref="Limits.IdLengthMax"/>.</exception>
    public Hash128 Of(EventStream stream, string id)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(id.Length, Limits.IdLengthMax, nameof(id));
        Span<byte> message = stackalloc byte[1 + (3 * Limits.IdLengthMax)];
        message[0] = (byte)stream;
        var length = 1 + Encoding.UTF8.GetBytes(id, message[1..]);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret.Span, message[..length], hash);
        return new Hash128(
            BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash[sizeof(ulong)..]));
    }
}
