using System.Buffers;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using static Clearance.Signing.Tests.TestGate;

namespace Clearance.Signing.Tests;

/// <summary>S21: whoever keeps heads of a journal takes those of its engine for such, and nothing else.</summary>
public sealed class SignedHeadTests
{
    private const string Type = "clearance-journal-head+jws";

    private static readonly SignedHead Right = Head(Now, Lane(0, 11), Lane(2, 4));

    [Fact]
    public void A_head_says_what_the_engine_said_at_any_later_time()
    {
        var read = SignedHead.Read(Right.Sign(Key) + "\n", Keys, out var why);
        why.ShouldBeNull();
        (read!.Issuer, read.Journal, read.IssuedAt, read.Entries).ShouldBe(("clearance", "j", Now, 15));
        read.Lanes.Select(static lane => (lane.Lane, lane.Entries)).ShouldBe([(0, 11), (2, 4)]);
        read.Lanes[0].Peaks.ShouldBe(Right.Lanes[0].Peaks);
        SignedHead.Read(Head(Now).Sign(Key), Keys, out _)!.Lanes.ShouldBeEmpty("a journal may be empty");
    }

    [Fact]
    public void Neither_a_head_nor_a_token_nor_a_list_of_revoked_ones_passes_for_another()
    {
        SignedHead.Read(Token.Sign(Key), Keys, out var why).ShouldBeNull();
        why.ShouldBe($"The signature is of another type than {Type}.");
        SignedHead.Read(RevokedTokens.Sign(Key, "clearance", Now, []), Keys, out _).ShouldBeNull();
        new ReleaseTokenVerifier(Keys).Verify(Right.Sign(Key), Now).Why.ShouldBe("The signature is of another type than clearance-release+jwt.");
        RevokedTokens.Read(Right.Sign(Key), Keys, out _).ShouldBeNull();

        // The payload of each under the type of the other.
        var head = Convert.FromBase64String(Padded(Right.Sign(Key)));
        var token = Convert.FromBase64String(Padded(Token.Sign(Key)));
        SignedHead.Read(Jws.Sign(Key, Type, token), Keys, out why).ShouldBeNull();
        why.ShouldStartWith("What the head says cannot be read");
        new ReleaseTokenVerifier(Keys).Verify(Jws.Sign(Key, "clearance-release+jwt", head), Now).IsValid.ShouldBeFalse();
    }

    [Fact]
    public void Every_flipped_bit_of_a_head_is_noticed()
    {
        var text = Encoding.ASCII.GetBytes(Head(Now, Lane(0, 3)).Sign(Key));
        for (var bit = 0; bit < text.Length * 8; bit++)
        {
            byte[] flipped = [.. text];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            SignedHead.Read(Encoding.Latin1.GetString(flipped), Keys, out _).ShouldBeNull($"bit {bit}");
        }
    }

    [Fact]
    public void A_head_that_another_signed_or_nobody_is_none()
    {
        var right = Right.Sign(Key).Split('.');
        foreach (var (name, text) in new[]
        {
            ("a stranger under the key's name", Right.Sign(SigningKey.FromPem(SigningKey.NewPem(), "gate-1"))),
            ("a stranger", Right.Sign(SigningKey.FromPem(SigningKey.NewPem(), "gate-9"))),
            ("none", $"{Text($$"""{"alg":"none","kid":"gate-1","typ":"{{Type}}"}""")}.{right[1]}."),
            ("a MAC with the public key", Mac(right[1])),
            ("no type", $"{Text("""{"alg":"ES256","kid":"gate-1"}""")}.{right[1]}.{right[2]}"),
            ("a key of its own", $"{Text($$"""{"alg":"ES256","kid":"gate-1","typ":"{{Type}}","jku":"https://keys.example"}""")}.{right[1]}.{right[2]}"),
            ("detached", $"{right[0]}..{right[2]}"),
            ("cut short", $"{right[0]}.{right[1]}.{right[2][..^2]}"),
            ("nothing", ""),
        })
        {
            SignedHead.Read(text, Keys, out var why).ShouldBeNull(name);
            why.ShouldNotBeNullOrEmpty(name);
        }
    }

    [Theory]
    [InlineData("""{"iss":"c","iat":1,"journal":"j"}""")]
    [InlineData("""{"iss":"c","iat":1,"journal":"j","lanes":[],"lanes":[]}""")]
    [InlineData("""{"iss":"c","iat":1,"journal":"j","lanes":[],"more":1}""")]
    [InlineData("""{"iss":"c","iat":-1,"journal":"j","lanes":[]}""")]
    [InlineData("""{"iss":"c","iat":1,"journal":"j","lanes":[{"lane":0,"entries":0,"peaks":[]}]}""")]
    [InlineData("""{"iss":"c","iat":1,"journal":"j","lanes":[{"lane":0,"entries":1,"peaks":[]}]}""")]
    [InlineData("""{"iss":"c","iat":1,"journal":"j","lanes":[{"lane":0,"entries":1,"peaks":["AAAA"]}]}""")]
    [InlineData("""{"iss":"c","iat":1,"journal":"j","lanes":[{"lane":0,"entries":1,"peaks":[7]}]}""")]
    [InlineData("""{"iss":"c","iat":1,"journal":"j","lanes":[{"lane":32,"entries":1,"peaks":["P"]}]}""")]
    [InlineData("""{"iss":"c","iat":1,"journal":"j","lanes":[{"lane":1,"entries":1,"peaks":["P"]},{"lane":0,"entries":1,"peaks":["P"]}]}""")]
    [InlineData("""{"iss":"c","iat":1,"journal":"j","lanes":[{"lane":0,"entries":1,"peaks":["P"]},{"lane":0,"entries":1,"peaks":["P"]}]}""")]
    [InlineData("[]")]
    [InlineData("no JSON")]
    public void What_the_engine_would_not_write_is_not_read_though_its_key_signed_it(string payload)
    {
        var filled = payload.Replace("\"P\"", $"\"{new string('A', 43)}\"", StringComparison.Ordinal);
        SignedHead.Read(Jws.Sign(Key, Type, Encoding.UTF8.GetBytes(filled)), Keys, out var why).ShouldBeNull();
        why.ShouldStartWith("What the head says cannot be read: ");
    }

    [Fact]
    public void Two_heads_alone_show_what_no_growth_explains()
    {
        var later = Now.AddHours(1);
        Right.WhyNotAfter(Right).ShouldBeNull();
        Head(later, Lane(0, 11), Lane(1, 1), Lane(2, 4)).WhyNotAfter(Right).ShouldBeNull("a lane more");
        Head(later, Lane(0, 15), Lane(2, 9)).WhyNotAfter(Right).ShouldBeNull("the first 8 of 15 are those of 11");
        (Head(later, Lane(0, 11), Lane(2, 4)) with { Journal = "k" }).WhyNotAfter(Right).ShouldBe("It is of another journal than the one before.");
        Head(Now.AddSeconds(-1), Lane(0, 11), Lane(2, 4)).WhyNotAfter(Right)!.ShouldStartWith("It was made before the one before");
        Head(later, Lane(0, 10), Lane(2, 4)).WhyNotAfter(Right).ShouldBe("Lane 0 had 11 entries and has fewer.");
        Head(later, Lane(0, 12)).WhyNotAfter(Right).ShouldBe("Lane 2 had 4 entries and has fewer.");
        Head(later, Lane(0, 15, other: 0), Lane(2, 4)).WhyNotAfter(Right).ShouldBe("The first entries of lane 0 are not those that were there.");
        Head(later, Lane(0, 11, other: 2), Lane(2, 4)).WhyNotAfter(Right).ShouldBe("The first entries of lane 0 are not those that were there.");
        Head(later, Lane(0, 15, other: 1), Lane(2, 4)).WhyNotAfter(Right).ShouldBeNull("what follows the first 8 shares no peak: the journal must tell");
    }

    private static SignedHead Head(DateTimeOffset at, params HeadLane[] lanes) =>
        new() { Issuer = "clearance", Journal = "j", IssuedAt = at, Lanes = lanes };

    /// <summary>A lane whose peaks are made of what they span.</summary>
    private static HeadLane Lane(int lane, long entries, int? other = null)
    {
        var (peaks, before) = (new List<byte[]>(), 0L);
        for (var left = entries; left > 0;)
        {
            var size = 1L << BitOperations.Log2((ulong)left);
            peaks.Add(SHA256.HashData(Encoding.ASCII.GetBytes($"{lane}:{before}+{size}{(other == peaks.Count ? "!" : "")}")));
            (before, left) = (before + size, left - size);
        }

        return new HeadLane(lane, entries, peaks);
    }

    private static string Mac(string payload)
    {
        var header = Text($$"""{"alg":"HS256","kid":"gate-1","typ":"{{Type}}"}""");
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            Key.WritePublic(json);
        }

        return $"{header}.{payload}.{Base64UrlText.Of(HMACSHA256.HashData(bytes.WrittenSpan, Encoding.ASCII.GetBytes($"{header}.{payload}")))}";
    }

    private static string Text(string header) => Base64UrlText.Of(Encoding.ASCII.GetBytes(header));

    private static string Padded(string jws)
    {
        var payload = jws.Split('.')[1].Replace('-', '+').Replace('_', '/');
        return payload.PadRight((payload.Length + 3) / 4 * 4, '=');
    }
}
