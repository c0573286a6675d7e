namespace Clearance.Storage.Tests;

/// <summary>A data folder that is removed afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("clearance-store-").FullName;

    /// <summary>The database within it.</summary>
    public string File => System.IO.Path.Combine(Path, "clearance.db");

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>What a process killed now would leave: the files as they are, without the lock.</summary>
    public TemporaryFolder Snapshot()
    {
        var copy = new TemporaryFolder();
        foreach (var name in (string[])["clearance.db", "clearance.db-wal"])
        {
            var from = System.IO.Path.Combine(Path, name);
            if (System.IO.File.Exists(from))
            {
                System.IO.File.Copy(from, System.IO.Path.Combine(copy.Path, name));
            }
        }

        return copy;
    }
}
