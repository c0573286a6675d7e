using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Clearance.Testing.Certificates;

namespace Clearance.Grains.Tests.Silos;

/// <summary>What silos of a test show each other.</summary>
internal static class SiloIdentities
{
    public const string Name = "clearance-silo";

    /// <summary>A silo with a certificate of an authority, which trusts that authority.</summary>
    public static SiloIdentity Of(TestAuthority authority) => Of(authority.Issue(Name), authority.Pem);

    /// <summary>A silo with any certificate, and maybe one above it, which trusts some.</summary>
    public static SiloIdentity Of(X509Certificate2 own, string trusted, X509Certificate2? above = null)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(trusted);
        return new SiloIdentity(SslStreamCertificateContext.Create(own, above is null ? null : [above], offline: true), authorities, Name);
    }

    /// <summary>Options of a silo of a cluster in which silos know each other so.</summary>
    public static OrleansEngineOptions With(this OrleansEngineOptions options, SiloIdentity? identity) =>
        options with { Cluster = options.Cluster! with { Identity = identity is null ? null : () => identity } };
}
