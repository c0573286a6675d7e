using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace Clearance.Silo.Tests.Access;

/// <summary>A folder with an access file, keys and certificates, made for one test and gone after it.</summary>
internal sealed class AccessFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clearance-access-");

    public AccessFolder()
    {
        Write("jwks.json", Tokens.KeySet);
        WriteAccess(Content());
    }

    /// <summary>Whose tokens are taken.</summary>
    public Tokens Tokens { get; } = new();

    /// <summary>The access file.</summary>
    public string File => Path("access.json");

    /// <summary>What turns access control on.</summary>
    public string[] Options => ["--Clearance:Access:File", File];

    /// <summary>The file as it is unless a test changes it: one issuer.</summary>
    public static JsonObject Content() => JsonNode.Parse(
        $$"""
        {"issuers":[{"issuer":"{{Tokens.Issuer}}","audience":"{{Tokens.Audience}}","keys":"jwks.json"}]}
        """)!.AsObject();

    /// <summary>A file's path.</summary>
    public string Path(string name) => System.IO.Path.Combine(folder.FullName, name);

    /// <summary>Writes a file whole: whoever looks sees the old one or the new one.</summary>
    public string Write(string name, string text)
    {
        var path = Path(name);
        System.IO.File.WriteAllText(path + ".new", text);
        System.IO.File.Move(path + ".new", path, overwrite: true);
        return path;
    }

    /// <summary>Writes the access file.</summary>
    public void WriteAccess(JsonObject content) => Write("access.json", content.ToJsonString());

    /// <summary>A certificate of its own making.</summary>
    public static X509Certificate2 Certificate(string name, TimeSpan? from = null, TimeSpan? until = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = DateTimeOffset.UtcNow;
        using var made = request.CreateSelfSigned(now + (from ?? TimeSpan.FromHours(-1)), now + (until ?? TimeSpan.FromHours(1)));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    /// <summary>What the access file says of a certificate.</summary>
    public static string Thumbprint(X509Certificate2 certificate) => Convert.ToHexString(SHA256.HashData(certificate.RawData)).ToLowerInvariant();

    /// <summary>Gives the engine a certificate.</summary>
    public string[] WriteTls(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        Write("tls.key", key.ExportPkcs8PrivateKeyPem());
        Write("tls.pem", certificate.ExportCertificatePem());
        return ["--Clearance:Tls:Certificate", Path("tls.pem"), "--Clearance:Tls:Key", Path("tls.key")];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Tokens.Dispose();
        folder.Delete(recursive: true);
    }
}
