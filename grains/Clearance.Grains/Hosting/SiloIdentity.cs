using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Clearance.Grains;

/// <summary>What a silo shows others of itself, and by what it knows them.</summary>
/// <param name="Own">Its certificate, with those between it and its authority, and its key.</param>
/// <param name="Trusted">Authorities: whoever has a certificate of one of them may be a silo. A certificate that signed itself is its own.</param>
/// <param name="Name">The DNS name that the certificate of every silo has: an authority may have given others certificates too.</param>
public sealed record SiloIdentity(SslStreamCertificateContext Own, X509Certificate2Collection Trusted, string Name);
