using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clearance.LoadTests.Open.Profiles;

/// <summary>Reads profiles; what it does not know, or what cannot be, is refused.</summary>
internal static class ProfileReader
{
    private const double RateMax = 1_000_000;

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.Strict,
        PropertyNameCaseInsensitive = false,
        AllowDuplicateProperties = false,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>The folder of the profiles that come with the tool.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "profiles");

    /// <summary>Reads one by its name, or from a file.</summary>
    /// <exception cref="ProfileException">There is none, or it is wrong.</exception>
    public static LoadProfile Load(string nameOrFile)
    {
        var known = Path.Combine(Folder, nameOrFile + ".json");
        var file = File.Exists(known) ? known : nameOrFile;
        return File.Exists(file)
            ? Read(File.ReadAllText(file), Path.GetFileName(file))
            : throw new ProfileException($"There is no profile {nameOrFile}; there are: {string.Join(", ", Names())}.");
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="ProfileException">It is wrong.</exception>
    public static LoadProfile Read(string json, string name)
    {
        LoadProfile profile;
        try
        {
            profile = JsonSerializer.Deserialize<LoadProfile>(json, Strict) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new ProfileException($"{name}: {e.Message}", e);
        }

        return Faults(profile).FirstOrDefault() is { } fault ? throw new ProfileException($"{name}: {fault}.") : profile;
    }

    /// <summary>A profile as it would be read.</summary>
    public static string Write(LoadProfile profile) => JsonSerializer.Serialize(profile, Strict);

    private static IEnumerable<string> Names() =>
        Directory.EnumerateFiles(Folder, "*.json").Select(static file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Faults(LoadProfile it) =>
        new[]
        {
            Between("seconds", it.Seconds, 1, 3_600),
            Between("warmUpSeconds", it.WarmUpSeconds, 0, 600),
            Between("events.perSecond", it.Events.PerSecond, 0, RateMax),
            Between("queries.perSecond", it.Queries.PerSecond, 0, RateMax),
            Between("outage.seconds", it.Outage?.Seconds ?? 0, 0, 86_400),
            Between("outage.eventsPerSecond", it.Outage?.EventsPerSecond ?? 0, 0, RateMax),
            Between("day.taxpayers", it.Day.Taxpayers, 1, 70_000),
            Between("day.skew", it.Day.Skew, 0, 3),
            Between("day.busiest", it.Day.Busiest, 0, 1),
            Between("day.customsWaits", it.Day.CustomsWaits, 0, 60),
            Between("day.lowValue", it.Day.LowValue, 0, 1),
            Between("day.duplicates", it.Day.Duplicates, 0, 1),
            Between("day.reordered", it.Day.Reordered, 0, 1),
            Between("day.faults", it.Day.Faults, 0, 1),
            Between("day.misKeyed", it.Day.MisKeyed, 0, 1),
            Between("day.amended", it.Day.Amended, 0, 1),
            Between("bounds.sliceMilliseconds", it.Bounds.SliceMilliseconds, 1, 1_000),
            Between("bounds.bodiesInFlight", it.Bounds.BodiesInFlight, 1, 20_000),
            Between("bounds.queryConnections", it.Bounds.QueryConnections, 1, 10_000),
            Between("bounds.queriesInFlight", it.Bounds.QueriesInFlight, 1, 1_000_000),
        }
        .Concat(it.Queries.Herds.Select(herd => Between("queries.herds.at", herd.At, 0, it.Seconds)))
        .Concat(it.Queries.Herds.Select(static herd => Between("queries.herds.count", herd.Count, 1, 1_000_000)))
        .OfType<string>();

    private static string? Between(string name, double value, double least, double most) =>
        value >= least && value <= most ? null : FormattableString.Invariant($"{name} is {value}: it must be from {least} to {most}");
}

/// <summary>A profile that is refused; the message is one clear line.</summary>
internal sealed class ProfileException(string message, Exception? inner = null) : Exception(message, inner);
