namespace Clearance.Storage;

/// <summary>Keeps a second engine out of a data folder.</summary>
/// <remarks>
/// Safe because the operating system holds the lock for the open file and releases it when the process is gone, however
/// it went: a killed engine never has to be cleaned up after. It is not the database's own lock, so backups and
/// verification can read beside a running engine. Whether this file system locks at all is tried, not believed.
/// </remarks>
internal sealed class FolderLock : IDisposable
{
    private const string LockName = "engine.lock";

    /// <summary>Who holds the lock. A file of its own: the locked one cannot be opened by whoever wants to know.</summary>
    private const string HolderName = "engine.holder";

    private readonly FileStream _file;

    private FolderLock(FileStream file, string holder)
    {
        _file = file;
        Holder = holder;
    }

    /// <summary>This process, as others are told.</summary>
    public string Holder { get; }

    /// <summary>Takes the lock or throws.</summary>
    /// <exception cref="StoreInUseException">Another engine has it.</exception>
    public static FolderLock Take(string directory, TimeProvider clock)
    {
        var path = Path.Combine(directory, LockName);
        var file = TryOpen(path) ?? throw new StoreInUseException($"data folder '{directory}'", ReadHolder(directory));
        try
        {
            RefuseWithoutLocks(path);
            var holder = Holders.ThisProcess(clock);
            File.WriteAllText(Path.Combine(directory, HolderName), holder + "\n");
            return new FolderLock(file, holder);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static void RefuseWithoutLocks(string path)
    {
        if (TryOpen(path) is { } second)
        {
            second.Dispose();
            throw new StoreFormatException(
                $"'{path}' can be opened twice: file locking does not work here, so the folder cannot be kept to one engine.");
        }
    }

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    private static string ReadHolder(string directory)
    {
        try
        {
            var holder = File.ReadAllText(Path.Combine(directory, HolderName)).Trim();
            return holder.Length > 0 ? holder : "another process";
        }
        catch (IOException)
        {
            return "another process";
        }
    }
}
