using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using BenchmarkDotNet.Attributes;
using Clearance.Signing;
using Clearance.Workload;

namespace Clearance.Benchmarks;

/// <summary>What it costs to verify what banks signed, per event: by each algorithm, and under one seal for many.</summary>
public class SignatureBenchmarks
{
    private const int Size = 1000;

    private static readonly DateTimeOffset Now = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, string> _signatures = [];
    private BankVerifier _verifier = null!;
    private BankSigner _signer = null!;
    private byte[] _event = [];
    private byte[] _envelope = [];
    private IReadOnlyList<byte[]> _sealed = [];
    private IReadOnlyList<ReadOnlyMemory<byte>> _events = [];

    /// <summary>Makes keys, signatures and a batch.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var payments = JsonNode.Parse(new CommonEvents(1, 0, 20_000, 0.6, StillTime.Today).Next(Size).Item2.Body)!.AsArray();
        _events = [.. payments.Select(static it => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(it!.ToJsonString()))];
        _event = _events[0].ToArray();
        var keys = new JsonArray();
        var made = new Dictionary<string, SigningKey>();
        foreach (var (kid, key) in new (string, AsymmetricAlgorithm)[]
        {
            ("ES256", ECDsa.Create(ECCurve.NamedCurves.nistP256)), ("PS2048", RSA.Create(2048)), ("PS3072", RSA.Create(3072)),
        })
        {
            made[kid] = SigningKey.FromPem(key.ExportPkcs8PrivateKeyPem(), kid);
            keys.Add((JsonNode)new JsonObject
            {
                ["kid"] = kid,
                ["alg"] = kid == "ES256" ? "ES256" : "PS256",
                ["pem"] = key.ExportSubjectPublicKeyInfoPem(),
                ["notBefore"] = "2026-01-01T00:00:00Z",
                ["notAfter"] = "2027-01-01T00:00:00Z",
            });
            _signatures[kid] = new BankSigner(made[kid]).Sign(_event);
            key.Dispose();
        }

        var file = new JsonObject { ["banks"] = new JsonArray(new JsonObject { ["bank"] = "VCB", ["keys"] = keys }) };
        _verifier = new BankVerifier(PinnedKeys.ReadBanks(Encoding.UTF8.GetBytes(file.ToJsonString())));
        _signer = new BankSigner(made["ES256"]);
        _envelope = _signer.Envelope(_event);
        _sealed = _signer.Seal(_events);
    }

    /// <summary>A detached signature on P-256.</summary>
    [Benchmark]
    public object VerifyEs256() => _verifier.Verify(_signatures["ES256"], _event, Now);

    /// <summary>A detached signature by RSA with 2048 bits.</summary>
    [Benchmark]
    public object VerifyPs256Of2048() => _verifier.Verify(_signatures["PS2048"], _event, Now);

    /// <summary>A detached signature by RSA with 3072 bits.</summary>
    [Benchmark]
    public object VerifyPs256Of3072() => _verifier.Verify(_signatures["PS3072"], _event, Now);

    /// <summary>An envelope with a signature of its own on P-256.</summary>
    [Benchmark]
    public object OpenEnvelopeEs256() => _verifier.Open(_envelope, Now).Check;

    /// <summary>1,000 envelopes under one seal, which is verified with the first.</summary>
    [Benchmark(OperationsPerInvoke = Size)]
    public object OpenSealed()
    {
        var all = true;
        foreach (var message in _sealed)
        {
            all &= _verifier.Open(message, Now).Check.IsValid;
        }

        return all;
    }

    /// <summary>A bank signs on P-256.</summary>
    [Benchmark]
    public object SignEs256() => _signer.Sign(_event);

    /// <summary>A bank seals 1,000 events.</summary>
    [Benchmark(OperationsPerInvoke = Size)]
    public object Seal() => _signer.Seal(_events);
}
