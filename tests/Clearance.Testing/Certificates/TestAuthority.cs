using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Clearance.Testing.Certificates;

/// <summary>An authority for certificates, made for one test. Its own key is nowhere but here.</summary>
public sealed class TestAuthority : IDisposable
{
    /// <summary>For which use a certificate may be shown, by the numbers of RFC 5280.</summary>
    public const string ServerUse = "1.3.6.1.5.5.7.3.1";

    private readonly X509Certificate2 _root;

    public TestAuthority(string name = "silos")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private TestAuthority(X509Certificate2 own) => _root = own;

    /// <summary>Its own certificate, for others to see.</summary>
    public X509Certificate2 Certificate => X509CertificateLoader.LoadCertificate(_root.RawData);

    /// <summary>What others know it by.</summary>
    public string Pem => _root.ExportCertificatePem();

    /// <summary>A certificate that signed itself.</summary>
    public static X509Certificate2 SelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = RequestOf(name, key, null);
        var identifier = new X509SubjectKeyIdentifierExtension(request.PublicKey, false);
        request.CertificateExtensions.Add(identifier);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(identifier));
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
        return Usable(made);
    }

    /// <summary>The files of a certificate.</summary>
    public static (string Certificate, string Key) Files(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Gives a certificate for a DNS name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="from">When it begins to be valid, from now.</param>
    /// <param name="until">When it ends, from now.</param>
    /// <param name="use">The one use it is for; null: any.</param>
    public X509Certificate2 Issue(string name, TimeSpan? from = null, TimeSpan? until = null, string? use = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = DateTimeOffset.UtcNow;
        using var made = RequestOf(name, key, use).Create(
            _root, now + (from ?? TimeSpan.FromHours(-1)), now + (until ?? TimeSpan.FromHours(1)), RandomNumberGenerator.GetBytes(16));
        using var whole = made.CopyWithPrivateKey(key);
        return Usable(whole);
    }

    /// <summary>Makes an authority that this one answers for.</summary>
    public TestAuthority Under(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        using var made = request.Create(_root, _root.NotBefore, _root.NotAfter, RandomNumberGenerator.GetBytes(16));
        return new TestAuthority(made.CopyWithPrivateKey(key));
    }

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();

    private static CertificateRequest RequestOf(string name, ECDsa key, string? use)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        if (use is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        }

        return request;
    }

    /// <summary>By way of PKCS #12: a key that lives in memory alone cannot be used on every system.</summary>
    private static X509Certificate2 Usable(X509Certificate2 made) =>
        X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
}
