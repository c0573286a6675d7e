using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Clearance.Silo;

/// <summary>The engine's certificate, with those between it and its authority, and its key.</summary>
internal sealed class TlsIdentity
{
    private const int FileBytesMax = 1024 * 1024;

    private TlsIdentity(SslStreamCertificateContext context, DateTimeOffset notAfter, AccessSources sources)
    {
        Context = context;
        NotAfter = notAfter;
        Sources = sources;
    }

    /// <summary>When it expires, or one of those between it and its authority that does so first.</summary>
    public DateTimeOffset NotAfter { get; }

    /// <summary>The files as they were read.</summary>
    public AccessSources Sources { get; }

    /// <summary>The certificate, those above it, and the key.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>Reads it.</summary>
    /// <param name="certificate">A PEM file: the certificate, then those between it and its authority.</param>
    /// <param name="key">A PEM file with its private key.</param>
    /// <param name="keyOption">The option that names the key.</param>
    /// <exception cref="SettingsException">They cannot be read, or do not belong together.</exception>
    public static TlsIdentity Read(string certificate, string key, string keyOption = "Clearance:Tls:Key")
    {
        var sources = new AccessSources(FileBytesMax);
        var chain = System.Text.Encoding.UTF8.GetString(sources.Read(certificate, ""));
        var secret = System.Text.Encoding.UTF8.GetString(sources.Read(key, "its key: "));
        try
        {
            using var leaf = X509Certificate2.CreateFromPem(chain, secret);
            var others = new X509Certificate2Collection();
            others.ImportFromPem(chain);
            others.RemoveAt(0);

            // By way of PKCS #12: a key that lives in memory alone cannot be used on every system.
            var usable = X509CertificateLoader.LoadPkcs12(leaf.Export(X509ContentType.Pkcs12), null);
            var notAfter = others.Append(usable).Min(static one => one.NotAfter);
            return new TlsIdentity(SslStreamCertificateContext.Create(usable, others, offline: true), notAfter, sources);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new SettingsException($"it must be a certificate in PEM whose key is in {keyOption}, in PEM and without a password");
        }
    }

    /// <summary>How a connection is secured.</summary>
    /// <param name="asksForCertificate">Whether callers are asked for theirs; who has none goes on, and is judged by the call.</param>
    public SslServerAuthenticationOptions Options(bool asksForCertificate) => new()
    {
        ServerCertificateContext = Context,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        AllowRenegotiation = false,
        ClientCertificateRequired = asksForCertificate,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,

        // Here it is only proved that the caller has the key. Which certificates are taken the access file says, at each call.
        RemoteCertificateValidationCallback = static (_, certificate, _, faults) =>
            certificate is not null || faults is SslPolicyErrors.None or SslPolicyErrors.RemoteCertificateNotAvailable,
    };
}
