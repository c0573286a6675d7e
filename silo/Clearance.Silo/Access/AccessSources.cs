using System.Security.Cryptography;

namespace Clearance.Silo;

/// <summary>The files that rules are made of. Whether they changed is seen by their content: a file may be replaced by a link, and keep its time.</summary>
internal sealed class AccessSources(int bytesMax)
{
    private readonly List<(string Path, string Where, byte[] Hash)> files = [];

    /// <summary>Reads one of them.</summary>
    /// <exception cref="SettingsException">It cannot be read, or is too large.</exception>
    public byte[] Read(string path, string where)
    {
        var bytes = Bytes(path, where);
        files.Add((path, where, SHA256.HashData(bytes)));
        return bytes;
    }

    /// <summary>Whether all that was read is there as it was then; nothing is parsed for it.</summary>
    /// <exception cref="SettingsException">One cannot be read any more, or is too large now.</exception>
    public bool AreAsRead() => files.TrueForAll(it => SHA256.HashData(Bytes(it.Path, it.Where)).AsSpan().SequenceEqual(it.Hash));

    /// <summary>Of all that was read, in order.</summary>
    public string Hash() => Convert.ToHexString(SHA256.HashData(files.SelectMany(static file => file.Hash).ToArray()));

    private byte[] Bytes(string path, string where)
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
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new SettingsException($"{where}it must be a file that can be read");
        }
    }
}
