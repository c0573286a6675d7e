using Clearance.Entities;

namespace Clearance.Storage.Tests;

/// <summary>Random commits to the embedded store against the plain one.</summary>
public sealed class SqliteStoreModelTests : StoreModelTests, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Some seeds sort events and entries in all the time, some never.</summary>
    protected override async Task<IClearanceStore> Open(int seed) => await SqliteStore.OpenAsync(
        new SqliteStoreOptions
        {
            Directory = _folder.Path,
            CacheMegabytes = 8,
            RegistryWindow = seed % 2 == 0 ? 5 : 100_000,
            JournalWindow = seed % 3 == 0 ? 100_000 : 4,
        },
        default);
}
