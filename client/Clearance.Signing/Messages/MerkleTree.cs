using System.Numerics;
using System.Security.Cryptography;

namespace Clearance.Signing;

/// <summary>The tree of hashes of RFC 6962 §2.1, over SHA-256: leaves and nodes are hashed apart, so that neither passes for the other.</summary>
internal static class MerkleTree
{
    public const int HashLength = SHA256.HashSizeInBytes;

    /// <summary>The hash of a leaf.</summary>
    public static byte[] Leaf(ReadOnlySpan<byte> data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0]);
        hash.AppendData(data);
        return hash.GetHashAndReset();
    }

    /// <summary>The hash of the tree over leaves.</summary>
    public static byte[] Root(ReadOnlySpan<byte[]> leaves)
    {
        if (leaves.Length == 1)
        {
            return leaves[0];
        }

        var left = LeftOf(leaves.Length);
        return Node(Root(leaves[..left]), Root(leaves[left..]));
    }

    /// <summary>The audit paths of all leaves, each from the leaf up.</summary>
    public static List<byte[]>[] Paths(ReadOnlySpan<byte[]> leaves)
    {
        var paths = new List<byte[]>[leaves.Length];
        for (var i = 0; i < paths.Length; i++)
        {
            paths[i] = [];
        }

        Climb(leaves, paths);
        return paths;
    }

    /// <summary>Whether a leaf stands at an index of the tree of so many leaves that has a root (RFC 9162 §2.1.3.2).</summary>
    public static bool Verify(ReadOnlySpan<byte> leaf, int index, int count, IReadOnlyList<byte[]> path, ReadOnlySpan<byte> root)
    {
        if (index < 0 || index >= count)
        {
            return false;
        }

        var (at, last, hash) = (index, count - 1, leaf.ToArray());
        foreach (var other in path)
        {
            if (last == 0 || other.Length != HashLength)
            {
                return false;
            }

            if ((at & 1) == 1 || at == last)
            {
                hash = Node(other, hash);
                while ((at & 1) == 0 && at != 0)
                {
                    (at, last) = (at >> 1, last >> 1);
                }
            }
            else
            {
                hash = Node(hash, other);
            }

            (at, last) = (at >> 1, last >> 1);
        }

        return last == 0 && CryptographicOperations.FixedTimeEquals(hash, root);
    }

    private static byte[] Climb(ReadOnlySpan<byte[]> leaves, Span<List<byte[]>> paths)
    {
        if (leaves.Length == 1)
        {
            return leaves[0];
        }

        var split = LeftOf(leaves.Length);
        var left = Climb(leaves[..split], paths[..split]);
        var right = Climb(leaves[split..], paths[split..]);
        for (var i = 0; i < paths.Length; i++)
        {
            paths[i].Add(i < split ? right : left);
        }

        return Node(left, right);
    }

    /// <summary>The greatest power of two below a number of leaves.</summary>
    private static int LeftOf(int count) => 1 << BitOperations.Log2((uint)count - 1);

    private static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> both = stackalloc byte[1 + (2 * HashLength)];
        both[0] = 1;
        left.CopyTo(both[1..]);
        right.CopyTo(both[(1 + HashLength)..]);
        return SHA256.HashData(both);
    }
}
