using System.Text;
using static Clearance.Signing.Tests.TestGate;

namespace Clearance.Signing.Tests;

/// <summary>A gate lets go what the engine says may go, and nothing else, without asking.</summary>
public sealed class ReleaseTokenTests
{
    private static readonly ReleaseTokenVerifier Gate = new(Keys);

    [Fact]
    public void A_token_says_to_the_gate_what_the_engine_said()
    {
        var check = Gate.Verify(Token.Sign(Key), Now, "10512345676");
        check.Why.ShouldBeNull();
        check.Token.ShouldBe(Token);
        Gate.Verify(Token.Sign(Key) + "\n", Now, "105123456761").IsValid.ShouldBeTrue("the 12th digit is the amendment");
    }

    [Theory]
    [InlineData(24 * 60, null)]
    [InlineData((24 * 60) + 1, "The token expired at 2026-11-03T08:00:00Z.")]
    [InlineData(-1, null)]
    [InlineData(-2, "The token was made at 2026-11-02T08:00:00Z, which has not come yet: a clock is wrong.")]
    public void Clocks_may_differ_by_a_minute(int minutes, string? why) =>
        Gate.Verify(Token.Sign(Key), Now.AddMinutes(minutes)).Why.ShouldBe(why);

    [Fact]
    public void Each_way_not_to_count_has_its_sentence()
    {
        Gate.Verify(Token.Sign(Key), Now, "10999999990").Why.ShouldBe("The token is for another declaration, 105123456760.");
        Gate.Verify((Token with { Outcome = "hold" }).Sign(Key), Now).Why.ShouldBe("The token lets nothing go.");
        Gate.Verify(Token.Sign(SigningKey.FromPem(SigningKey.NewPem(), "gate-2")), Now).Why.ShouldBe("No key with this kid is pinned.");
        Gate.Verify(Token.Sign(SigningKey.FromPem(SigningKey.NewPem(), "gate-1")), Now).Why.ShouldBe("The signature is not over these bytes, or not of this key.");
        Gate.Verify("no token", Now).Why.ShouldBe("It is no JWS in compact form: three parts of base64url with dots between them.");
        Gate.Verify(RevokedTokens.Sign(Key, "clearance", Now, []), Now).Why.ShouldBe("The signature is of another type than clearance-release+jwt.");
    }

    [Fact]
    public void A_token_is_revoked_by_a_later_decision_and_one_made_after_it_is_not()
    {
        var list = RevokedTokens.Read(
            RevokedTokens.Sign(Key, "clearance", Now, [new("10512345676", 4, Now.AddDays(1)), new("10999999990", 9, Now)]), Keys, out var why);
        why.ShouldBeNull();
        list!.ToString().ShouldBe("2 as of 2026-11-02T08:00:00Z");
        Gate.Verify(Token.Sign(Key), Now, null, list).Why.ShouldBe(
            "The token is revoked: it was made at decision 3, and decision 4 no longer lets the goods go.");
        Gate.Verify((Token with { Sequence = 4 }).Sign(Key), Now, null, list).IsValid.ShouldBeTrue();
        Gate.Verify((Token with { Declaration = "100000001110" }).Sign(Key), Now, null, list).IsValid.ShouldBeTrue();
    }

    [Fact]
    public void A_list_of_another_key_or_type_is_no_list()
    {
        var stranger = SigningKey.FromPem(SigningKey.NewPem(), "gate-1");
        RevokedTokens.Read(RevokedTokens.Sign(stranger, "clearance", Now, []), Keys, out var why).ShouldBeNull();
        why.ShouldStartWith("The list of revoked tokens is not the engine's");
        RevokedTokens.Read(Token.Sign(Key), Keys, out _).ShouldBeNull("a token is no list");
    }

    [Fact]
    public void Every_flipped_bit_of_a_token_is_noticed()
    {
        var token = Encoding.ASCII.GetBytes(Token.Sign(Key));
        for (var bit = 0; bit < token.Length * 8; bit++)
        {
            byte[] flipped = [.. token];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Gate.Verify(Encoding.Latin1.GetString(flipped), Now).IsValid.ShouldBeFalse($"bit {bit}");
        }
    }

    [Fact]
    public void Keys_overlap_while_one_follows_another()
    {
        var next = SigningKey.FromPem(SigningKey.NewPem(), "gate-2");
        var both = new ReleaseTokenVerifier(Published(next, Key));
        both.Verify(Token.Sign(Key), Now).IsValid.ShouldBeTrue("until its tokens have expired");
        both.Verify(Token.Sign(next), Now).IsValid.ShouldBeTrue();
        new ReleaseTokenVerifier(Published(next)).Verify(Token.Sign(Key), Now).IsValid.ShouldBeFalse("a key that is not published any more");
    }
}
