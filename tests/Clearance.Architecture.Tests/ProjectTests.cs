using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Clearance.Architecture.Tests;

public sealed partial class ProjectTests
{
    /// <summary>Who may reference whom, outside the tests, which may see all.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Clearance.Domain"] = [],
        ["Clearance.Entities"] = ["Clearance.Domain"],
        ["Clearance.Grains"] = ["Clearance.Entities", "Clearance.OrleansReference"],
        ["Clearance.Kafka"] = ["Clearance.Entities", "Clearance.Signing"],
        ["Clearance.LocalHost"] = ["Clearance.Entities"],
        ["Clearance.Storage"] = ["Clearance.Entities"],
        ["Clearance.Silo"] =
        [
            "Clearance.Entities", "Clearance.Grains", "Clearance.Kafka", "Clearance.LocalHost", "Clearance.Signing", "Clearance.Storage",
        ],
        ["Clearance.Benchmarks"] = ["Clearance.Domain", "Clearance.Entities", "Clearance.Signing", "Clearance.Workload"],
        ["Clearance.Signing"] = [],
        ["Clearance.Client"] = ["Clearance.Signing"],
        ["Clearance.Cli"] = ["Clearance.Client", "Clearance.Signing", "Clearance.Storage"],
        ["Clearance.Demo"] = ["Clearance.Client", "Clearance.Workload"],
        ["Clearance.Workload"] = [],
        ["Clearance.LoadTests"] =
        [
            "Clearance.Client", "Clearance.Domain", "Clearance.Entities", "Clearance.Grains", "Clearance.Kafka",
            "Clearance.LocalHost", "Clearance.Storage", "Clearance.Workload",
        ],
        ["Clearance.NBomber"] = ["Clearance.LoadTests", "Clearance.NBomberReference"],
    };

    [Fact]
    public void The_solution_holds_every_project() =>
        ProjectInSolution().Matches(Repository.Read("Clearance.sln"))
            .Select(match => match.Groups["path"].Value.Replace('\\', '/'))
            .Order(StringComparer.Ordinal)
            .ShouldBe(Repository.With(".csproj"));

    [Fact]
    public void Every_project_outside_the_tests_has_its_arrows_listed() =>
        Repository.With(".csproj")
            .Where(file => !file.StartsWith("tests/", StringComparison.Ordinal))
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .ShouldBe(Arrows.Keys, ignoreOrder: true);

    [Fact]
    public void Projects_reference_what_the_design_lets_them() =>
        (from file in Repository.With(".csproj")
         let name = Path.GetFileNameWithoutExtension(file)
         where Arrows.ContainsKey(name)
         from target in References(file)
         where !Arrows[name].Contains(target)
         select $"{name} → {target}").ShouldBeEmpty();

    [Fact]
    public void Domain_uses_the_base_library_only() =>
        Assembly.Load("Clearance.Domain").GetReferencedAssemblies()
            .Select(assembly => assembly.Name!)
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal))
            .ShouldBeEmpty();

    private static IEnumerable<string> References(string project) =>
        XDocument.Parse(Repository.Read(project))
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));

    [GeneratedRegex("""^Project\(.*?\) = ".*?", "(?<path>[^"]*\.csproj)",""", RegexOptions.Multiline)]
    private static partial Regex ProjectInSolution();
}
