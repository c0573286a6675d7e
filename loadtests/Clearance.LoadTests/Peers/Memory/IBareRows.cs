using Clearance.Workload;

namespace Clearance.LoadTests.Peers;

/// <summary>A bare writer of the engine's rows, for whoever has decided.</summary>
internal interface IBareRows : IAsyncDisposable
{
    /// <summary>Writes batches in one transaction.</summary>
    Task Write(IReadOnlyList<CommonBatch> batches);
}

/// <summary>Into PostgreSQL.</summary>
internal sealed class PostgresBareRows(PostgresBareWriter writer) : IBareRows
{
    public Task Write(IReadOnlyList<CommonBatch> batches) => writer.Write(batches, CancellationToken.None);

    public ValueTask DisposeAsync() => writer.DisposeAsync();
}

/// <summary>Into SQLite. Nothing is sorted in: the peer is spared that.</summary>
internal sealed class SqliteBareRows(BareWriter writer) : IBareRows
{
    public Task Write(IReadOnlyList<CommonBatch> batches)
    {
        writer.WriteTransaction(batches);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        writer.Dispose();
        return ValueTask.CompletedTask;
    }
}
