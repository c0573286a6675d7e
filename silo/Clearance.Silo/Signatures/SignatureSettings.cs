namespace Clearance.Silo;

/// <summary>The options of bank signatures.</summary>
internal static class SignatureSettings
{
    /// <summary>Sets the file of pinned keys; it is read when the engine starts.</summary>
    public static string? SetFile(ref SiloSettings settings, string text)
    {
        settings = settings with { SignaturesFile = text };
        return text.Length == 0 || File.Exists(text) ? null : "there is no such file";
    }

    /// <summary>Sets whether every event of a bank must be signed.</summary>
    public static string? SetRequired(ref SiloSettings settings, string text)
    {
        settings = settings with { SignaturesRequired = text.Equals("true", StringComparison.OrdinalIgnoreCase) };
        return !bool.TryParse(text, out _) ? "it must be true or false"
            : settings is { SignaturesRequired: true, SignaturesFile: "" } ? "Clearance:Signatures:File must be set with it"
            : null;
    }
}
