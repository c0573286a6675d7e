using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Clearance.Kafka.Tests.Running;

/// <summary>Signs certificates, and writes them where clients and brokers find them: PEM for clients, PKCS #12 for Java.</summary>
internal sealed class TestAuthority : IDisposable
{
    /// <summary>Of the stores; nothing that it guards outlives a test.</summary>
    public const string Password = "changeit";

    private readonly string _folder;
    private readonly X509Certificate2 _own;

    /// <param name="folder">Where its files are.</param>
    /// <param name="name">Its own name, and of its file.</param>
    public TestAuthority(string folder, string name)
    {
        (_folder, File) = (folder, Path.Combine(folder, name + ".pem"));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = DateTimeOffset.UtcNow;
        _own = request.CreateSelfSigned(now.AddDays(-2), now.AddDays(2));
        System.IO.File.WriteAllText(File, _own.ExportCertificatePem());
    }

    /// <summary>Its own certificate, for clients.</summary>
    public string File { get; }

    /// <summary>Signs a certificate of 127.0.0.1 and writes it as NAME.pem, NAME.key and NAME.p12.</summary>
    /// <param name="name">The files' name.</param>
    /// <param name="subject">Whose it is.</param>
    /// <param name="until">When it is over; within the day before, or the day after.</param>
    public void Issue(string name, string subject, TimeSpan until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = DateTimeOffset.UtcNow;
        using var signed = request.Create(_own, now.AddDays(-1), now + until, RandomNumberGenerator.GetBytes(8));
        using var made = signed.CopyWithPrivateKey(key);
        var path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path + ".pem", made.ExportCertificatePem());
        System.IO.File.WriteAllText(path + ".key", key.ExportPkcs8PrivateKeyPem());
        System.IO.File.WriteAllBytes(path + ".p12", made.Export(X509ContentType.Pkcs12, Password));
    }

    /// <summary>Writes a store of Java's that trusts this authority and no other.</summary>
    /// <returns>Its path.</returns>
    public string TrustStore()
    {
        // With its key: of a certificate alone Java wants to be told by an attribute that it is trusted, which is not written here.
        var path = Path.Combine(_folder, "trusted.p12");
        System.IO.File.WriteAllBytes(path, _own.Export(X509ContentType.Pkcs12, Password));
        return path;
    }

    /// <inheritdoc/>
    public void Dispose() => _own.Dispose();
}
