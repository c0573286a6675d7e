using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Clearance.Silo.Tests.Deploy;

/// <summary>What is under <c>deploy/</c>.</summary>
internal static class DeployTree
{
    /// <summary>The root of the working copy.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The text of a file, by its path in the working copy.</summary>
    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    /// <summary>Every file a person wrote there, by its path in the working copy.</summary>
    public static IEnumerable<string> Files { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(Root, "deploy"), "*", SearchOption.AllDirectories)
            .Where(static file => !file.EndsWith(".secret.env", StringComparison.Ordinal))
            .Select(static file => Path.GetRelativePath(Root, file))
            .Order(StringComparer.Ordinal)];

    /// <summary>The variables that a file of them sets.</summary>
    public static Dictionary<string, string> Variables(string file) =>
        Read(file).Split('\n')
            .Where(static line => line.Length > 0 && line[0] != '#')
            .Select(static line => line.Split('=', 2))
            .ToDictionary(static parts => parts[0], static parts => parts[1].Trim('\''));

    /// <summary>The name of an option, as the table of them has it, from that of its variable.</summary>
    public static string Option(string variable) =>
        variable.Replace("__", ":", StringComparison.Ordinal)["Clearance:".Length..];

    /// <summary>What the engine refuses of an environment, each with the option's name.</summary>
    public static IReadOnlyList<string> Refusals(IReadOnlyDictionary<string, string> variables)
    {
        var settings = new SiloSettings();
        var refusals = new List<string>();
        var values = variables.ToDictionary(static it => Option(it.Key), static it => it.Value);

        // Not the folder of the data: to set it is to make it.
        foreach (var setting in SettingsTable.All.Where(static it => it.Name != "Data"))
        {
            if (setting.Set(ref settings, values.GetValueOrDefault(setting.Name, setting.Default)) is { } rule)
            {
                refusals.Add($"{setting.Name}: {rule}");
            }
        }

        var all = new ConfigurationBuilder().AddInMemoryCollection(values.Select(static it => KeyValuePair.Create(it.Key, (string?)it.Value)));
        KafkaSettings.Read(settings, all.Build().GetSection(KafkaSettings.Client));
        return refusals;
    }

    /// <summary>Longer than a stop takes, whatever hangs: the time that is set, and some for the process to end in.</summary>
    public static TimeSpan LongestStop(IReadOnlyDictionary<string, string> variables) =>
        TimeSpan.Parse(variables["Clearance__Limits__StopTimeout"], CultureInfo.InvariantCulture) + TimeSpan.FromSeconds(20);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Clearance.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
