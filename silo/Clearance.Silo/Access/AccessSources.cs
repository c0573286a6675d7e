using System.Security.Cryptography;

namespace Clearance.Silo;

/// <summary>The files that rules are made of. Whether they changed is seen by their content: a file may be replaced by a link, and keep its time.</summary>
internal sealed class AccessSources(int bytesMax)
{
    private readonly List<byte[]> hashes = [];

    /// <summary>Reads one of them.</summary>
    /// <exception cref="SettingsException">It cannot be read, or is too large.</exception>
    public byte[] Read(string path, string where)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > bytesMax)
            {
                throw new SettingsException($"{where}it is larger than {bytesMax} bytes");
            }

            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            hashes.Add(SHA256.HashData(bytes));
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new SettingsException($"{where}it must be a file that can be read");
        }
    }

    /// <summary>Of all that was read, in order.</summary>
    public string Hash() => Convert.ToHexString(SHA256.HashData(hashes.SelectMany(static hash => hash).ToArray()));
}
