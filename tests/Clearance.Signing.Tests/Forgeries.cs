using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Clearance.Signing.Tests;

/// <summary>What somebody might send who has no key that counts for these bytes. Each must be refused, wherever it comes in.</summary>
public static class Forgeries
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>A body with a signature that is not one over it.</summary>
    /// <param name="Name">What was tried.</param>
    /// <param name="Signature">The signature.</param>
    /// <param name="Body">The body.</param>
    public sealed record Forged(string Name, string Signature, byte[] Body);

    /// <summary>All of them, made of a body that BIDV would sign.</summary>
    public static IEnumerable<Forged> Of(TestBanks banks, byte[] body)
    {
        var right = new BankSigner(banks.Bidv).Sign(body);
        var rightRsa = new BankSigner(banks.BidvRsa).Sign(body);
        return
        [
            .. Algorithms(banks, body).Select(it => new Forged(it.Name, it.Signature, body)),
            .. Keys(banks, body).Select(it => new Forged(it.Name, it.Signature, body)),
            .. Headers(banks, body).Select(it => new Forged(it.Name, it.Signature, body)),
            .. Shapes(banks, right, body).Select(it => new Forged(it.Name, it.Signature, body)),
            .. Bodies(body).Select(it => new Forged(it.Name, right, it.Body)),
            .. Bodies(body).Select(it => new Forged($"{it.Name}, PS256", rightRsa, it.Body)),
            .. Flips(right, body),
        ];
    }

    /// <summary>A sealed event that is not under its seal.</summary>
    public static IEnumerable<(string Name, byte[] Message)> OfSeals(TestBanks banks, byte[][] events)
    {
        var signer = new BankSigner(banks.Bidv);
        var messages = signer.Seal([.. events.Select(static e => new ReadOnlyMemory<byte>(e))]);
        var other = signer.Seal([.. events.Reverse().Select(static e => new ReadOnlyMemory<byte>(e))]);
        var right = JsonNode.Parse(messages[1])!.AsObject();
        string Seal(byte[] payload, string type = "clearance-seal+jws") => Jws.Sign(banks.Bidv, type, payload);
        var leaves = events.Select(static e => MerkleTree.Leaf(e)).ToArray();
        var root = new BatchSeal(MerkleTree.Root(leaves), leaves.Length);

        yield return ("another index", With(right, "index", 2));
        yield return ("an index beyond the count", With(right, "index", events.Length));
        yield return ("an index below 0", With(right, "index", -1));
        yield return ("a path too short", With(right, "path", new JsonArray([.. right["path"]!.AsArray().SkipLast(1).Select(it => it!.DeepClone())])));
        yield return ("a path too long", With(right, "path", new JsonArray([.. right["path"]!.AsArray().Append(right["path"]![0]).Select(it => it!.DeepClone())])));
        yield return ("no path", With(right, "path", new JsonArray()));
        yield return ("another event", With(right, "signed", Convert.ToBase64String(events[2])));
        yield return ("the root of another batch", With(right, "seal", (string)JsonNode.Parse(other[0])!["seal"]!));
        yield return ("another count", With(right, "seal", Seal((root with { Count = events.Length * 2 }).Payload())));
        yield return ("a seal of another type", With(right, "seal", Seal(root.Payload(), "clearance-event+jws")));
        yield return ("a seal's payload written otherwise", With(right, "seal", Seal([.. root.Payload(), (byte)' '])));
        yield return ("a seal detached", With(right, "seal", signer.Sign(root.Payload())));
        yield return ("a seal of a foreign key", With(right, "seal", Jws.Sign(SigningKey.FromPem(SigningKey.NewPem(), "BIDV-1"), BatchSeal.Type, root.Payload())));
        yield return ("a seal of a revoked key", With(right, "seal", Jws.Sign(banks.Revoked, BatchSeal.Type, root.Payload())));

        // Two hashes side by side are what a node is made of: as an event they must not stand for the node.
        byte[] node = [.. leaves[0], .. leaves[1]];
        yield return ("a node passed as a leaf", SealedEnvelope.Write(
            node, (string)right["seal"]!, 0, [Base64Url.DecodeFromChars((string)right["path"]![1]!)]));
        yield return ("a member besides", Encoding.UTF8.GetBytes(right.ToJsonString()[..^1] + ",\"x\":1}"));
        yield return ("members in another order", Encoding.UTF8.GetBytes(
            $$"""{"signed":"{{right["signed"]}}","index":1,"seal":"{{right["seal"]}}","path":{{right["path"]!.ToJsonString()}}}"""));
    }

    private static IEnumerable<(string Name, string Signature)> Algorithms(TestBanks banks, byte[] body)
    {
        foreach (var none in (string[])["none", "None", "NONE", "nOnE"])
        {
            yield return ($"alg {none}, no signature", Text($$"""{"alg":"{{none}}","kid":"BIDV-1"}""", []));
        }

        // The key that everybody knows, used as the secret of a MAC.
        foreach (var (kid, key) in new (string, AsymmetricAlgorithm)[] { ("BIDV-1", banks.Ec), ("BIDV-rsa", banks.Rsa) })
        {
            var header = $$"""{"alg":"HS256","kid":"{{kid}}"}""";
            yield return ($"HS256 with the public key of {kid} in PEM", Text(header, HMACSHA256.HashData(
                Encoding.UTF8.GetBytes(TestBanks.PublicPem(key)), Input(header, body))));
            yield return ($"HS256 with the public key of {kid} in DER", Text(header, HMACSHA256.HashData(key.ExportSubjectPublicKeyInfo(), Input(header, body))));
        }

        yield return Rsa("RS256", "BIDV-rsa", RSASignaturePadding.Pkcs1);
        yield return Rsa("PS256", "BIDV-rsa", RSASignaturePadding.Pkcs1);
        yield return Rsa("RS256", "BIDV-rsa", RSASignaturePadding.Pss);
        yield return Rsa("ES256", "BIDV-rsa", RSASignaturePadding.Pss);
        yield return Rsa("PS256", "BIDV-1", RSASignaturePadding.Pss);
        yield return Rsa("ES256", "BIDV-1", RSASignaturePadding.Pss);
        yield return Ec("PS256", "BIDV-1");
        yield return Ec("PS256", "BIDV-rsa");
        yield return Ec("ES384", "BIDV-1");
        yield return Ec("es256", "BIDV-1");
        yield return Ec("EdDSA", "BIDV-1");

        (string, string) Rsa(string algorithm, string kid, RSASignaturePadding padding)
        {
            var header = $$"""{"alg":"{{algorithm}}","kid":"{{kid}}"}""";
            return ($"{algorithm} by RSA, {padding}, as {kid}", Text(header, banks.Rsa.SignData(Input(header, body), HashAlgorithmName.SHA256, padding)));
        }

        (string, string) Ec(string algorithm, string kid)
        {
            var header = $$"""{"alg":"{{algorithm}}","kid":"{{kid}}"}""";
            return ($"{algorithm} by ECDSA as {kid}", Text(header, banks.Ec.SignData(Input(header, body), HashAlgorithmName.SHA256)));
        }
    }

    private static IEnumerable<(string Name, string Signature)> Keys(TestBanks banks, byte[] body)
    {
        yield return ("an expired key", new BankSigner(banks.Expired).Sign(body));
        yield return ("a key that does not count yet", new BankSigner(banks.NotYet).Sign(body));
        yield return ("a revoked key", new BankSigner(banks.Revoked).Sign(body));
        var stranger = SigningKey.NewPem();
        yield return ("a key nobody knows", new BankSigner(SigningKey.FromPem(stranger, "BIDV-9")).Sign(body));
        yield return ("a key nobody knows under a known name", new BankSigner(SigningKey.FromPem(stranger, "BIDV-1")).Sign(body));
    }

    private static IEnumerable<(string Name, string Signature)> Headers(TestBanks banks, byte[] body)
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var q = own.ExportParameters(false).Q;
        var jwk = $$"""{"kty":"EC","crv":"P-256","x":"{{Base64Url.EncodeToString(q.X)}}","y":"{{Base64Url.EncodeToString(q.Y)}}"}""";
        foreach (var (member, key) in new[]
        {
            ($"\"jwk\":{jwk}", own), ("\"jku\":\"https://keys.example/set\"", own), ("\"x5u\":\"https://keys.example/chain\"", own),
            ("\"x5c\":[\"AA==\"]", own), ("\"x5t\":\"AA\"", own),
        })
        {
            yield return ($"a key of its own by {member[..5]}", Signed($$"""{"alg":"ES256","kid":"BIDV-1",{{member}}}""", key));
            yield return ($"a right signature with {member[..5]}", Signed($$"""{"alg":"ES256","kid":"BIDV-1",{{member}}}""", banks.Ec));
        }

        foreach (var header in (string[])
        [
            """{"alg":"ES256","kid":"BIDV-1","crit":["exp"]}""", """{"alg":"ES256","kid":"BIDV-1","crit":[]}""",
            """{"alg":"ES256","kid":"BIDV-1","b64":false,"crit":["b64"]}""", """{"alg":"ES256","kid":"BIDV-1","b64":true}""",
            """{"alg":"ES256","alg":"ES256","kid":"BIDV-1"}""", """{"alg":"none","alg":"ES256","kid":"BIDV-1"}""",
            """{"alg":"ES256","kid":"VCB-1","kid":"BIDV-1"}""", """{"alg":"ES256","kid":"BIDV-1","\u006bid":"VCB-1"}""",
            """{"alg":"ES256","kid":"\u0042IDV-1"}""", """{"alg":"ES256","kid":"BIDV-1","iat":"now"}""", """{"alg":"ES256","kid":"BIDV-1","iat":1,"iat":1}""",
            """{"alg":"ES256","kid":"BIDV-1","typ":"clearance-seal+jws"}""", """{"alg":"ES256","kid":"BIDV-1","typ":"JWT"}""",
            """{"alg":"ES256"}""", """{"kid":"BIDV-1"}""", """{"alg":null,"kid":"BIDV-1"}""", """{"alg":["ES256"],"kid":"BIDV-1"}""",
            """[{"alg":"ES256","kid":"BIDV-1"}]""", """{"alg":"ES256","kid":"BIDV-1"}{}""", """{"alg":"ES256","kid":"BIDV-1",}""",
            """{"alg":"ES256","kid":"BIDV-1"/**/}""", "{\"alg\":\"ES256\",\n\"kid\":\"BIDV-1\"}", """{"alg":"ES256","kid":""}""",
            $$"""{"alg":"ES256","kid":"BIDV-1","typ":"{{new string('x', 600)}}"}""", "", "{}", "null",
        ])
        {
            yield return ($"the header {header}", Signed(header, banks.Ec));
        }

        string Signed(string header, ECDsa key) => Text(header, key.SignData(Input(header, body), HashAlgorithmName.SHA256));
    }

    private static IEnumerable<(string Name, string Signature)> Shapes(TestBanks banks, string right, byte[] body)
    {
        var parts = right.Split('.');
        var signature = Base64Url.DecodeFromChars(parts[2]);
        const string Header = """{"alg":"ES256","kid":"BIDV-1"}""";
        yield return ("one byte short", $"{parts[0]}..{Base64Url.EncodeToString(signature.AsSpan(..^1))}");
        yield return ("one byte more", $"{parts[0]}..{Base64Url.EncodeToString([.. signature, 0])}");
        yield return ("half of it", $"{parts[0]}..{parts[2][..40]}");
        yield return ("no signature", $"{parts[0]}..");
        yield return ("no header", $"..{parts[2]}");
        yield return ("two parts", $"{parts[0]}.{parts[2]}");
        yield return ("four parts", $"{right}.{parts[2]}");
        yield return ("the payload inside", $"{parts[0]}.{Base64Url.EncodeToString(body)}.{parts[2]}");
        yield return ("padding", $"{right}==");
        yield return ("white space", $"{parts[0]}.. {parts[2]}");
        yield return ("base64 with + and /", Text(Header, []) + Convert.ToBase64String([0xfb, 0xff, .. new byte[62]]).TrimEnd('='));
        yield return ("nothing at all", "");
        yield return ("in DER", Text(Header, banks.Ec.SignData(Input(Header, body), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)));
        yield return ("r and s are 0", Text(Header, new byte[64]));
        yield return ("r is 0", Text(Header, [.. new byte[32], .. signature.AsSpan(32)]));
        yield return ("s is 0", Text(Header, [.. signature.AsSpan(..32), .. new byte[32]]));
        yield return ("r and s swapped", Text(Header, [.. signature.AsSpan(32), .. signature.AsSpan(..32)]));
    }

    private static IEnumerable<(string Name, byte[] Body)> Bodies(byte[] body)
    {
        var text = Encoding.UTF8.GetString(body);
        yield return ("a space behind", [.. body, (byte)' ']);
        yield return ("a space before", [(byte)' ', .. body]);
        yield return ("a line end behind", [.. body, (byte)'\n']);
        yield return ("a mark of UTF-8 before", [0xEF, 0xBB, 0xBF, .. body]);
        yield return ("indented", Encoding.UTF8.GetBytes(JsonNode.Parse(body)!.ToJsonString(Indented)));
        var members = JsonNode.Parse(body)!.AsObject().Reverse().ToList();
        yield return ("members in another order", Encoding.UTF8.GetBytes(
            new JsonObject(members.Select(static it => KeyValuePair.Create(it.Key, it.Value?.DeepClone()))).ToJsonString()));
        yield return ("a member more", Encoding.UTF8.GetBytes(text[..^1] + ",\"more\":1}"));
        yield return ("a member twice", Encoding.UTF8.GetBytes(text[..^1] + ",\"bank\":\"BIDV\"}"));
        yield return ("another amount", Encoding.UTF8.GetBytes(text.Replace("\"amount\":", "\"amount\":1", StringComparison.Ordinal)));
        yield return ("another id", Encoding.UTF8.GetBytes(text.Replace("\"id\":\"BIDV:", "\"id\":\"BIDV:Z", StringComparison.Ordinal)));
        yield return ("an array around", Encoding.UTF8.GetBytes($"[{text}]"));
        yield return ("escapes for letters", Encoding.UTF8.GetBytes(text.Replace("BIDV", "\\u0042IDV", StringComparison.Ordinal)));
        yield return ("cut off", body[..^2]);
    }

    private static IEnumerable<Forged> Flips(string right, byte[] body)
    {
        for (var i = 0; i < right.Length; i += 7)
        {
            var flipped = right.ToCharArray();
            flipped[i] = flipped[i] == 'A' ? 'B' : 'A';
            yield return new Forged($"character {i} of the signature", new string(flipped), body);
        }

        var last = right.ToCharArray();
        last[^1] = (char)(last[^1] ^ 1);
        yield return new Forged("the last bit of the signature's text", new string(last), body);
        for (var i = 0; i < body.Length; i += 31)
        {
            byte[] flipped = [.. body];
            flipped[i] ^= (byte)(1 << (i % 8));
            yield return new Forged($"a bit of byte {i} of the body", right, flipped);
        }
    }

    private static byte[] With(JsonObject right, string member, JsonNode value)
    {
        var changed = right.DeepClone().AsObject();
        changed[member] = value;
        return Encoding.UTF8.GetBytes(changed.ToJsonString());
    }

    private static byte[] Input(string header, byte[] body) =>
        Encoding.ASCII.GetBytes($"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(body)}");

    private static string Text(string header, byte[] signature) =>
        $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}..{Base64Url.EncodeToString(signature)}";
}
