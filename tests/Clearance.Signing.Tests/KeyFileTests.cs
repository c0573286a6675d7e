using System.Security.Cryptography;
using System.Text;

namespace Clearance.Signing.Tests;

/// <summary>A file of keys is taken as a whole or not at all.</summary>
public sealed class KeyFileTests
{
    private static readonly string Pem = Public(SigningKey.NewPem());

    [Fact]
    public void A_key_may_be_a_JWK_or_PEM()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var q = ec.ExportParameters(false).Q;
        var jwk = $$"""{"kty":"EC","crv":"P-256","x":"{{Base64UrlText.Of(q.X)}}","y":"{{Base64UrlText.Of(q.Y)}}"}""";
        var keys = Read(File($$"""{"kid":"a","alg":"ES256","jwk":{{jwk}},{{Times}}},{"kid":"b","alg":"ES256","pem":"{{Line(ec.ExportSubjectPublicKeyInfoPem())}}",{{Times}}}"""));
        var signer = new BankSigner(SigningKey.FromPem(ec.ExportPkcs8PrivateKeyPem(), "a"));
        new BankVerifier(keys).Verify(signer.Sign([1]), [1], DateTimeOffset.UtcNow).Key!.Owner.ShouldBe("VCB");
    }

    [Theory]
    [InlineData("""{"banks":[}""", "no JSON")]
    [InlineData("""{"banks":[],"banks":[]}""", "no JSON")]
    [InlineData("""[]""", "an object is expected")]
    [InlineData("""{}""", "'banks' is missing")]
    [InlineData("""{"banks":[{"bank":"vcb","keys":[]}]}""", "'bank' is not")]
    [InlineData("""{"banks":[{"bank":"VCB"}]}""", "'keys' is missing")]
    [InlineData("""{"banks":[{"bank":"VCB","keys":[{"kid":"a b"}]}]}""", "a kid is")]
    [InlineData("""{"banks":[{"bank":"VCB","keys":[{"kid":"a","alg":"RS256"}]}]}""", "'alg' is ES256 or PS256")]
    [InlineData("""{"banks":[{"bank":"VCB","keys":[{"kid":"a","alg":"HS256"}]}]}""", "'alg' is ES256 or PS256")]
    [InlineData("""{"banks":[{"bank":"VCB","keys":[{"kid":"a","alg":"ES256"}]}]}""", "as 'jwk' or as 'pem'")]
    [InlineData("""{"banks":[{"bank":"VCB","keys":[{"kid":"a","alg":"ES256","pem":"x"}]}]}""", "no public key")]
    [InlineData("""{"banks":[{"bank":"VCB","keys":[{"kid":"a","alg":"ES256","jwk":{"kty":"EC","crv":"P-384"}}]}]}""", "crv P-256")]
    [InlineData("""{"banks":[{"bank":"VCB","keys":[{"kid":"a","alg":"ES256","jwk":{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}}]}]}""", "no public key")]
    [InlineData("""{"banks":[{"bank":"VCB","keys":[{"kid":"a","alg":"ES256","jwk":{"kty":"EC","d":"AA"}}]}]}""", "private")]
    [InlineData("""{"banks":[{"bank":"VCB","keys":[{"kid":"a","alg":"PS256","jwk":{"kty":"oct","k":"AA"}}]}]}""", "shared")]
    public void Whatever_is_wrong_is_said(string file, string why) =>
        Should.Throw<KeyFileException>(() => Read(file)).Message.ShouldContain(why);

    [Fact]
    public void A_misspelt_revocation_a_name_twice_a_key_too_small_and_a_private_key_are_refused()
    {
        Refused($$"""{"kid":"a","alg":"ES256","pem":"{{Pem}}",{{Times}},"revokd":true}""", "not known");
        Refused($$"""{"kid":"a","alg":"ES256","pem":"{{Pem}}",{{Times}},"revoked":"yes"}""", "neither true nor false");
        Refused($$"""{"kid":"a","alg":"ES256","pem":"{{Pem}}"}""", "'notBefore' is missing");
        Refused($$"""{"kid":"a","alg":"ES256","pem":"{{Pem}}","notBefore":"2026-01-01","notAfter":"2027-01-01T00:00:00Z"}""", "no time");
        Refused($$"""{"kid":"a","alg":"ES256","pem":"{{Pem}}",{{Times}}},{"kid":"a","alg":"ES256","pem":"{{Pem}}",{{Times}}}""", "two keys");
        Refused($$"""{"kid":"a","alg":"PS256","pem":"{{Pem}}",{{Times}}}""", "PS256");
        using var small = RSA.Create(1024);
        Refused($$"""{"kid":"a","alg":"PS256","pem":"{{Line(small.ExportSubjectPublicKeyInfoPem())}}",{{Times}}}""", "2048");
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Refused($$"""{"kid":"a","alg":"ES256","pem":"{{Line(other.ExportSubjectPublicKeyInfoPem())}}",{{Times}}}""", "P-256");
        Refused($$"""{"kid":"a","alg":"ES256","pem":"{{Line(SigningKey.NewPem())}}",{{Times}}}""", "private key");
    }

    [Fact]
    public void A_signing_key_is_a_private_one_that_may_sign_here()
    {
        SigningKey.FromPem(SigningKey.NewPem(), "a").Algorithm.ShouldBe(SignatureAlgorithm.Es256);
        using var rsa = RSA.Create(2048);
        SigningKey.FromPem(rsa.ExportRSAPrivateKeyPem(), "a").Algorithm.ShouldBe(SignatureAlgorithm.Ps256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Should.Throw<KeyFileException>(() => SigningKey.FromPem(other.ExportPkcs8PrivateKeyPem(), "a"));
        Should.Throw<KeyFileException>(() => SigningKey.FromPem(rsa.ExportSubjectPublicKeyInfoPem(), "a"));
        Should.Throw<KeyFileException>(() => SigningKey.FromPem("nothing", "a"));
        Should.Throw<KeyFileException>(() => SigningKey.FromPem(SigningKey.NewPem(), "a/b"));
    }

    private const string Times = "\"notBefore\":\"2026-01-01T00:00:00Z\",\"notAfter\":\"2090-01-01T00:00:00+07:00\"";

    private static void Refused(string keys, string why) => Should.Throw<KeyFileException>(() => Read(File(keys))).Message.ShouldContain(why);

    private static string File(string keys) => $$"""{"banks":[{"bank":"VCB","keys":[{{keys}}]}]}""";

    private static PinnedKeys Read(string file) => PinnedKeys.ReadBanks(Encoding.UTF8.GetBytes(file));

    private static string Public(string pem)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(pem);
        return Line(key.ExportSubjectPublicKeyInfoPem());
    }

    private static string Line(string pem) => pem.Replace("\n", "\\n", StringComparison.Ordinal);
}
