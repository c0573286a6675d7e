using System.Text.Json;
using System.Xml.Linq;
using Clearance.Sbom;

namespace Clearance.Architecture.Tests.Security;

/// <summary>Which packages are in what is shipped: all are known, each has a licence that may be shipped, and none changes unseen.</summary>
public sealed class PackageTests
{
#if WITH_ORLEANS
    private const bool WithOrleans = true;
    private const string Pins = "docs/security/packages-with-orleans.txt";
#else
    private const bool WithOrleans = false;
    private const string Pins = "docs/security/packages-without-orleans.txt";
#endif

    private static readonly string[] MayBeShipped =
        ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "PostgreSQL", "blessing"];

    private static readonly IReadOnlyList<Package> Packages = PackageGraph.Of(Repository.Root, WithOrleans);

    [Fact]
    public void Every_package_has_a_licence_that_may_be_shipped() =>
        Packages.Where(static package => !MayBeShipped.Contains(package.Licence)).ShouldBeEmpty();

    [Fact]
    public void The_packages_are_those_that_were_looked_at() =>
        string.Join('\n', Packages).ShouldBe(
            Repository.Read(Pins).TrimEnd(), "deploy/sbom.sh --pins writes the list anew; look at what changed before it is committed");

    [Fact]
    public void The_bill_of_materials_has_every_package_that_a_project_references_and_all_that_those_need()
    {
        using var bom = JsonDocument.Parse(Bom.Write(Packages, "0.0.0"));
        var components = bom.RootElement.GetProperty("components").EnumerateArray()
            .Select(static it => it.GetProperty("purl").GetString()!).ToList();
        components.ShouldBeUnique();
        components.Where(static it => it.StartsWith("pkg:nuget/", StringComparison.Ordinal)).ShouldBe(Packages.Select(static it => it.Purl));
        var names = Packages.Select(static it => it.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        Referenced().Where(name => !names.Contains(name)).ShouldBeEmpty();
        bom.RootElement.GetProperty("dependencies").EnumerateArray()
            .SelectMany(static it => it.GetProperty("dependsOn").EnumerateArray())
            .Select(static it => it.GetString()!)
            .Except(components).ShouldBeEmpty();
    }

    [Fact]
    public void The_bill_of_materials_is_the_same_every_time_and_every_component_can_be_told_by_its_hash()
    {
        Bom.Write(Packages, "0.0.0").ShouldBe(Bom.Write(PackageGraph.Of(Repository.Root, WithOrleans), "0.0.0"));
        Packages.ShouldAllBe(static package => package.Sha512.Length == 128);
    }

    /// <summary>What the shipped projects reference or download, without what only a build with Orleans has.</summary>
    private static IEnumerable<string> Referenced() =>
        from project in Repository.With(".csproj")
        where project.StartsWith("silo/", StringComparison.Ordinal) || project.StartsWith("grains/", StringComparison.Ordinal)
            || project.StartsWith("client/Clearance.Cli", StringComparison.Ordinal) || project.StartsWith("client/Clearance.Client", StringComparison.Ordinal)
        from reference in XDocument.Parse(Repository.Read(project)).Descendants()
        where reference.Name.LocalName is "PackageReference" or "PackageDownload"
        where WithOrleans || !IsForOrleans(reference)
        where reference.Attribute("PrivateAssets")?.Value != "all"
        select reference.Attribute("Include")!.Value;

    private static bool IsForOrleans(XElement reference) =>
        reference.AncestorsAndSelf().Any(static it =>
            it.Attribute("Condition")?.Value is { } condition
            && (condition.Contains("WithOrleans", StringComparison.Ordinal) || condition.Contains("WithDashboard", StringComparison.Ordinal)));
}
