using Clearance.Entities;

namespace Clearance.Storage.Tests;

/// <summary>The store of single records.</summary>
public class RecordStoreCompliance : StoreCompliance
{
    private readonly RecordDisk _disk = new();

    private protected virtual RecordStoreOptions Options => new();

    protected override async Task<IClearanceStore> Open() => await _disk.Open(Options);

    protected override async Task<IReadOnlyList<string>> DeadLetterCodes() =>
    [
        .. (await ((IPublicationStore)Store).ReadDeadLetters(0, 0, 100, default)).Select(static record => record.Letter.Code),
    ];
}

/// <summary>The same when next to nothing is held in memory.</summary>
public sealed class RecordStoreWithoutCacheCompliance : RecordStoreCompliance
{
    private protected override RecordStoreOptions Options => new() { AtOnce = 2, CacheBytes = 1, RecentEventsMax = 1 };
}

/// <summary>Random commits of single records against the plain store.</summary>
public sealed class RecordStoreModelTests : StoreModelTests
{
    private readonly RecordDisk _disk = new();

    protected override async Task<IClearanceStore> Open(int seed) =>
        await _disk.Open(seed % 2 == 0 ? new RecordStoreOptions() : new RecordStoreOptions { CacheBytes = 5_000, RecentEventsMax = 10 });
}

/// <summary>The positions in single records.</summary>
public sealed class RecordPositionCompliance : PositionCompliance
{
    private readonly RecordDisk _disk = new();

    protected override async Task<IClearanceStore> Open() => await _disk.Open();
}

/// <summary>The moves in single records.</summary>
public sealed class RecordMoveCompliance : MoveCompliance
{
    private readonly RecordDisk _disk = new();

    protected override async Task<IClearanceStore> Open() => await _disk.Open();
}
