using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Clearance.Silo;

/// <summary>What this silo shows others, as its files have it: they are read again when a connection is made, and when it is asked when it expires.</summary>
/// <remarks>
/// So a renewed certificate takes no restart. Connections that are open stay so: they were between silos, and no silo becomes another.
/// Files that cannot be read, or a certificate that no other silo would take, change nothing, and the log says so until they are put right.
/// </remarks>
internal sealed partial class SiloCertificates(SiloFiles files, TimeProvider clock, ILoggerFactory loggers) : ICertificateExpiry
{
    /// <summary>Within it they are not read again: whoever connects without end must not keep the silo reading.</summary>
    public static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);

    private const int AuthorityBytesMax = 1024 * 1024;

    // What a certificate is for, by the numbers of RFC 5280.
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    private readonly ILogger logger = loggers.CreateLogger<SiloCertificates>();
    private readonly Lock looking = new();
    private Loaded loaded = Read(files);
    private long lookedAt = clock.GetTimestamp();
    private string lastFault = "";

    /// <inheritdoc/>
    public IEnumerable<(string Purpose, DateTimeOffset NotAfter)> All => [("silos", Now().NotAfter)];

    /// <summary>As they are now.</summary>
    public Loaded Now()
    {
        lock (looking)
        {
            if (clock.GetElapsedTime(lookedAt) >= BetweenLooks)
            {
                Look();
                lookedAt = clock.GetTimestamp();
            }

            return loaded;
        }
    }

    /// <summary>Reads the files.</summary>
    /// <exception cref="SettingsException">One is refused; the message is a whole line.</exception>
    public static Loaded Read(SiloFiles files)
    {
        try
        {
            var own = TlsIdentity.Read(files.Certificate, files.Key, SiloFiles.KeyName);
            if (!own.Context.TargetCertificate.MatchesHostname(files.Name))
            {
                throw new SettingsException($"it must have the DNS name {files.Name}, or no other silo takes it; Clearance:Cluster:Tls:Name may be another");
            }

            var sources = new AccessSources(AuthorityBytesMax);
            var authorities = Authorities(files, sources);
            return Faults(own.Context, authorities) is { Length: > 0 } faults
                ? throw new SettingsException($"no silo that has the same authorities takes it ({faults})")
                : new Loaded(own, authorities, files.Name, own.Sources.Hash() + sources.Hash());
        }
        catch (SettingsException refused) when (!refused.Message.StartsWith("Clearance:", StringComparison.Ordinal))
        {
            throw files.CertificateFault(refused.Message);
        }
    }

    private static X509Certificate2Collection Authorities(SiloFiles files, AccessSources sources)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(Encoding.UTF8.GetString(sources.Read(files.Authority, "")));
        }
        catch (SettingsException refused)
        {
            throw files.AuthorityFault(refused.Message);
        }
        catch (CryptographicException)
        {
            // None of them is taken, as when there are none.
            authorities.Clear();
        }

        return authorities.Count > 0 ? authorities : throw files.AuthorityFault("it must have one certificate or more in PEM, and nothing else of that form");
    }

    /// <summary>What others would find wrong with it, at either end of a connection; empty: nothing.</summary>
    private static string Faults(SslStreamCertificateContext own, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.ExtraStore.AddRange(own.IntermediateCertificates.ToArray());
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerUse));
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientUse));
        return chain.Build(own.TargetCertificate) ? "" : string.Join(", ", chain.ChainStatus.Select(static it => it.Status).Distinct());
    }

    private void Look()
    {
        try
        {
            var now = Read(files);
            lastFault = "";
            if (now.Hash != loaded.Hash)
            {
                loaded = now;
                LogChanged();
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A catch-all, for whatever is wrong with a file must not part the silos.
            var fault = e is SettingsException ? e.Message : $"they cannot be read ({e.GetType().Name})";
            if (fault != lastFault)
            {
                LogRefused(fault);
            }

            lastFault = fault;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The certificate of this silo, or its authorities, have changed and hold from now on")]
    private partial void LogChanged();

    [LoggerMessage(Level = LogLevel.Error, Message = "What silos know each other by was changed and is refused; what held before holds on: {Why}")]
    private partial void LogRefused(string why);

    /// <summary>What the files say.</summary>
    /// <param name="Own">The silo's certificate.</param>
    /// <param name="Authorities">Those of other silos.</param>
    /// <param name="Name">What each is called.</param>
    /// <param name="Hash">Of the files.</param>
    internal sealed record Loaded(TlsIdentity Own, X509Certificate2Collection Authorities, string Name, string Hash)
    {
        /// <summary>When it, or the first above it, expires, or the last authority: an older one may stay in the file for a while.</summary>
        public DateTimeOffset NotAfter
        {
            get
            {
                var authorities = Authorities.Max(static it => (DateTimeOffset)it.NotAfter.ToUniversalTime());
                return authorities < Own.NotAfter ? authorities : Own.NotAfter;
            }
        }
    }
}
