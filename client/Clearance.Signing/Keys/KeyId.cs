namespace Clearance.Signing;

/// <summary>What names a key: 1–64 of <c>A–Z a–z 0–9 . _ -</c>.</summary>
internal static class KeyId
{
    public const int LengthMax = 64;

    public const string Rule = "a kid is 1 to 64 of A-Z a-z 0-9 . _ -";

    public static bool IsValid(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-'))
            {
                return false;
            }
        }

        return text.Length is > 0 and <= LengthMax;
    }
}

/// <summary>A file of keys, or a key, that is not taken; the message is one clear sentence and holds no key.</summary>
public sealed class KeyFileException : Exception
{
    /// <summary>Says why.</summary>
    public KeyFileException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
