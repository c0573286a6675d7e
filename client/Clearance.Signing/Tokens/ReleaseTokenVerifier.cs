using System.Globalization;

namespace Clearance.Signing;

/// <summary>What a gate learned from a token.</summary>
/// <param name="Token">What it says; null: it counts for nothing.</param>
/// <param name="Why">Why not, a sentence; null: the goods may go.</param>
public readonly record struct TokenCheck(ReleaseToken? Token, string? Why)
{
    /// <summary>Whether the goods may go.</summary>
    public bool IsValid => Token is not null;
}

/// <summary>A gate's side: verifies tokens without asking anybody. Thread-safe.</summary>
/// <param name="keys">The engine's public keys, <see cref="ReadKeys"/>.</param>
public sealed class ReleaseTokenVerifier(PinnedKeys keys)
{
    private const int TokenMax = 2048;
    private const int KeyDigits = 11;

    /// <summary>By how much a gate's clock may differ from the engine's.</summary>
    public static TimeSpan Skew { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Reads the engine's public keys.</summary>
    /// <param name="utf8">What <c>GET /v1/tokens/keys</c> gave.</param>
    /// <exception cref="KeyFileException">They cannot be read.</exception>
    public static PinnedKeys ReadKeys(ReadOnlyMemory<byte> utf8) => PinnedKeys.ReadSet(utf8, "engine");

    /// <summary>Verifies a token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="now">The gate's time.</param>
    /// <param name="declaration">The declaration of the goods before the gate, 11 or 12 digits; null: it is not compared.</param>
    /// <param name="revoked">Tokens that count no more; null: the gate has no list.</param>
    public TokenCheck Verify(string token, DateTimeOffset now, string? declaration = null, RevokedTokens? revoked = null)
    {
        ArgumentNullException.ThrowIfNull(token);
        var check = Jws.Verify(keys, token.AsSpan().Trim(), ReleaseToken.Type, TokenMax, now, out var payload);
        if (!check.IsValid)
        {
            return new TokenCheck(null, check.Why);
        }

        try
        {
            var read = ReleaseToken.Read(payload);
            return Refusal(read, now, declaration, revoked) is { } why ? new TokenCheck(null, why) : new TokenCheck(read, null);
        }
        catch (KeyFileException wrong)
        {
            return new TokenCheck(null, $"What the token says cannot be read: {wrong.Message}.");
        }
    }

    private static string? Refusal(ReleaseToken token, DateTimeOffset now, string? declaration, RevokedTokens? revoked)
    {
        if (token.Outcome is not ("clear" or "release" or "cleared" or "released") || token.Declaration.Length <= KeyDigits)
        {
            return "The token lets nothing go.";
        }

        if (now >= token.ExpiresAt + Skew)
        {
            return $"The token expired at {Text(token.ExpiresAt)}.";
        }

        if (now < token.IssuedAt - Skew)
        {
            return $"The token was made at {Text(token.IssuedAt)}, which has not come yet: a clock is wrong.";
        }

        var key = token.Declaration.AsSpan(0, KeyDigits);
        if (declaration is not null
            && (declaration.Length is not (KeyDigits or KeyDigits + 1) || !declaration.AsSpan(0, KeyDigits).SequenceEqual(key)))
        {
            return $"The token is for another declaration, {token.Declaration}.";
        }

        return revoked?.Below(key) is { } below && token.Sequence < below
            ? string.Create(CultureInfo.InvariantCulture, $"The token is revoked: it was made at decision {token.Sequence}, and decision {below} no longer lets the goods go.")
            : null;
    }

    private static string Text(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
