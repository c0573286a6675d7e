using System.Globalization;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Clearance.Silo;

/// <summary>Reads the access file (<c>docs/operating/access.md</c>): what is not known there is refused, never ignored.</summary>
internal static class AccessFile
{
    private const int FileBytesMax = 4 * 1024 * 1024;
    private const int ThumbprintLength = 64;
    private const int RateMax = 10_000_000;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>The rules, and every file that they are made of.</summary>
    /// <param name="Rules">The rules.</param>
    /// <param name="Sources">The files as they were read: whether they changed is seen by these.</param>
    internal sealed record Loaded(AccessRules Rules, AccessSources Sources);

    /// <summary>Reads the file and the key files it names, which are looked for beside it.</summary>
    /// <exception cref="SettingsException">It cannot be read, or something in it is refused; the message is one clear line.</exception>
    public static Loaded Read(string path)
    {
        var sources = new AccessSources(FileBytesMax);
        var bytes = sources.Read(path, "");
        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            var root = new AccessObject(document.RootElement, "the file");
            root.Only("issuers", "clients", "limits");
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            var issuers = new Dictionary<string, TokenIssuer>(StringComparer.Ordinal);
            foreach (var issuer in root.Objects("issuers"))
            {
                ReadIssuer(issuer, issuers, folder, sources);
            }

            var certificates = new Dictionary<string, Caller>(StringComparer.Ordinal);
            foreach (var client in root.Objects("clients"))
            {
                ReadClient(client, certificates);
            }

            var rules = new AccessRules(issuers, certificates, Limits(root));
            return issuers.Count + certificates.Count > 0
                ? new Loaded(rules, sources)
                : throw new SettingsException("nobody is let in: there are neither issuers nor clients");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second is what reading half a surrogate pair throws.
            throw new SettingsException("it is not valid JSON, or has a member twice");
        }
    }

    private static void ReadIssuer(AccessObject issuer, Dictionary<string, TokenIssuer> issuers, string folder, AccessSources sources)
    {
        issuer.Only("issuer", "audience", "keys", "algorithms", "claims");
        var name = issuer.Text("issuer");
        var algorithms = issuer.Texts("algorithms") is { Count: > 0 } given ? given : ["RS256", "PS256", "ES256"];
        foreach (var algorithm in algorithms)
        {
            if (!TokenIssuer.Allowed.Contains(algorithm))
            {
                throw issuer.Refused("algorithms", $"has '{AccessObject.Shown(algorithm)}'; allowed are {string.Join(", ", TokenIssuer.Allowed)}");
            }
        }

        var keys = Keys(issuer, sources.Read(Path.Combine(folder, issuer.Text("keys")), $"{issuer.Path}.keys: "));
        if (!issuers.TryAdd(name, new TokenIssuer(name, issuer.Text("audience"), keys, algorithms, Claims(issuer))))
        {
            throw issuer.Refused("issuer", "is there twice");
        }
    }

    private static ClaimNames Claims(AccessObject issuer)
    {
        if (issuer.Object("claims") is not { } claims)
        {
            return ClaimNames.Usual;
        }

        claims.Only("name", "roles", "bank", "taxpayer");
        var usual = ClaimNames.Usual;
        return new ClaimNames(
            claims.OptionalText("name") ?? usual.Name, claims.OptionalText("roles") ?? usual.Roles,
            claims.OptionalText("bank") ?? usual.Bank, claims.OptionalText("taxpayer") ?? usual.Taxpayer);
    }

    /// <summary>Public keys for signatures, and nothing else: who has a private or a shared one could make tokens.</summary>
    private static List<JsonWebKey> Keys(AccessObject issuer, byte[] bytes)
    {
        IList<JsonWebKey> keys;
        try
        {
            keys = new JsonWebKeySet(System.Text.Encoding.UTF8.GetString(bytes)).Keys;
        }
        catch (Exception e) when (e is ArgumentException or JsonException)
        {
            throw issuer.Refused("keys", "is no JWK set");
        }

        foreach (var key in keys)
        {
            var isPublic = key.Kty == JsonWebAlgorithmsKeyTypes.EllipticCurve ? key is { Crv.Length: > 0, X.Length: > 0, Y.Length: > 0 }
                : key.Kty == JsonWebAlgorithmsKeyTypes.RSA && key is { N.Length: > 0, E.Length: > 0 };
            if (!isPublic || key.HasPrivateKey || key.K is { Length: > 0 })
            {
                throw issuer.Refused("keys", "has a key that is not a public RSA or EC key");
            }

            if (key.Kty == JsonWebAlgorithmsKeyTypes.RSA && key.KeySize < 2048)
            {
                throw issuer.Refused("keys", "has an RSA key of less than 2048 bits");
            }
        }

        var signing = keys.Where(static key => key.Use is null or "" or "sig").ToList();
        return signing.Count > 0 ? signing : throw issuer.Refused("keys", "has no key for signatures");
    }

    private static void ReadClient(AccessObject client, Dictionary<string, Caller> certificates)
    {
        client.Only("name", "roles", "bank", "taxpayer", "certificates");
        var roles = Roles.None;
        foreach (var name in client.Texts("roles"))
        {
            roles |= RoleNames.TryParse(name, out var role)
                ? role
                : throw client.Refused("roles", $"has '{AccessObject.Shown(name)}'; the roles are {RoleNames.All}");
        }

        if (roles == Roles.None)
        {
            throw client.Refused("roles", "is empty");
        }

        var caller = AccessRules.CallerOf(
            client.Text("name"), roles, client.OptionalText("bank"), client.OptionalText("taxpayer"), out var why)
            ?? throw new SettingsException($"{client.Path}: {why}");
        var thumbprints = client.Texts("certificates");
        if (thumbprints.Count == 0)
        {
            throw client.Refused("certificates", "is empty");
        }

        foreach (var written in thumbprints)
        {
            var thumbprint = written.Replace(":", "", StringComparison.Ordinal).ToUpperInvariant();
            if (thumbprint.Length != ThumbprintLength || !thumbprint.All(char.IsAsciiHexDigit))
            {
                throw client.Refused("certificates", "has something else than SHA-256 thumbprints of 64 hexadecimal digits");
            }

            if (!certificates.TryAdd(thumbprint, caller))
            {
                throw client.Refused("certificates", $"has {thumbprint[..8].ToLower(CultureInfo.InvariantCulture)}…, which is there twice");
            }
        }
    }

    private static Dictionary<string, ClientLimit> Limits(AccessObject root)
    {
        var limits = new Dictionary<string, ClientLimit>(StringComparer.Ordinal);
        if (root.Object("limits") is { } all)
        {
            foreach (var (name, limit) in all.Members())
            {
                limit.Only("eventsPerSecond", "queriesPerSecond", "concurrency", "subscribers");
                limits.Add(name, new ClientLimit(
                    limit.Number("eventsPerSecond", RateMax), limit.Number("queriesPerSecond", RateMax),
                    limit.Number("concurrency", RateMax), limit.Number("subscribers", RateMax)));
            }
        }

        return limits;
    }
}
