using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Clearance.Silo;

/// <summary>Tokens whose signature was found right, by their hash, until they expire: a question does not pay for a signature each time.</summary>
internal sealed class SeenTokens
{
    private const int TokensMax = 10_000;
    private const int TokenBytesMax = 16 * 1024;

    private readonly ConcurrentDictionary<TokenHash, (Caller Caller, DateTimeOffset Until)> seen = new();

    /// <summary>Who has a token; null: it was not seen, or is over.</summary>
    public Caller? Find(string token, DateTimeOffset now) =>
        token.Length <= TokenBytesMax && seen.TryGetValue(TokenHash.Of(token), out var found) && now < found.Until ? found.Caller : null;

    /// <summary>Keeps who has a token.</summary>
    public void Keep(string token, Caller caller, DateTimeOffset until)
    {
        if (seen.Count >= TokensMax)
        {
            // Who calls still is found again, at the cost of one signature each.
            seen.Clear();
        }

        seen[TokenHash.Of(token)] = (caller, until);
    }

    /// <summary>All 256 bits of the hash: two tokens are never taken for one.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct TokenHash(ulong First, ulong Second, ulong Third, ulong Fourth)
    {
        public static TokenHash Of(string token)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(Encoding.UTF8.GetBytes(token), hash);
            return MemoryMarshal.Read<TokenHash>(hash);
        }
    }
}
