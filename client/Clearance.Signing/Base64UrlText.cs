using System.Buffers;
using System.Buffers.Text;

namespace Clearance.Signing;

/// <summary>base64url as RFC 7515 has it: no padding, no white space, and one text for one value.</summary>
/// <remarks>The framework's reader lets white space and padding pass: a signature would have many texts.</remarks>
internal static class Base64UrlText
{
    /// <summary>Reads a text, if it is the one that <see cref="Of"/> writes for some bytes.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = [];
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
            {
                return false;
            }
        }

        if (text.Length % 4 == 1)
        {
            return false;
        }

        bytes = new byte[text.Length * 3 / 4];
        return Base64Url.DecodeFromChars(text, bytes, out _, out var written) == OperationStatus.Done
            && written == bytes.Length && Base64Url.EncodeToString(bytes).AsSpan().SequenceEqual(text);
    }

    /// <summary>The text of bytes.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);
}
