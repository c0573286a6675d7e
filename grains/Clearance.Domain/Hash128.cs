namespace Clearance.Domain;

/// <summary>A 16-byte hash.</summary>
/// <param name="High">The first 8 bytes, big endian.</param>
/// <param name="Low">The last 8 bytes, big endian.</param>
public readonly record struct Hash128(ulong High, ulong Low);
