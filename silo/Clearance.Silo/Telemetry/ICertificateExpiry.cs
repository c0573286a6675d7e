namespace Clearance.Silo;

/// <summary>Knows when certificates and keys that this process uses expire. Every service of this type is asked whenever the metrics are.</summary>
internal interface ICertificateExpiry
{
    /// <summary>What each is for, a few fixed words such as <c>tls</c>, and when it expires; of several for one purpose, the first to do so.</summary>
    IEnumerable<(string Purpose, DateTimeOffset NotAfter)> All { get; }
}
