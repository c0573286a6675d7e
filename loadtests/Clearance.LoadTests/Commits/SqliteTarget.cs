using Clearance.Entities;
using Clearance.Storage;
using Clearance.Workload;

namespace Clearance.LoadTests;

/// <summary>Embedded stores in a temporary folder.</summary>
internal sealed class SqliteTarget : ICommitTarget
{
    private readonly string _root = Directory.CreateTempSubdirectory("clearance-commit-").FullName;
    private string _last = "";
    private int _made;

    private SqliteTarget()
    {
    }

    private string Template => Path.Combine(_root, "template");

    public static async Task<SqliteTarget> Create(CommitOptions options, CancellationToken cancel)
    {
        var target = new SqliteTarget();
        await Preload.Run(target.Template, options.Earlier, cancel);
        return target;
    }

    public async Task<IClearanceStore> Open(int lanes, CancellationToken cancel)
    {
        _last = NewFolder();
        return await SqliteStore.OpenAsync(new SqliteStoreOptions { Directory = _last }, cancel);
    }

    public Task<TimeSpan> WriteBare(
        IReadOnlyList<CommonBatch> batches, StoreShape shape, IReadOnlyList<string> taxpayers, CancellationToken cancel)
    {
        var sorted = StoreShape.Of(_last);
        var folder = NewFolder();
        using var bare = new BareWriter(
            folder,
            StoreShape.Of(folder),
            shape with { EventsSorted = sorted.EventsSorted, JournalSorted = sorted.JournalSorted },
            taxpayers);
        return Task.FromResult(bare.Write(batches, 1, cancel).Took);
    }

    public Task Describe(Report report, CancellationToken cancel)
    {
        report.Add("store after", StoreFolder.Megabytes(_last), "MB");
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }

    private string NewFolder()
    {
        var folder = Path.Combine(_root, $"{++_made}");
        StoreFolder.Copy(Template, folder);
        return folder;
    }
}
