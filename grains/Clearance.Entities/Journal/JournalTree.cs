using System.Numerics;
using System.Security.Cryptography;

namespace Clearance.Entities;

/// <summary>An entry of a lane as others are to see that it is that one: where it is, and its hash.</summary>
/// <param name="Position">Its position in the lane.</param>
/// <param name="Hash">The hash that chains it to the entry before of its declaration (<see cref="JournalWrite.Hash"/>).</param>
public readonly record struct JournalHash(long Position, byte[] Hash);

/// <summary>
/// The tree of hashes of RFC 6962 §2.1, over SHA-256, that grows with a lane of the journal: its leaves are the hashes of the lane's entries,
/// in order of position. Not thread-safe.
/// </summary>
/// <remarks>
/// Only the <see cref="Peaks"/> are kept, 32 bytes for each power of two that the number of entries is made of: of a lane however long they
/// can be made from those before and what follows, and nobody can make other entries that have the same.
/// </remarks>
public sealed class JournalTree
{
    /// <summary>How long a peak is.</summary>
    public const int HashLength = SHA256.HashSizeInBytes;

    private readonly List<byte[]> _peaks = [];

    /// <summary>How many entries it is of; also the position of the last.</summary>
    public long Entries { get; private set; }

    /// <summary>The roots of its full subtrees, the largest and first one first; <see cref="Spans"/> says of which entries each is.</summary>
    public IReadOnlyList<byte[]> Peaks => [.. _peaks];

    /// <summary>Of which entries each peak is, by their positions: as many together as the number's binary digits say.</summary>
    /// <param name="entries">The number of entries, not below 0.</param>
    public static IReadOnlyList<(long From, long Through)> Spans(long entries)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(entries);
        var spans = new List<(long From, long Through)>(BitOperations.PopCount((ulong)entries));
        for (var through = 0L; through < entries;)
        {
            var size = 1L << BitOperations.Log2((ulong)(entries - through));
            spans.Add((through + 1, through + size));
            through += size;
        }

        return spans;
    }

    /// <summary>Takes in the next entry by its hash.</summary>
    public void Add(ReadOnlySpan<byte> hash)
    {
        var node = Leaf(hash);
        for (var full = Entries; (full & 1) == 1; full >>= 1)
        {
            node = Node(_peaks[^1], node);
            _peaks.RemoveAt(_peaks.Count - 1);
        }

        _peaks.Add(node);
        Entries++;
    }

    private static byte[] Leaf(ReadOnlySpan<byte> hash)
    {
        if (hash.Length == HashLength)
        {
            Span<byte> usual = stackalloc byte[1 + HashLength];
            usual[0] = 0;
            hash.CopyTo(usual[1..]);
            return SHA256.HashData(usual);
        }

        // What was altered may be of any length.
        using var leaf = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        leaf.AppendData([0]);
        leaf.AppendData(hash);
        return leaf.GetHashAndReset();
    }

    private static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> both = stackalloc byte[1 + (2 * HashLength)];
        both[0] = 1;
        left.CopyTo(both[1..]);
        right.CopyTo(both[(1 + HashLength)..]);
        return SHA256.HashData(both);
    }
}
