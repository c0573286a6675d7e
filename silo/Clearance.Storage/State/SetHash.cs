using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Clearance.Storage;

/// <summary>A hash of a set: the sum of its members' hashes, so that the order in which they come leaves no trace.</summary>
/// <remarks>It tells sets apart that differ by mistake. That nobody made another set of the same hash is for the journal's chain to say.</remarks>
internal struct SetHash : IEquatable<SetHash>
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    /// <summary>Takes a member in.</summary>
    public void Add(ReadOnlySpan<byte> member)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(member, hash);
        AddHash(hash);
    }

    /// <summary>Takes a member in by its own hash, of 32 bytes.</summary>
    public void AddHash(ReadOnlySpan<byte> hash)
    {
        unchecked
        {
            _a += BinaryPrimitives.ReadUInt64LittleEndian(hash);
            _b += BinaryPrimitives.ReadUInt64LittleEndian(hash[8..]);
            _c += BinaryPrimitives.ReadUInt64LittleEndian(hash[16..]);
            _d += BinaryPrimitives.ReadUInt64LittleEndian(hash[24..]);
        }
    }

    /// <summary>Takes in a named set as one member; an empty one is none.</summary>
    public void AddSet(string name, in SetHash set)
    {
        if (set == default)
        {
            return;
        }

        var writer = new LeafWriter();
        writer.Text(name);
        writer.Bytes(set.ToBytes());
        Add(writer.Written);
    }

    /// <summary>Its 32 bytes.</summary>
    public readonly byte[] ToBytes()
    {
        var bytes = new byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, _a);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), _b);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16), _c);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(24), _d);
        return bytes;
    }

    /// <summary>In hexadecimal digits.</summary>
    public override readonly string ToString() => Convert.ToHexStringLower(ToBytes());

    /// <inheritdoc/>
    public readonly bool Equals(SetHash other) => _a == other._a && _b == other._b && _c == other._c && _d == other._d;

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is SetHash other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => HashCode.Combine(_a, _b, _c, _d);

    public static bool operator ==(in SetHash left, in SetHash right) => left.Equals(right);

    public static bool operator !=(in SetHash left, in SetHash right) => !left.Equals(right);
}
