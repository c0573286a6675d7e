using System.Buffers.Binary;

namespace Clearance.LoadTests;

/// <summary>
/// What is in rows that nobody reads. Random bytes cost more to make than to write, and would be counted as the writer's: they are made
/// once, and cut. Two rows near each other are cut from different places, so that nothing can be compressed away.
/// </summary>
internal sealed class RowBytes
{
    private const int PoolBytes = 1 << 20;

    private readonly byte[] _pool = new byte[PoolBytes];
    private int _at;
    private ulong _ids = 42;

    public RowBytes() => new Random(42).NextBytes(_pool);

    /// <summary>Cuts so many.</summary>
    public byte[] Next(int count)
    {
        var bytes = new byte[count];
        for (var rest = bytes.AsSpan(); rest.Length > 0;)
        {
            var piece = Math.Min(rest.Length, PoolBytes - _at);
            _pool.AsSpan(_at, piece).CopyTo(rest);
            rest = rest[piece..];
            _at = (_at + piece) % PoolBytes;
        }

        return bytes;
    }

    /// <summary>Sixteen bytes that were not given before: they fall anywhere in an index, as a hash does.</summary>
    public byte[] NextId()
    {
        var id = new byte[16];

        // SplitMix64: of its 2^64 numbers none comes twice, so that half an id is unique already.
        _ids = unchecked(_ids + 0x9E3779B97F4A7C15);
        BinaryPrimitives.WriteUInt64LittleEndian(id, Mix(_ids));
        BinaryPrimitives.WriteUInt64LittleEndian(id.AsSpan(8), Mix(~_ids));
        return id;
    }

    private static ulong Mix(ulong number)
    {
        unchecked
        {
            number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9;
            number = (number ^ (number >> 27)) * 0x94D049BB133111EB;
            return number ^ (number >> 31);
        }
    }
}
