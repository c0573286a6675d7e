using System.CommandLine;

namespace Clearance.LoadTests;

/// <summary>The part of a command line that says what an engine is started on: its assembly, its store, the earlier ids.</summary>
internal sealed class StoreArguments
{
    private readonly Option<string?> _silo = Cli.Optional<string>("--silo", "The engine's assembly; it is started and stopped.");

    private readonly Option<string?> _folder = Cli.Optional<string>(
        "--folder", "Where stores are kept while measuring. Default: the folder for temporary files.");

    private readonly Option<string> _store = Cli.Default("--store", "sqlite", "sqlite, postgres or adonet.");

    private readonly Option<string?> _connection = Cli.Optional<string>(
        "--connection", "A PostgreSQL server, as a role that may create databases. Default: PG_CONNECTION.");

    private readonly Option<int> _lanes = Cli.Default("--lanes", 1, "Groups of commits PostgreSQL is given at once.");

    private readonly Option<long> _preload = Cli.Default("--preload", 0L, "Ids in the registry before the run.");

    private readonly Option<string?> _template = Cli.Optional<string>(
        "--template", "A folder that keeps the preloaded store for later runs.");

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        _store.AcceptOnlyFromAmong("sqlite", "postgres", "adonet");
        foreach (var option in (Option[])[_silo, _folder, _store, _connection, _lanes, _preload, _template])
        {
            command.Add(option);
        }
    }

    /// <summary>The engine's assembly, to be started; null: an engine that runs already is measured.</summary>
    public string? Silo(ParseResult parsed) => parsed.GetValue(_silo);

    /// <summary>Its store.</summary>
    public StoreOptions Store(ParseResult parsed) => new()
    {
        Folder = Path.Combine(parsed.GetValue(_folder) ?? Path.GetTempPath(), $"clearance-loadtest-{Environment.ProcessId}"),
        Provider = parsed.GetValue(_store)!,
        Connection = parsed.GetValue(_connection) ?? Environment.GetEnvironmentVariable("PG_CONNECTION"),
        Lanes = Math.Clamp(parsed.GetValue(_lanes), 1, 4),
        Preload = parsed.GetValue(_preload),
        Template = parsed.GetValue(_template),
    };
}
