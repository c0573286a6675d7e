namespace Clearance.Storage;

/// <summary>Keys that start with a text, as a range.</summary>
internal static class KeyPrefix
{
    /// <summary>The least key greater than every key with an ASCII prefix.</summary>
    public static string End(string prefix) => prefix[..^1] + (char)(prefix[^1] + 1);
}
