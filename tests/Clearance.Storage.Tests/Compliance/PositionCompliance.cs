using Clearance.Domain;
using Clearance.Entities;
using Clearance.Testing.Stores;

namespace Clearance.Storage.Tests;

/// <summary>What every store must do that keeps the positions of inputs.</summary>
public abstract class PositionCompliance : IAsyncLifetime
{
    private IPositionStore? _store;

    private IPositionStore Store => _store!;

    public async Task InitializeAsync() => _store = await Open();

    public async Task DisposeAsync() => await ((IAsyncDisposable)Store).DisposeAsync();

    [Fact]
    public async Task A_new_store_has_no_positions() => (await Store.LoadPositions(default)).ShouldBeEmpty();

    [Fact]
    public async Task Positions_come_back_after_reopening_by_stream_and_partition()
    {
        await Store.SavePositions(
            [At(EventStream.Payments, 1, 7), At(EventStream.Payments, 0, long.MaxValue), At(EventStream.Declarations, 1, 1)],
            default);
        await ((IAsyncDisposable)Store).DisposeAsync();
        _store = await Open();

        (await Store.LoadPositions(default)).ShouldBe(
            [At(EventStream.Declarations, 1, 1), At(EventStream.Payments, 0, long.MaxValue), At(EventStream.Payments, 1, 7)]);
    }

    [Fact]
    public async Task A_position_moves_forward_and_never_back()
    {
        await Store.SavePositions([At(EventStream.Taxpayers, 0, 5)], default);
        await Store.SavePositions([At(EventStream.Taxpayers, 0, 9)], default);
        await Store.SavePositions([At(EventStream.Taxpayers, 0, 5)], default);
        await Store.SavePositions([At(EventStream.Taxpayers, 0, 9) with { LastHash = new Hash128(6, 6) }], default);

        (await Store.LoadPositions(default)).ShouldBe([At(EventStream.Taxpayers, 0, 9)]);
    }

    /// <summary>Opens the store: an empty one the first time, afterwards the same data.</summary>
    protected abstract Task<IPositionStore> Open();

    private static InputPosition At(EventStream stream, int partition, long next) =>
        new(stream, partition, next, new Hash128((ulong)next, ulong.MaxValue - (ulong)next));
}

/// <summary>The plain store in memory.</summary>
public sealed class InMemoryPositionCompliance : PositionCompliance
{
    private InMemoryStore? _store;

    protected override Task<IPositionStore> Open() =>
        Task.FromResult<IPositionStore>(_store = _store?.Reopen() ?? new InMemoryStore());
}

/// <summary>The embedded store.</summary>
public sealed class SqlitePositionCompliance : PositionCompliance, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override async Task<IPositionStore> Open() =>
        await SqliteStore.OpenAsync(new SqliteStoreOptions { Directory = _folder.Path, CacheMegabytes = 8 }, default);
}
