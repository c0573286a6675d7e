using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Storage.Tests;

/// <summary>Databases that earlier engines wrote, kept as files.</summary>
public sealed class MigrationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_database_of_version_1_opens_with_what_is_in_it_and_keeps_positions_from_then_on()
    {
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Sqlite", "fixtures", "version-1.db"), _folder.File);
        var position = new InputPosition(EventStream.Payments, 3, 17, new Hash128(1, 2));
        await using (var store = await Open())
        {
            await ShouldHoldTheDeclaration(store);
            (await store.LoadPositions(default)).ShouldBeEmpty();
            await store.SavePositions([position], default);
        }

        await using var again = await Open();
        await ShouldHoldTheDeclaration(again);
        (await again.LoadPositions(default)).ShouldBe([position]);
    }

    private static async Task ShouldHoldTheDeclaration(SqliteStore store)
    {
        TaxpayerId.TryParse("0100109106", out var taxpayer).ShouldBeTrue();
        (await store.LoadLedger(taxpayer, default)).ShouldNotBeNull();
        (await store.ReadJournal(0, 10, default)).ShouldHaveSingleItem();
    }

    private Task<SqliteStore> Open() =>
        SqliteStore.OpenAsync(new SqliteStoreOptions { Directory = _folder.Path, CacheMegabytes = 8 }, default);
}
