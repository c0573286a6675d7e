namespace Clearance.Silo;

/// <summary>
/// Finds what the operator set, the later over the earlier: <c>appsettings.json</c> beside the program, environment
/// variables (<c>Clearance__Data</c>), the command line. What is not known is refused, never ignored.
/// </summary>
internal static class SettingsReader
{
    private const string Section = "Clearance";
    private const string LoggingSection = "Logging";

    private static readonly Dictionary<string, string> Short = new(StringComparer.OrdinalIgnoreCase)
    {
        ["urls"] = $"{Section}:Urls",
        ["data"] = $"{Section}:Data",
        ["host"] = $"{Section}:Host",
    };

    /// <summary>What <c>--help</c> prints.</summary>
    public static string Help { get; } = string.Join(
        Environment.NewLine,
        [
            "Clearance [--urls URL] [--data DIR] [--host Local|Orleans] [--Clearance:NAME VALUE] [--Logging:NAME VALUE]",
            $"Clearance {SiloProcess.MigrateOption} [CONNECTION-STRING]   makes the tables of a PostgreSQL store, and ends; else by",
            $"                    the environment: {SiloProcess.MigrateVariable}",
            $"Clearance {ReplayVerify.Option} STORE --data NEW --Clearance:Kafka:Bootstrap …   makes a store anew from the topics and compares it",
            $"                    with STORE: a data folder, or 'postgres', found by {SiloProcess.MigrateVariable}",
            "Options, each also as an environment variable (Clearance__Limits__BodyBytes):",
            .. SettingsTable.All.Select(s => $"  --{Section}:{s.Name} ({s.Default})  {s.Meaning}"),
            $"  --{Section}:{KafkaSettings.Client}:PROPERTY  a property of Kafka's client, by its own name",
        ]);

    /// <summary>Reads and judges every option.</summary>
    /// <exception cref="SettingsException">One is refused.</exception>
    public static (SiloSettings Settings, IConfiguration Logging) Read(IReadOnlyList<string> arguments)
    {
        var configuration = Sources(arguments);
        RefuseUnknown(configuration.GetSection(Section));
        var settings = new SiloSettings();
        foreach (var setting in SettingsTable.All)
        {
            var name = $"{Section}:{setting.Name}";
            var text = configuration[name] ?? setting.Default;
            if (setting.Set(ref settings, text) is { } rule)
            {
                throw new SettingsException($"{name} is '{text}': {rule}.");
            }
        }

        if (settings.BodyBytesInFlightMax < settings.BodyBytesMax)
        {
            throw new SettingsException(
                $"{Section}:Limits:BodyBytesInFlight is '{settings.BodyBytesInFlightMax}': it must be at least "
                + $"{Section}:Limits:BodyBytes, which is {settings.BodyBytesMax}.");
        }

        if (settings.Store != StoreKind.Sqlite && settings.PostgresConnectionString.Length == 0)
        {
            throw new SettingsException(
                $"{Section}:Store:Postgres:ConnectionString is '': with {Section}:Store:Provider "
                + $"'{settings.Store.ToString().ToLowerInvariant()}' it must say where the database is.");
        }

        settings = settings with { Kafka = KafkaSettings.Read(settings, configuration.GetSection($"{Section}:{KafkaSettings.Client}")) };
        AccessSettings.Judge(settings, configuration.GetSection(Section));
        return (settings, configuration.GetSection(LoggingSection));
    }

    private static IConfigurationRoot Sources(IReadOnlyList<string> arguments)
    {
        try
        {
            return new ConfigurationBuilder()
                .SetBasePath(AppContext.BaseDirectory)
                .AddJsonFile("appsettings.json", optional: true)
                .AddEnvironmentVariables()
                .AddInMemoryCollection(Parse(arguments))
                .Build();
        }
        catch (InvalidDataException e)
        {
            throw new SettingsException($"appsettings.json cannot be read: {e.InnerException?.Message ?? e.Message}");
        }
    }

    /// <summary>Takes <c>--name value</c> and <c>--name=value</c> apart.</summary>
    private static Dictionary<string, string?> Parse(IReadOnlyList<string> arguments)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (!argument.StartsWith("--", StringComparison.Ordinal))
            {
                throw new SettingsException($"'{argument}' is no option. {Known}");
            }

            var parts = argument[2..].Split('=', 2);
            var key = KeyOf(parts[0]) ?? throw new SettingsException($"--{parts[0]} is no option. {Known}");
            if (parts.Length == 1 && ++i == arguments.Count)
            {
                throw new SettingsException($"--{parts[0]} needs a value.");
            }

            values[key] = parts.Length == 2 ? parts[1] : arguments[i];
        }

        return values;
    }

    private static string Known =>
        $"Known: --{string.Join(", --", Short.Keys)}, --{Section}:NAME, --{LoggingSection}:NAME; --help lists them.";

    private static string? KeyOf(string name) =>
        Short.TryGetValue(name, out var key) ? key
        : name.StartsWith($"{Section}:", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith($"{LoggingSection}:", StringComparison.OrdinalIgnoreCase) ? name
        : null;

    private static void RefuseUnknown(IConfigurationSection section)
    {
        foreach (var (name, value) in section.AsEnumerable(makePathsRelative: true))
        {
            if (value is not null && name.Length > 0
                && !name.StartsWith($"{KafkaSettings.Client}:", StringComparison.OrdinalIgnoreCase)
                && !SettingsTable.All.Any(s => s.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                throw new SettingsException(
                    $"{Section}:{name} is no option. Known: {string.Join(", ", SettingsTable.All.Select(s => s.Name))}.");
            }
        }
    }
}
