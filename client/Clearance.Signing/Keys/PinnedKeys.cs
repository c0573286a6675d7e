using System.Collections.Frozen;
using System.Text.Json;

namespace Clearance.Signing;

/// <summary>All keys that count, each by its name; the only place where keys come from.</summary>
public sealed class PinnedKeys
{
    private readonly FrozenDictionary<string, PinnedKey> _keys;

    private PinnedKeys(IEnumerable<PinnedKey> keys)
    {
        var all = new Dictionary<string, PinnedKey>(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            // Of two owners too: by its name alone it is known whose a signature is.
            if (!all.TryAdd(key.Id, key))
            {
                throw new KeyFileException($"two keys have the kid '{key.Id}'");
            }
        }

        _keys = all.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The keys.</summary>
    public IEnumerable<PinnedKey> All => _keys.Values;

    /// <summary>Reads the file in which an engine pins its banks' keys: <c>docs/using/signatures.md</c> has one.</summary>
    /// <exception cref="KeyFileException">Anything of it is not as it should be: nothing of it is taken.</exception>
    public static PinnedKeys ReadBanks(ReadOnlyMemory<byte> utf8)
    {
        using var document = Members.Parse(utf8);
        var keys = new List<PinnedKey>();
        foreach (var bank in new Members(document.RootElement, "banks").Array("banks"))
        {
            var members = new Members(bank, "bank", "keys");
            var code = members.Text("bank");
            if (code.Length is < 2 or > 11 || !code.All(static c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c)))
            {
                throw new KeyFileException("'bank' is not 2 to 11 of A-Z 0-9");
            }

            keys.AddRange(members.Array("keys").Select(key => BankKey(code, key)));
        }

        return new PinnedKeys(keys);
    }

    /// <summary>Reads a JSON Web Key Set, as <c>GET /v1/tokens/keys</c> gives it. All its keys count, at any time.</summary>
    /// <exception cref="KeyFileException">A key of it is none that is known here.</exception>
    public static PinnedKeys ReadSet(ReadOnlyMemory<byte> utf8, string owner)
    {
        using var document = Members.Parse(utf8);
        return new PinnedKeys(new Members(document.RootElement, "keys").Array("keys").Select(jwk =>
        {
            var members = new Members(jwk, "kty", "crv", "x", "y", "n", "e", "kid", "alg", "use", "key_ops", "ext");
            return new PinnedKey(owner, Id(members), Algorithm(members), PublicKeyText.FromJwk(jwk, Algorithm(members)));
        }).ToList());
    }

    /// <summary>Finds a key; null: it is not pinned.</summary>
    public PinnedKey? Find(string kid) => _keys.GetValueOrDefault(kid);

    private static PinnedKey BankKey(string bank, JsonElement json)
    {
        var members = new Members(json, "kid", "alg", "jwk", "pem", "notBefore", "notAfter", "revoked");
        var (id, algorithm) = (Id(members), Algorithm(members));
        try
        {
            if (members.Has("jwk") == members.Has("pem"))
            {
                throw new KeyFileException("a key is given as 'jwk' or as 'pem'");
            }

            var open = members.Has("jwk")
                ? PublicKeyText.FromJwk(members.Any("jwk"), algorithm)
                : PublicKeyText.FromPem(members.Text("pem"), algorithm);
            return new PinnedKey(bank, id, algorithm, open)
            {
                NotBefore = members.Time("notBefore"),
                NotAfter = members.Time("notAfter"),
                IsRevoked = members.IsTrue("revoked"),
            };
        }
        catch (KeyFileException refused)
        {
            throw new KeyFileException($"key '{id}': {refused.Message}", refused);
        }
    }

    private static string Id(Members members) =>
        members.Text("kid") is var id && KeyId.IsValid(id) ? id : throw new KeyFileException(KeyId.Rule);

    private static SignatureAlgorithm Algorithm(Members members) =>
        SignatureAlgorithms.Find(members.Text("alg")) ?? throw new KeyFileException("'alg' is ES256 or PS256");
}
