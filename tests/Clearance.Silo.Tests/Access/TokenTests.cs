using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Clearance.Silo.Tests.Access;

/// <summary>S10: which tokens are taken. Every other one is nobody's.</summary>
public sealed class TokenTests : IDisposable
{
    private static readonly string[] Port = ["port"];

    private readonly AccessFolder folder = new();
    private AccessRules? rules;

    private Tokens Tokens => folder.Tokens;

    private AccessRules Rules => rules ??= AccessFile.Read(folder.File).Rules;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Every_allowed_signature_and_type_is_taken()
    {
        (await Of(Tokens.Token(Claims()))).Caller!.Name.ShouldBe("gate-1");
        (await Of(Tokens.Make(Tokens.Header("RS256", "r1"), Claims(), Tokens.SignRs256))).Caller.ShouldNotBeNull();
        (await Of(Tokens.Make(Tokens.Header("PS256", "r1"), Claims(), Tokens.SignPs256))).Caller.ShouldNotBeNull();
        (await Of(Tokens.Make(With(Tokens.Header(), "typ", "JWT"), Claims(), Tokens.SignEs256))).Caller.ShouldNotBeNull();
        (await Of(Tokens.Make(With(Tokens.Header(), "kid", null), Claims(), Tokens.SignEs256))).Caller.ShouldNotBeNull();
        var both = Claims();
        both["aud"] = new JsonArray("other", Tokens.Audience);
        (await Of(Tokens.Token(both))).Caller.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("iss", "\"https://id.other.example\"", "unknown issuer")]
    [InlineData("iss", null, "unknown issuer")]
    [InlineData("aud", "\"other\"", "other audience")]
    [InlineData("aud", "[]", "other audience")]
    [InlineData("aud", null, "other audience")]
    [InlineData("exp", "NOW-61", "expired")]
    [InlineData("exp", "NOW-86400", "expired")]
    [InlineData("exp", null, "without an end")]
    [InlineData("nbf", "NOW+90", "not valid yet")]
    [InlineData("sub", null, "contradictory claims")]
    [InlineData("sub", "\"\"", "contradictory claims")]
    [InlineData("sub", "\"gate\\r\\n2026 forged\"", "contradictory claims")]
    [InlineData("sub", "[\"gate-1\",\"gate-2\"]", "unreadable token")]
    [InlineData("roles", "[\"bank\"]", "contradictory claims")]
    [InlineData("roles", "[\"taxpayer\"]", "contradictory claims")]
    [InlineData("roles", "[\"port\",\"auditor\"]", "contradictory claims")]
    public async Task A_claim_that_is_wrong_makes_it_nobodys(string claim, string? json, string why)
    {
        var claims = Claims();
        claims.Remove(claim);
        if (json is not null)
        {
            claims[claim] = json.StartsWith("NOW", StringComparison.Ordinal) ? Tokens.Now + int.Parse(json[3..]) : JsonNode.Parse(json);
        }

        (await Of(Tokens.Token(claims))).ShouldBe((null, why));
    }

    [Fact]
    public async Task Clocks_may_be_a_minute_apart_and_no_more()
    {
        (await Of(Tokens.Token(With(Claims(), "exp", Tokens.Now - 50)))).Caller.ShouldNotBeNull();
        (await Of(Tokens.Token(With(Claims(), "nbf", Tokens.Now + 50)))).Caller.ShouldNotBeNull();
        (await Of(Tokens.Token(With(Claims(), "exp", Tokens.Now - 62)))).Caller.ShouldBeNull();
    }

    [Fact]
    public async Task A_header_that_is_wrong_makes_it_nobodys()
    {
        using var others = new Tokens();
        var hmac = System.Text.Encoding.UTF8.GetBytes(Tokens.Rsa.ExportSubjectPublicKeyInfoPem());
        (string What, string Token)[] table =
        [
            ("none", Tokens.Make(Tokens.Header("none"), Claims(), static _ => [])),
            ("None", Tokens.Make(Tokens.Header("None"), Claims(), static _ => [])),
            ("no signature", Tokens.Make(Tokens.Header(), Claims(), static _ => [])),
            ("HS256 with the public key", Tokens.Make(
                Tokens.Header("HS256", "r1"), Claims(), it => System.Security.Cryptography.HMACSHA256.HashData(hmac, it))),
            ("RS256 said of an ES256 signature", Tokens.Make(Tokens.Header("RS256", "r1"), Claims(), Tokens.SignEs256)),
            ("PS256 said of an RS256 signature", Tokens.Make(Tokens.Header("PS256", "r1"), Claims(), Tokens.SignRs256)),
            ("ES256 by the RSA key", Tokens.Make(Tokens.Header("ES256", "r1"), Claims(), Tokens.SignRs256)),
            ("another's key under our kid", Tokens.Make(Tokens.Header(), Claims(), others.SignEs256)),
            ("another kid", Tokens.Make(Tokens.Header(kid: "e2"), Claims(), Tokens.SignEs256)),
            ("its own key", Tokens.Make(With(Tokens.Header(), "jwk", others.CurveJwk("e1")), Claims(), others.SignEs256)),
            ("a key elsewhere", Tokens.Make(With(Tokens.Header(), "jku", "http://169.254.169.254/keys"), Claims(), others.SignEs256)),
            ("a certificate elsewhere", Tokens.Make(With(Tokens.Header(), "x5u", "http://127.0.0.1:1/c"), Claims(), others.SignEs256)),
            ("its own certificate", Tokens.Make(With(Tokens.Header(), "x5c", new JsonArray("AAAA")), Claims(), others.SignEs256)),
            ("critical", Tokens.Make(With(Tokens.Header(), "crit", new JsonArray("b64")), Claims(), Tokens.SignEs256)),
            ("an id token", Tokens.Make(With(Tokens.Header(), "typ", "id+jwt"), Claims(), Tokens.SignEs256)),
            ("no type", Tokens.Make(With(Tokens.Header(), "typ", null), Claims(), Tokens.SignEs256)),
            ("not JSON", Tokens.Make("{", Claims().ToJsonString(), Tokens.SignEs256)),
            ("claims that are not JSON", Tokens.Make(Tokens.Header().ToJsonString(), "[1]", Tokens.SignEs256)),
            ("empty", ""),
            ("dots", ".."),
            ("five parts", "a.b.c.d.e"),
            ("too long", Tokens.Token(With(Claims(), "more", new string('x', 9000)))),
        ];
        foreach (var (what, token) in table)
        {
            (await Of(token)).Caller.ShouldBeNull(what);
        }
    }

    [Fact]
    public async Task Whatever_character_of_a_token_is_changed_it_is_nobodys()
    {
        var token = Tokens.Token(Claims());
        (await Of(token)).Caller.ShouldNotBeNull();
        var random = new Random(20261123);
        for (var i = 0; i < 300; i++)
        {
            var place = random.Next(token.Length);
            var other = "AZaz09-_.+="[random.Next(11)];
            var changed = $"{token[..place]}{other}{token[(place + 1)..]}";

            // The last character of a base64url part has bits that say nothing: those may differ.
            var isLast = place == token.Length - 1 || token[place + 1] == '.';
            if (token[place] != other && !isLast)
            {
                (await Of(changed)).Caller.ShouldBeNull(changed);
            }
        }
    }

    [Theory]
    [InlineData("Basic Z2F0ZTpnYXRl")]
    [InlineData("Bearer")]
    [InlineData("bearer  ")]
    [InlineData("Token x")]
    public async Task Another_scheme_is_nobodys(string authorization) => (await Header(authorization)).Caller.ShouldBeNull();

    [Fact]
    public async Task Two_tokens_are_nobodys()
    {
        var token = $"Bearer {Tokens.Token(Claims())}";
        (await Header(token)).Caller.ShouldNotBeNull();
        (await Header(token, token)).Caller.ShouldBeNull();
    }

    [Fact]
    public async Task A_token_is_looked_at_once_and_not_after_its_end_nor_by_other_rules()
    {
        var token = Tokens.Token(With(Claims(), "exp", Tokens.Now + 30));
        var now = DateTimeOffset.UtcNow;
        (await Of(token)).Caller.ShouldNotBeNull();
        Rules.Seen.Find(token, now).ShouldNotBeNull();
        Rules.Seen.Find(token, now.AddSeconds(31)).ShouldBeNull("over");
        Rules.Seen.Find(token[..^1] + (token[^1] == 'A' ? 'B' : 'A'), now).ShouldBeNull("another");
        AccessFile.Read(folder.File).Rules.Seen.Find(token, now).ShouldBeNull("a file that is read again knows none");
    }

    [Fact]
    public async Task Roles_that_are_not_ours_are_passed_over_and_who_has_none_may_nothing()
    {
        (await Of(Tokens.Token(Tokens.Claims("x", "port", "mail-admin")))).Caller!.Roles.ShouldBe(Roles.Port);
        (await Of(Tokens.Token(Tokens.Claims("x", "mail-admin")))).Caller!.Roles.ShouldBe(Roles.None);
    }

    private static JsonObject Claims() => Tokens.Claims("gate-1", Port);

    private static JsonObject With(JsonObject json, string name, JsonNode? value)
    {
        json.Remove(name);
        if (value is not null)
        {
            json[name] = value;
        }

        return json;
    }

    private Task<(Caller? Caller, string Why)> Of(string token) => Header($"Bearer {token}");

    private async Task<(Caller? Caller, string Why)> Header(params string[] authorization)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Authorization = authorization;
        return await Authentication.Of(context, Rules, DateTimeOffset.UtcNow);
    }
}
