using System.Security.Cryptography;

namespace Clearance.Entities;

/// <summary>What tells a store's journal from every other store's, and from one that was begun anew.</summary>
public static class JournalName
{
    private const int NameBytes = 16;

    /// <summary>The name: 32 hexadecimal digits, the same as long as the store lives, in its backups too. The secret cannot be found from it.</summary>
    /// <param name="secret">The store's (<see cref="IClearanceStore.RegistrySecret"/>).</param>
    public static string Of(ReadOnlySpan<byte> secret) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(secret, "name of the journal"u8).AsSpan(0, NameBytes));
}
