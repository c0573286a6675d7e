using System.Data;
using System.Data.Common;
using Clearance.Entities;

namespace Clearance.Storage.Tests;

/// <summary>Records by the statements that the migrations left for Orleans, run as Orleans runs them: so that they are tried without it too.</summary>
internal sealed class StatementTable : IRecordTable
{
    private readonly DbDataSource _sessions;
    private string _read = "";
    private string _write = "";

    private StatementTable(DbDataSource sessions) => _sessions = sessions;

    public static async Task<IRecordTable> Open(DbDataSource sessions, CancellationToken cancel)
    {
        var table = new StatementTable(sessions);
        table._read = await table.Statement("ReadFromStorageKey", cancel);
        table._write = await table.Statement("WriteToStorageKey", cancel);
        return table;
    }

    public async Task<StoredRecord?> Read(string key)
    {
        await using var connection = await _sessions.OpenConnectionAsync();
        await using var command = Command(connection, _read, key);
        await using var row = await command.ExecuteReaderAsync();
        return await row.ReadAsync() && row["PayloadBinary"] is byte[] body ? new StoredRecord(body, $"{row["Version"]}") : null;
    }

    public async Task<string> Write(string key, byte[] body, string? etag)
    {
        await using var connection = await _sessions.OpenConnectionAsync();
        await using var command = Command(connection, _write, key);
        Add(command, "GrainStateVersion", etag is null ? null : int.Parse(etag));
        Add(command, "PayloadBinary", body);
        await using var row = await command.ExecuteReaderAsync();
        (await row.ReadAsync()).ShouldBeTrue();
        return row["NewGrainStateVersion"] is int version
            ? $"{version}"
            : throw new StateConflictException($"Record '{key}' is not version {etag}.");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static DbCommand Command(DbConnection connection, string text, string key)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        Add(command, "GrainIdHash", key.Aggregate(17, static (hash, character) => unchecked((hash * 31) + character)));
        Add(command, "GrainIdN0", 0L);
        Add(command, "GrainIdN1", 0L);
        Add(command, "GrainTypeHash", 5);
        Add(command, "GrainTypeString", "clearance");
        Add(command, "GrainIdExtensionString", key);
        Add(command, "ServiceId", "clearance");
        return command;
    }

    private static void Add(DbCommand command, string name, object? value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value, parameter.Direction) = (name, value ?? DBNull.Value, ParameterDirection.Input);
        command.Parameters.Add(parameter);
    }

    private async Task<string> Statement(string name, CancellationToken cancel)
    {
        await using var connection = await _sessions.OpenConnectionAsync(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT QueryText FROM OrleansQuery WHERE QueryKey = '{name}'";
        return (string)(await command.ExecuteScalarAsync(cancel))!;
    }
}
