namespace Clearance.Silo;

/// <summary>The options of release tokens.</summary>
internal static class TokenSettings
{
    private const int NameMax = 64;

    /// <summary>No token counts longer, so that it is known for how long one may have to be revoked, whatever the setting was when it was made.</summary>
    public static readonly TimeSpan LifetimeMax = TimeSpan.FromDays(3);

    /// <summary>Sets the private key's file; it is read when the engine starts.</summary>
    public static string? SetKeyFile(ref SiloSettings settings, string text)
    {
        settings = settings with { TokensKeyFile = text };
        return text.Length == 0 || File.Exists(text) ? null : "there is no such file";
    }

    /// <summary>Sets the key's name.</summary>
    public static string? SetKid(ref SiloSettings settings, string text)
    {
        settings = settings with { TokensKid = text };
        return text.Length == 0 == (settings.TokensKeyFile.Length == 0) ? null : "it is set with Clearance:Tokens:KeyFile, and not without";
    }

    /// <summary>Sets the file of the keys before.</summary>
    public static string? SetPrevious(ref SiloSettings settings, string text)
    {
        settings = settings with { TokensPreviousFile = text };
        return text.Length > 0 && settings.TokensKeyFile.Length == 0 ? "Clearance:Tokens:KeyFile must be set with it"
            : text.Length == 0 || File.Exists(text) ? null
            : "there is no such file";
    }

    /// <summary>Sets what tokens call this engine.</summary>
    public static string? SetIssuer(ref SiloSettings settings, string text)
    {
        settings = settings with { TokensIssuer = text };
        return text.Length is > 0 and <= NameMax && text.All(static c => c is > ' ' and <= '~') ? null : $"it must be 1 to {NameMax} visible characters of ASCII";
    }
}
