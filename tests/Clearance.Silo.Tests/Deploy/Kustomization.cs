using YamlDotNet.RepresentationModel;

namespace Clearance.Silo.Tests.Deploy;

/// <summary>One folder that <c>kubectl apply -k</c> is given.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Files">The manifests it names.</param>
/// <param name="Environments">The files of variables it names; those of secrets are not there until somebody makes them.</param>
/// <param name="Tags">The images' versions.</param>
internal sealed record Kustomization(
    string Folder, IReadOnlyList<string> Files, IReadOnlyList<string> Environments, IReadOnlyList<string> Tags)
{
    /// <summary>All there are.</summary>
    public static IReadOnlyList<Kustomization> All { get; } =
        [.. DeployTree.Files.Where(static file => Path.GetFileName(file) == "kustomization.yaml").Select(Read)];

    private static Kustomization Read(string file)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(DeployTree.Read(file)));
        var root = (YamlMappingNode)yaml.Documents.Single().RootNode;
        var folder = Path.GetDirectoryName(file)!;
        return new Kustomization(
            folder,
            [.. Texts(root, "resources").Select(name => Path.Combine(folder, name))],
            [.. Maps(root, "configMapGenerator").Concat(Maps(root, "secretGenerator"))
                .SelectMany(static it => Texts(it, "envs")).Select(name => Path.Combine(folder, name))],
            [.. Maps(root, "images").Select(static it => it["newTag"].ToString())]);
    }

    private static IEnumerable<string> Texts(YamlMappingNode node, string name) => Items(node, name).Select(static it => it.ToString());

    private static IEnumerable<YamlMappingNode> Maps(YamlMappingNode node, string name) => Items(node, name).Cast<YamlMappingNode>();

    private static IEnumerable<YamlNode> Items(YamlMappingNode node, string name) =>
        node.Children.TryGetValue(name, out var items) ? (YamlSequenceNode)items : [];
}
