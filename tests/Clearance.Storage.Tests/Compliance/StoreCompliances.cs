using Clearance.Entities;
using Clearance.Testing.Stores;
using Microsoft.Data.Sqlite;

namespace Clearance.Storage.Tests;

/// <summary>The plain store in memory.</summary>
public sealed class InMemoryStoreCompliance : StoreCompliance
{
    private InMemoryStore? store;

    protected override Task<IClearanceStore> Open()
    {
        store = store?.Reopen() ?? new InMemoryStore();
        return Task.FromResult<IClearanceStore>(store);
    }

    protected override Task<IReadOnlyList<string>> DeadLetterCodes() =>
        Task.FromResult<IReadOnlyList<string>>([.. store!.DeadLetters.Select(static letter => letter.Code)]);
}

/// <summary>The embedded store.</summary>
public sealed class SqliteStoreCompliance : StoreCompliance, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    protected override async Task<IClearanceStore> Open() =>
        await SqliteStore.OpenAsync(new SqliteStoreOptions { Directory = folder.Path, CacheMegabytes = 8 }, default);

    protected override Task<IReadOnlyList<string>> DeadLetterCodes()
    {
        using var connection = new SqliteConnection($"Data Source={folder.File};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT code FROM dead_letter ORDER BY sequence";
        using var reader = command.ExecuteReader();
        var codes = new List<string>();
        while (reader.Read())
        {
            codes.Add(reader.GetString(0));
        }

        return Task.FromResult<IReadOnlyList<string>>(codes);
    }
}
