using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Clearance.Signing.Tests;

/// <summary>What banks sign is known again, and nothing else is.</summary>
public sealed class BankSignatureTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly TestBanks Banks = new();

    private static readonly byte[] Body = Encoding.UTF8.GetBytes(
        """{"type":"PaymentCancelled","id":"BIDV:HUY-1","at":"2026-11-02T09:15:05+07:00","bank":"BIDV","payment":"BIDV:FT1","taxpayer":"0100109106","amount":1}""");

    private static readonly byte[][] Events = [.. Enumerable.Range(0, 4).Select(static i => Encoding.UTF8.GetBytes($"{{\"id\":\"BIDV:{i}\"}}"))];

    private static BankVerifier Verifier { get; } = new(Banks.Keys);

    [Fact]
    public void What_a_bank_signs_with_either_algorithm_is_its_own()
    {
        foreach (var key in (SigningKey[])[Banks.Bidv, Banks.BidvRsa, Banks.Next])
        {
            var signature = new BankSigner(key).Sign(Body);
            signature.Split('.')[1].ShouldBeEmpty("the body is not repeated in it");
            var check = Verifier.Verify(signature, Body, Now);
            (check.Why, check.Key?.Owner, check.Key?.Id).ShouldBe((null, "BIDV", key.Id));
        }
    }

    [Fact]
    public void A_long_body_is_signed_as_a_whole()
    {
        foreach (var length in (int[])[0, 1, 2, 3, 3071, 3072, 3073, 1_000_000])
        {
            var body = new byte[length];
            new Random(length).NextBytes(body);
            var signature = new BankSigner(Banks.Bidv).Sign(body);
            Verifier.Verify(signature, body, Now).IsValid.ShouldBeTrue($"{length} bytes");
            if (length > 0)
            {
                body[^1] ^= 1;
                Verifier.Verify(signature, body, Now).IsValid.ShouldBeFalse($"{length} bytes");
            }
        }
    }

    [Fact]
    public void No_forgery_passes_alone_or_in_an_envelope()
    {
        var count = 0;
        foreach (var forged in Forgeries.Of(Banks, Body))
        {
            count++;
            var check = Verifier.Verify(forged.Signature, forged.Body, Now);
            check.IsValid.ShouldBeFalse(forged.Name);
            check.Why.ShouldNotBeNullOrEmpty();
            var opened = Verifier.Open(BankSigner.Envelope(forged.Body, forged.Signature), Now);
            opened.Check.IsValid.ShouldBeFalse(forged.Name);
            opened.Signed.Length.ShouldBe(0, "nobody is to read what is not signed");
        }

        count.ShouldBeGreaterThan(120);
    }

    [Fact]
    public void Every_flipped_bit_of_a_signature_and_its_body_is_noticed()
    {
        var signature = Encoding.ASCII.GetBytes(new BankSigner(Banks.Bidv).Sign(Body));
        for (var bit = 0; bit < signature.Length * 8; bit++)
        {
            var flipped = Flip(signature, bit);
            Verifier.Verify(Encoding.Latin1.GetString(flipped), Body, Now).IsValid.ShouldBeFalse($"bit {bit} of the signature");
        }

        for (var bit = 0; bit < Body.Length * 8; bit++)
        {
            Verifier.Verify(Encoding.ASCII.GetString(signature), Flip(Body, bit), Now).IsValid.ShouldBeFalse($"bit {bit} of the body");
        }
    }

    [Fact]
    public void A_signature_is_for_one_body()
    {
        var (one, other) = (Encoding.UTF8.GetBytes("""{"id":"BIDV:1"}"""), Encoding.UTF8.GetBytes("""{"id":"BIDV:2"}"""));
        var signer = new BankSigner(Banks.Bidv);
        Verifier.Verify(signer.Sign(one), other, Now).IsValid.ShouldBeFalse();
        Verifier.Verify(signer.Sign(other), one, Now).IsValid.ShouldBeFalse();
    }

    [Fact]
    public void Keys_count_from_their_first_moment_to_before_their_last_and_two_may_overlap()
    {
        var keys = Banks.Keys;
        keys.Find("BIDV-old")!.WhyNot(DateTimeOffset.Parse("2025-12-31T23:59:59Z")).ShouldBeNull();
        keys.Find("BIDV-old")!.WhyNot(DateTimeOffset.Parse("2026-01-01T00:00:00Z")).ShouldBe("The key of the signature has expired.");
        keys.Find("BIDV-soon")!.WhyNot(DateTimeOffset.Parse("2997-12-31T23:59:59Z")).ShouldBe("The key of the signature does not count yet.");
        keys.Find("BIDV-soon")!.WhyNot(DateTimeOffset.Parse("2998-01-01T00:00:00Z")).ShouldBeNull();
        keys.Find("BIDV-lost")!.WhyNot(Now).ShouldBe("The key of the signature is revoked.");
        (keys.Find("BIDV-1")!.WhyNot(Now), keys.Find("BIDV-2")!.WhyNot(Now)).ShouldBe((null, null));
    }

    [Fact]
    public void Each_event_under_a_seal_verifies_alone_whatever_the_size_of_the_batch()
    {
        var signer = new BankSigner(Banks.Bidv);
        for (var count = 1; count <= 70; count++)
        {
            var events = Enumerable.Range(0, count).Select(i => Encoding.UTF8.GetBytes($"event {i} of {count}")).ToList();
            var messages = signer.Seal([.. events.Select(static e => new ReadOnlyMemory<byte>(e))]);
            for (var i = count - 1; i >= 0; i--)
            {
                BankVerifier.IsEnvelope(messages[i]).ShouldBeTrue();
                var opened = Verifier.Open(messages[i], Now);
                (opened.Check.Why, opened.Check.Key?.Owner).ShouldBe((null, "BIDV"));
                opened.Signed.Span.SequenceEqual(events[i]).ShouldBeTrue();
            }
        }
    }

    [Fact]
    public void No_event_passes_that_is_not_under_its_seal_at_its_place()
    {
        foreach (var (name, message) in Forgeries.OfSeals(Banks, Events))
        {
            BankVerifier.IsEnvelope(message).ShouldBeTrue(name);
            Verifier.Open(message, Now).Check.IsValid.ShouldBeFalse(name);
        }
    }

    [Fact]
    public void No_place_of_a_tree_passes_for_another()
    {
        Prop.ForAll(
            Gen.Choose(1, 40).SelectMany(count => Gen.Choose(0, count - 1).SelectMany(at => Gen.Choose(-1, count).SelectMany(index =>
                Gen.Choose(1, 40).Select(said => (count, at, index, said))))).ToArbitrary(),
            static it =>
            {
                var leaves = Enumerable.Range(0, it.count).Select(static i => MerkleTree.Leaf([(byte)i])).ToArray();
                var (root, path) = (MerkleTree.Root(leaves), MerkleTree.Paths(leaves)[it.at]);
                MerkleTree.Verify(leaves[it.at], it.at, it.count, path, root).ShouldBeTrue();
                if (it.index != it.at)
                {
                    MerkleTree.Verify(leaves[it.at], it.index, it.count, path, root).ShouldBeFalse();
                }

                MerkleTree.Verify(leaves[it.at], it.at, it.count, [.. path, leaves[0]], root).ShouldBeFalse();
                if (path.Count > 0)
                {
                    MerkleTree.Verify(leaves[it.at], it.at, it.count, path[1..], root).ShouldBeFalse();
                }
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_tree_is_that_of_RFC_6962()
    {
        // The roots of its reference's eight leaves: "", 00, 10, 2021, 3031, 40414243, 5051…57, 6061…6f.
        byte[][] data = [[], [0], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
            [.. Enumerable.Range(0x50, 8).Select(static i => (byte)i)], [.. Enumerable.Range(0x60, 16).Select(static i => (byte)i)]];
        var leaves = data.Select(static it => MerkleTree.Leaf(it)).ToArray();
        Convert.ToHexStringLower(MerkleTree.Root(leaves.AsSpan(..1))).ShouldBe("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        Convert.ToHexStringLower(MerkleTree.Root(leaves.AsSpan(..2))).ShouldBe("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
        Convert.ToHexStringLower(MerkleTree.Root(leaves)).ShouldBe("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
    }

    [Fact]
    public void A_seal_is_remembered_and_its_key_is_still_looked_at()
    {
        var verifier = new BankVerifier(Banks.Keys);
        var message = new BankSigner(Banks.Bidv).Seal([Events[0], Events[1]])[0];
        verifier.Open(message, Now).Check.IsValid.ShouldBeTrue();
        verifier.SealsKept.ShouldBe(1);
        verifier.Open(message, DateTimeOffset.Parse("2091-01-01T00:00:00Z")).Check.Why.ShouldBe("The key of the signature has expired.");
        new BankVerifier(PinnedKeys.ReadBanks(Encoding.UTF8.GetBytes(Banks.Without(Banks.Bidv)))).Open(message, Now).Check.Why
            .ShouldBe("The key of the signature is revoked.");

        for (var i = 0; i < 1100; i++)
        {
            verifier.Open(new BankSigner(Banks.Bidv).Seal([Events[0]])[0], Now).Check.IsValid.ShouldBeTrue();
        }

        verifier.SealsKept.ShouldBeLessThanOrEqualTo(1024);
    }

    [Fact]
    public void Many_threads_verify_at_once()
    {
        var (right, wrong) = (new BankSigner(Banks.Bidv).Sign(Body), new BankSigner(Banks.Vcb).Sign(Events[0]));
        Parallel.For(0, 2000, i => Verifier.Verify(i % 2 == 0 ? right : wrong, Body, Now).IsValid.ShouldBe(i % 2 == 0));
    }

    private static byte[] Flip(byte[] bytes, int bit)
    {
        byte[] flipped = [.. bytes];
        flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        return flipped;
    }
}
