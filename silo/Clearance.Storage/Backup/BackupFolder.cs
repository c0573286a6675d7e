using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Clearance.Storage;

/// <summary>Files of backups: hashed, copied, and on the disk before they get their names.</summary>
internal static class BackupFolder
{
    private const int ReadOnly = 0;

    /// <summary>Makes a folder by making it under another name: with all that is in it, or not at all.</summary>
    public static async Task<BackupManifest> Make(string to, Func<string, Task<BackupManifest>> fill)
    {
        ArgumentNullException.ThrowIfNull(to);
        to = Path.TrimEndingDirectorySeparator(Path.GetFullPath(to));
        if (Path.Exists(to))
        {
            throw new BackupException($"'{to}' exists: a backup is never written over anything.");
        }

        var part = $"{to}.part-{Environment.ProcessId}";
        Directory.CreateDirectory(part);
        try
        {
            var manifest = await fill(part).ConfigureAwait(false);
            await File.WriteAllBytesAsync(Path.Combine(part, BackupManifest.FileName), manifest.ToBytes()).ConfigureAwait(false);
            foreach (var file in Directory.EnumerateFiles(part))
            {
                Flush(file);
            }

            Flush(part);
            Directory.Move(part, to);
            Flush(Path.GetDirectoryName(to)!);
            return manifest;
        }
        catch
        {
            Directory.Delete(part, recursive: true);
            throw;
        }
    }

    /// <summary>A file's length and SHA-256.</summary>
    /// <exception cref="BackupException">It is not there, or cannot be read.</exception>
    public static async Task<(long Bytes, string Sha256)> Hash(string file, CancellationToken cancel)
    {
        try
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
            var hash = await SHA256.HashDataAsync(stream, cancel).ConfigureAwait(false);
            return (stream.Length, Convert.ToHexStringLower(hash));
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"'{file}' cannot be read: {failed.Message}", failed);
        }
    }

    /// <summary>Copies a file; it is on the disk when this returns.</summary>
    public static async Task Copy(string from, string to, CancellationToken cancel)
    {
        await using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
        await using var target = new FileStream(to, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        await source.CopyToAsync(target, cancel).ConfigureAwait(false);
        target.Flush(flushToDisk: true);
    }

    /// <summary>Puts what is written of a file, or the names in a folder, on the disk.</summary>
    public static void Flush(string path)
    {
        // Base library calls do not open folders, and a name is on the disk only when its folder is.
        var descriptor = Open(path, ReadOnly);
        if (descriptor < 0)
        {
            throw new IOException($"'{path}' cannot be opened to be put on the disk.");
        }

        try
        {
            if (Sync(descriptor) != 0)
            {
                throw new IOException($"'{path}' cannot be put on the disk.");
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
