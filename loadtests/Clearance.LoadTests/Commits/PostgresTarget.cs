using System.Diagnostics;
using Clearance.Entities;
using Clearance.Storage;
using Clearance.Workload;

namespace Clearance.LoadTests;

/// <summary>Stores in databases of their own on a server that is given.</summary>
internal sealed class PostgresTarget(ScratchDatabases databases) : ICommitTarget
{
    private string _last = "";

    public async Task<IClearanceStore> Open(int lanes, CancellationToken cancel)
    {
        _last = await databases.New(cancel);
        return await PostgresStore.OpenAsync(new PostgresStoreOptions { ConnectionString = _last, Lanes = lanes }, cancel);
    }

    public async Task<TimeSpan> WriteBare(
        IReadOnlyList<CommonBatch> batches, StoreShape shape, IReadOnlyList<string> taxpayers, CancellationToken cancel)
    {
        await using var bare = await PostgresBareWriter.Open(await databases.New(cancel), shape, taxpayers, cancel);
        var clock = Stopwatch.StartNew();
        foreach (var batch in batches)
        {
            await bare.Write([batch], cancel);
        }

        return clock.Elapsed;
    }

    public Task Describe(Report report, CancellationToken cancel) => PostgresTables.Describe(_last, report, cancel);

    public ValueTask DisposeAsync() => databases.DisposeAsync();
}
