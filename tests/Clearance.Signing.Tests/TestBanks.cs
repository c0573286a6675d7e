using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Clearance.Signing.Tests;

/// <summary>Banks with keys of every kind, and the file in which an engine pins them.</summary>
public sealed class TestBanks
{
    private readonly ECDsa _ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly JsonObject _file = JsonNode.Parse("""{"banks":[{"bank":"BIDV","keys":[]},{"bank":"VCB","keys":[]}]}""")!.AsObject();

    public TestBanks()
    {
        Bidv = Add(0, "BIDV-1", _ec.ExportPkcs8PrivateKeyPem());
        BidvRsa = Add(0, "BIDV-rsa", _rsa.ExportPkcs8PrivateKeyPem());
        Next = Add(0, "BIDV-2", SigningKey.NewPem());
        Expired = Add(0, "BIDV-old", SigningKey.NewPem(), notAfter: "2026-01-01T00:00:00Z");
        NotYet = Add(0, "BIDV-soon", SigningKey.NewPem(), notBefore: "2998-01-01T00:00:00Z", notAfter: "2999-01-01T00:00:00Z");
        Revoked = Add(0, "BIDV-lost", SigningKey.NewPem(), revoked: true);
        Vcb = Add(1, "VCB-1", SigningKey.NewPem());
    }

    public SigningKey Bidv { get; }

    public SigningKey BidvRsa { get; }

    public SigningKey Next { get; }

    public SigningKey Expired { get; }

    public SigningKey NotYet { get; }

    public SigningKey Revoked { get; }

    public SigningKey Vcb { get; }

    /// <summary>The key of <see cref="Bidv"/>, for what no signer does.</summary>
    public ECDsa Ec => _ec;

    /// <summary>The key of <see cref="BidvRsa"/>.</summary>
    public RSA Rsa => _rsa;

    /// <summary>The file.</summary>
    public string File => _file.ToJsonString();

    /// <summary>What an engine makes of it.</summary>
    public PinnedKeys Keys => PinnedKeys.ReadBanks(Encoding.UTF8.GetBytes(File));

    /// <summary>The file with a key revoked.</summary>
    public string Without(SigningKey key)
    {
        var changed = _file.DeepClone();
        changed["banks"]!.AsArray().SelectMany(static bank => bank!["keys"]!.AsArray()).Single(it => (string?)it!["kid"] == key.Id)!["revoked"] = true;
        return changed.ToJsonString();
    }

    /// <summary>The public half of a key, in PEM.</summary>
    public static string PublicPem(AsymmetricAlgorithm key) => key.ExportSubjectPublicKeyInfoPem();

    private SigningKey Add(
        int bank, string kid, string pem, string notBefore = "2025-01-01T00:00:00Z", string notAfter = "2090-01-01T00:00:00Z", bool revoked = false)
    {
        var key = SigningKey.FromPem(pem, kid);
        using AsymmetricAlgorithm half = key.Algorithm == SignatureAlgorithm.Es256 ? ECDsa.Create() : RSA.Create();
        half.ImportFromPem(pem);
        var entry = new JsonObject
        {
            ["kid"] = kid,
            ["alg"] = key.Algorithm == SignatureAlgorithm.Es256 ? "ES256" : "PS256",
            ["pem"] = PublicPem(half),
            ["notBefore"] = notBefore,
            ["notAfter"] = notAfter,
        };
        if (revoked)
        {
            entry["revoked"] = true;
        }

        _file["banks"]![bank]!["keys"]!.AsArray().Add((JsonNode)entry);
        return key;
    }
}
