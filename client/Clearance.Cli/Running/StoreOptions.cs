using System.CommandLine;
using Clearance.Storage;

namespace Clearance.Cli;

/// <summary>Where a store is: a data folder, or a PostgreSQL database.</summary>
internal sealed class StoreOptions
{
    private const string InFile = "file:";

    private readonly string _ask;

    /// <param name="prefix">What the options' names begin with, where a command has two stores.</param>
    /// <param name="meaning">Which store, for people.</param>
    public StoreOptions(string prefix = "", string meaning = "the engine's")
    {
        Data = new($"--{prefix}data") { Description = $"The data folder (SQLite): {meaning}." };
        Postgres = new($"--{prefix}postgres")
        {
            Description = $"The PostgreSQL database, as Npgsql reads it: {meaning}. file:PATH takes it from a file, as one with a password should be.",
        };
        _ask = $"Say where the store is: --{prefix}data FOLDER, or --{prefix}postgres CONNECTION.";
    }

    /// <summary>A data folder.</summary>
    public Option<string?> Data { get; }

    /// <summary>A database.</summary>
    public Option<string?> Postgres { get; }

    /// <summary>Which of the two was given.</summary>
    /// <exception cref="UsageException">None, or both.</exception>
    public (string? Folder, string? Connection) Read(ParseResult parsed) => (parsed.GetValue(Data), parsed.GetValue(Postgres)) switch
    {
        ({ } folder, null) => (folder, null),
        (null, { } connection) => (null, ConnectionOf(connection)),
        _ => throw new UsageException(_ask),
    };

    /// <summary>Opens it to be read, as it is at one moment.</summary>
    public async Task<StateSource> Open(ParseResult parsed, CancellationToken cancel) => Read(parsed) switch
    {
        ({ } folder, _) => StateSource.OpenFolder(folder),
        (_, { } connection) => await StateSource.OpenPostgres(connection, cancel),
        _ => throw new UsageException(_ask),
    };

    private static string ConnectionOf(string text) => text.StartsWith(InFile, StringComparison.Ordinal)
        ? System.Text.Encoding.UTF8.GetString(EventFile.Bytes(text[InFile.Length..])).Trim()
        : text;
}
