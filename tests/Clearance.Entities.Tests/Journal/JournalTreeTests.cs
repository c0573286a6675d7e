using System.Numerics;
using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;

namespace Clearance.Entities.Tests.Journal;

/// <summary>The tree of a lane's entries is that of RFC 6962, whatever was kept of it on the way.</summary>
public sealed class JournalTreeTests
{
    /// <summary>The leaves and roots that implementations of Certificate Transparency test each other by.</summary>
    private static readonly (string Leaf, string Root)[] Known =
    [
        ("", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        ("00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
        ("10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
        ("2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
        ("3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
        ("40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"),
        ("5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
        ("606162636465666768696a6b6c6d6e6f", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
    ];

    [Fact]
    public void Known_leaves_have_the_known_roots()
    {
        var tree = new JournalTree();
        foreach (var (leaf, root) in Known)
        {
            tree.Add(Convert.FromHexString(leaf));
            Convert.ToHexStringLower(RootOf(tree.Peaks)).ShouldBe(root, $"{tree.Entries} leaves");
        }
    }

    [Fact]
    public void It_has_the_root_that_the_RFC_defines_and_each_peak_is_that_of_its_own_entries() => Prop.ForAll(
        Arb.From(Gen.Choose(0, 300)), Arb.From(Gen.Choose(0, int.MaxValue - 1)),
        static (count, seed) =>
        {
            var hashes = Hashes(count, seed);
            var tree = new JournalTree();
            hashes.ForEach(hash => tree.Add(hash));
            var spans = JournalTree.Spans(count);
            tree.Entries.ShouldBe(count);
            tree.Peaks.Count.ShouldBe(BitOperations.PopCount((uint)count));
            tree.Peaks.Select(Convert.ToHexString).ShouldBe(spans.Select(span => Convert.ToHexString(
                Defined(hashes.GetRange((int)span.From - 1, (int)(span.Through - span.From + 1))))));
            (count == 0 || RootOf(tree.Peaks).SequenceEqual(Defined(hashes))).ShouldBeTrue();
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Spans_are_all_positions_one_after_the_other_the_largest_first()
    {
        JournalTree.Spans(0).ShouldBeEmpty();
        JournalTree.Spans(11).ShouldBe([(1, 8), (9, 10), (11, 11)]);
        JournalTree.Spans(long.MaxValue).Sum(static span => (double)(span.Through - span.From + 1)).ShouldBe(long.MaxValue);
        Should.Throw<ArgumentOutOfRangeException>(static () => JournalTree.Spans(-1));
    }

    [Fact]
    public void Any_other_entry_anywhere_makes_other_peaks()
    {
        var hashes = Hashes(77, 1);
        var right = Peaks(hashes);
        for (var i = 0; i < hashes.Count; i++)
        {
            var other = hashes.ToList();
            other[i] = SHA256.HashData(other[i]);
            Peaks(other).ShouldNotBe(right, $"entry {i}");
            Peaks([.. hashes.Take(i), .. hashes.Skip(i + 1)]).ShouldNotBe(right, $"without entry {i}");
            Peaks([.. hashes.Take(i), hashes[i], .. hashes.Skip(i)]).ShouldNotBe(right, $"entry {i} twice");
        }
    }

    private static List<byte[]> Hashes(int count, int seed) =>
        [.. Enumerable.Range(0, count).Select(i => SHA256.HashData(BitConverter.GetBytes(((long)seed << 20) + i)))];

    private static string Peaks(IEnumerable<byte[]> hashes)
    {
        var tree = new JournalTree();
        foreach (var hash in hashes)
        {
            tree.Add(hash);
        }

        return string.Join(' ', tree.Peaks.Select(Convert.ToHexString));
    }

    private static byte[] RootOf(IReadOnlyList<byte[]> peaks) =>
        peaks.Reverse().Aggregate(static (right, left) => Node(left, right));

    /// <summary>MTH of RFC 6962 §2.1, as it is written there.</summary>
    private static byte[] Defined(List<byte[]> hashes)
    {
        if (hashes.Count == 1)
        {
            return SHA256.HashData([0, .. hashes[0]]);
        }

        var left = 1;
        while (left * 2 < hashes.Count)
        {
            left *= 2;
        }

        return Node(Defined(hashes.GetRange(0, left)), Defined(hashes.GetRange(left, hashes.Count - left)));
    }

    private static byte[] Node(byte[] left, byte[] right) => SHA256.HashData([1, .. left, .. right]);
}
