using System.Text.Json;
using System.Xml.Linq;

namespace Clearance.Sbom;

/// <summary>All packages of the engine and its tool, read from what NuGet noted when it restored them.</summary>
public static class PackageGraph
{
    /// <summary>The programs that are shipped, and the project that downloads a package without referencing it.</summary>
    private static readonly string[] Projects = ["silo/Clearance.Silo", "silo/Clearance.Kafka", "client/Clearance.Cli"];

    /// <summary>Licences of packages that have a file instead of a name of SPDX's.</summary>
    private static readonly Dictionary<string, string> Read = new(StringComparer.OrdinalIgnoreCase)
    {
        ["SourceGear.sqlite3"] = "blessing", // "SQLite is Public Domain": SPDX calls what SQLite says so
        ["Confluent.Kafka"] = "Apache-2.0",
    };

    /// <summary>The packages of a kind of build, in order.</summary>
    /// <param name="root">The working copy, restored.</param>
    /// <param name="withOrleans">Which kind of build.</param>
    /// <exception cref="InvalidOperationException">A project was not restored.</exception>
    public static IReadOnlyList<Package> Of(string root, bool withOrleans)
    {
        var packages = new SortedDictionary<string, Package>(StringComparer.OrdinalIgnoreCase);
        foreach (var project in Projects)
        {
            var path = Path.Combine(root, project, withOrleans ? "obj/orleans" : "obj", "project.assets.json");
            if (!File.Exists(path))
            {
                throw new InvalidOperationException($"'{path}' is not there: dotnet restore {project} -p:WithOrleans={withOrleans} makes it.");
            }

            using var assets = JsonDocument.Parse(File.ReadAllBytes(path));
            foreach (var package in Of(assets.RootElement))
            {
                // One that is built with in one project may be shipped by another.
                var isShipped = package.IsShipped || (packages.TryGetValue(package.Purl, out var known) && known.IsShipped);
                packages[package.Purl] = package with { IsShipped = isShipped };
            }
        }

        return [.. packages.Values];
    }

    private static IEnumerable<Package> Of(JsonElement assets)
    {
        var folder = assets.GetProperty("packageFolders").EnumerateObject().First().Name;
        var targets = assets.GetProperty("targets").EnumerateObject().Single().Value;
        foreach (var library in assets.GetProperty("libraries").EnumerateObject())
        {
            if (library.Value.GetProperty("type").GetString() != "package")
            {
                continue;
            }

            var (name, version) = library.Name.Split('/') is [var id, var number] ? (id, number) : throw new InvalidDataException(library.Name);
            var target = targets.GetProperty(library.Name);
            yield return new Package(
                name,
                version,
                LicenceOf(name, Path.Combine(folder, library.Value.GetProperty("path").GetString()!)),
                Convert.ToHexStringLower(library.Value.GetProperty("sha512").GetBytesFromBase64()),
                Has(target, "runtime") || Has(target, "runtimeTargets") || Has(target, "native"),
                target.TryGetProperty("dependencies", out var needs) ? [.. needs.EnumerateObject().Select(static it => it.Name)] : []);
        }

        foreach (var package in Downloaded(assets, folder))
        {
            yield return package;
        }
    }

    private static IEnumerable<Package> Downloaded(JsonElement assets, string folder)
    {
        var framework = assets.GetProperty("project").GetProperty("frameworks").EnumerateObject().Single().Value;
        if (!framework.TryGetProperty("downloadDependencies", out var downloads))
        {
            yield break;
        }

        foreach (var download in downloads.EnumerateArray())
        {
            var name = download.GetProperty("name").GetString()!;
            var version = download.GetProperty("version").GetString()!.Trim('[', ']').Split(',')[0];

            // Packages of the SDK itself, such as programs' hosts for other machines, are no part of what is built.
            if (name.StartsWith("Microsoft.", StringComparison.Ordinal))
            {
                continue;
            }

            var place = Path.Combine(folder, name.ToLowerInvariant(), version);
            var hash = Path.Combine(place, $"{name.ToLowerInvariant()}.{version}.nupkg.sha512");
            yield return new Package(
                name, version, LicenceOf(name, place), Convert.ToHexStringLower(Convert.FromBase64String(File.ReadAllText(hash))), true, []);
        }
    }

    /// <summary>Whether it brings files of a kind; a name that only holds the place is none.</summary>
    private static bool Has(JsonElement target, string kind) =>
        target.TryGetProperty(kind, out var files) && files.EnumerateObject().Any(static file => !file.Name.EndsWith("/_._", StringComparison.Ordinal));

    private static string? LicenceOf(string name, string folder)
    {
        var nuspec = XDocument.Load(Directory.GetFiles(folder, "*.nuspec").Single());
        var licence = nuspec.Descendants().FirstOrDefault(static it => it.Name.LocalName == "license");
        return licence?.Attribute("type")?.Value == "expression" ? licence.Value : Read.GetValueOrDefault(name);
    }
}
