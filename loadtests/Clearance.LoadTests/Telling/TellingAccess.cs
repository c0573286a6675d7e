using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Clearance.LoadTests;

/// <summary>An issuer of tokens, made for one run, and the access file that believes it.</summary>
internal sealed class TellingAccess : IDisposable
{
    private const string Issuer = "https://id.loadtest.example";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>Writes the files.</summary>
    /// <returns>The access file.</returns>
    public string Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var q = _key.ExportParameters(false).Q;
        var jwk = $$"""{"kty":"EC","crv":"P-256","kid":"l1","x":"{{Base64Url.EncodeToString(q.X)}}","y":"{{Base64Url.EncodeToString(q.Y)}}"}""";
        File.WriteAllText(Path.Combine(folder, "jwks.json"), $$"""{"keys":[{{jwk}}]}""");
        var file = Path.Combine(folder, "access.json");
        File.WriteAllText(file, $$"""{"issuers":[{"issuer":"{{Issuer}}","audience":"clearance","keys":"jwks.json"}]}""");
        return file;
    }

    /// <summary>Whoever shows a token with these claims beside the usual ones.</summary>
    public AuthenticationHeaderValue As(string claims)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var text = $"{Part("""{"alg":"ES256","kid":"l1","typ":"at+jwt"}""")}."
            + Part($$"""{"iss":"{{Issuer}}","aud":"clearance","iat":{{now}},"exp":{{now + 36_000}},{{claims}}}""");
        return new AuthenticationHeaderValue(
            "Bearer", $"{text}.{Base64Url.EncodeToString(_key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256))}");
    }

    public void Dispose() => _key.Dispose();

    private static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
