using System.Text.RegularExpressions;
using Clearance.Kafka;

namespace Clearance.Silo.Tests.Deploy;

/// <summary>What <c>deploy/</c> tells the engine is what the engine understands.</summary>
public sealed partial class DeployOptionsTests
{
    private const string Kubernetes = "deploy/kubernetes/engine/engine.env";
    private const string Systemd = "deploy/systemd/engine.env";
    private const string SystemdCluster = "deploy/systemd/cluster.env";

    [Fact]
    public void Every_option_named_there_is_one()
    {
        var named = DeployTree.Files
            .SelectMany(file => Name().Matches(DeployTree.Read(file)).Select(match => (file, option: DeployTree.Option(match.Value))))
            .ToList();
        named.Count.ShouldBeGreaterThan(25);
        named.Where(static it => !IsOption(it.option)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Systemd)]
    [InlineData(SystemdCluster, "deploy/systemd/silo-1.env")]
    [InlineData(SystemdCluster, "deploy/systemd/silo-2.env")]
    [InlineData(Kubernetes)]
    public void What_is_set_there_may_be_set(params string[] files)
    {
        var variables = files.SelectMany(DeployTree.Variables).ToDictionary();
        if (files[0] == Kubernetes)
        {
            variables.Add(EngineManifest.AddressVariable, "192.0.2.11");
        }

        string[] without = !SiloSettings.HasOrleans && variables["Clearance__Host"] == "Orleans"
            ? ["Host: this build has no Orleans in it; it runs with Local"]
            : [];
        DeployTree.Refusals(variables).ShouldBe(without);
    }

    [Fact]
    public void No_secret_is_in_it()
    {
        var secrets = DeployTree.Files.Where(static file => file.EndsWith(".env.template", StringComparison.Ordinal)).ToList();
        secrets.Count.ShouldBe(3);
        secrets.SelectMany(DeployTree.Variables).ShouldAllBe(static variable => variable.Value.Length == 0);
        DeployTree.Files.ShouldAllBe(static file => !Password().IsMatch(DeployTree.Read(file)));
        foreach (var ignores in new[] { ".gitignore", ".dockerignore" })
        {
            DeployTree.Read(ignores).Split('\n').ShouldContain(static line => line.EndsWith("*.secret.env", StringComparison.Ordinal));
        }
    }

    private static bool IsOption(string name) =>
        SettingsTable.All.Any(setting => setting.Name == name || setting.Name.StartsWith($"{name}:", StringComparison.Ordinal))
        || (name.StartsWith($"{KafkaSettings.Client}:", StringComparison.Ordinal)
            && !KafkaOptions.Reserved.Contains(name[(KafkaSettings.Client.Length + 1)..]));

    [GeneratedRegex(@"\bClearance(?:__|:)[A-Z][A-Za-z]*(?:(?:__|:)[A-Za-z][A-Za-z.]*[A-Za-z])*")]
    private static partial Regex Name();

    [GeneratedRegex("Password=[A-Za-z0-9]")]
    private static partial Regex Password();
}
