using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Clearance.Grains;

/// <summary>Who is at the other end of one connection.</summary>
/// <param name="identity">What this silo is, at the time the connection is made.</param>
internal sealed class SiloPeer(SiloIdentity identity)
{
    /// <summary>What this silo is.</summary>
    public SiloIdentity Identity => identity;

    /// <summary>Why the other is not taken for a silo; null: it is, or did not come so far.</summary>
    public string? Fault { get; private set; }

    /// <summary>Our authorities and no others, and nothing is fetched from anywhere.</summary>
    public X509ChainPolicy Chain()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(identity.Trusted);
        return policy;
    }

    /// <summary>Whether it is a silo.</summary>
    public bool IsSilo(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors faults)
    {
        Fault = certificate is not X509Certificate2 shown ? "it shows no certificate"
            : (faults & SslPolicyErrors.RemoteCertificateChainErrors) != 0 ? $"its certificate is not taken ({Faults(chain)})"
            : faults != SslPolicyErrors.None || !shown.MatchesHostname(identity.Name) ? "its certificate has not the name of a silo"
            : null;
        return Fault is null;
    }

    private static string Faults(X509Chain? chain) =>
        chain is null ? "no chain" : string.Join(", ", chain.ChainStatus.Select(static it => it.Status).Distinct());
}
