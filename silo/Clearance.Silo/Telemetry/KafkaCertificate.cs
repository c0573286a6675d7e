using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Clearance.Silo;

/// <summary>When the certificate expires that the brokers know this process by; the client reads it once, at the start, and so does this.</summary>
internal sealed class KafkaCertificate(SiloSettings settings) : ICertificateExpiry
{
    /// <inheritdoc/>
    public IEnumerable<(string Purpose, DateTimeOffset NotAfter)> All { get; } =
        settings.Kafka?.Client is { } client && Read(client) is { Count: > 0 } chain ? [("kafka", chain.Min(static one => one.NotAfter))] : [];

    private static X509Certificate2Collection Read(IReadOnlyDictionary<string, string> client)
    {
        var found = new X509Certificate2Collection();
        try
        {
            if (client.TryGetValue("ssl.keystore.location", out var store))
            {
                return X509CertificateLoader.LoadPkcs12CollectionFromFile(store, client.GetValueOrDefault("ssl.keystore.password"));
            }

            if (client.TryGetValue("ssl.certificate.location", out var file))
            {
                found.ImportFromPemFile(file);
            }
            else if (client.TryGetValue("ssl.certificate.pem", out var text))
            {
                found.ImportFromPem(text);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            // The client says what is wrong with it, and does not start.
        }

        return found;
    }
}
