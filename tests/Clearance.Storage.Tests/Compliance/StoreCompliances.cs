using Clearance.Entities;
using Clearance.Testing.Stores;
using Microsoft.Data.Sqlite;

namespace Clearance.Storage.Tests;

/// <summary>The plain store in memory.</summary>
public sealed class InMemoryStoreCompliance : StoreCompliance
{
    private InMemoryStore? _store;

    protected override Task<IClearanceStore> Open()
    {
        _store = _store?.Reopen() ?? new InMemoryStore();
        return Task.FromResult<IClearanceStore>(_store);
    }

    protected override Task<IReadOnlyList<string>> DeadLetterCodes() =>
        Task.FromResult<IReadOnlyList<string>>([.. _store!.DeadLetters.Select(static letter => letter.Code)]);
}

/// <summary>The embedded store.</summary>
public class SqliteStoreCompliance : StoreCompliance, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override async Task<IClearanceStore> Open() =>
        await SqliteStore.OpenAsync(Options(_folder.Path), default);

    private protected virtual SqliteStoreOptions Options(string directory) =>
        new() { Directory = directory, CacheMegabytes = 8 };

    protected override Task<IReadOnlyList<string>> DeadLetterCodes()
    {
        using var connection = new SqliteConnection($"Data Source={_folder.File};Mode=ReadOnly;Pooling=False");
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

/// <summary>The embedded store, sorting in all the time.</summary>
public sealed class SqliteStoreSortingCompliance : SqliteStoreCompliance
{
    private protected override SqliteStoreOptions Options(string directory) =>
        base.Options(directory) with { RegistryWindow = 3, JournalWindow = 2, CheckpointMegabytes = 1 };
}
