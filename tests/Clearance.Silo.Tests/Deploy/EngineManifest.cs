using k8s;
using k8s.Models;

namespace Clearance.Silo.Tests.Deploy;

/// <summary>The manifests, read strictly: a field that Kubernetes does not know is refused.</summary>
internal static class EngineManifest
{
    /// <summary>What each pod is told of itself.</summary>
    public const string AddressVariable = "Clearance__Cluster__Address";

    private const string Folder = "deploy/kubernetes";

    private static readonly Dictionary<string, Type> Kinds = new()
    {
        ["v1/Namespace"] = typeof(V1Namespace),
        ["apps/v1/Deployment"] = typeof(V1Deployment),
        ["batch/v1/Job"] = typeof(V1Job),
        ["policy/v1/PodDisruptionBudget"] = typeof(V1PodDisruptionBudget),
        ["networking.k8s.io/v1/NetworkPolicy"] = typeof(V1NetworkPolicy),
    };

    /// <summary>Everything that the kustomizations name.</summary>
    public static IReadOnlyList<object> All { get; } = [.. Kustomization.All.SelectMany(static it => it.Files).SelectMany(Load)];

    public static V1Deployment Deployment { get; } = All.OfType<V1Deployment>().Single();

    public static V1Job Migration { get; } = All.OfType<V1Job>().Single();

    /// <summary>The engine's container.</summary>
    public static V1Container Engine { get; } = Deployment.Spec.Template.Spec.Containers.Single();

    /// <summary>What is set for it.</summary>
    public static IReadOnlyDictionary<string, string> Variables { get; } = DeployTree.Variables($"{Folder}/engine/engine.env");

    /// <summary>Reads a file of manifests.</summary>
    public static IEnumerable<object> Load(string file) => KubernetesYaml.LoadAllFromString(DeployTree.Read(file), Kinds, strict: true);

    /// <summary>Whether a selector means pods with these labels.</summary>
    public static bool Selects(V1LabelSelector selector, IDictionary<string, string> labels) =>
        selector.MatchLabels is not { } wanted || wanted.All(it => labels.TryGetValue(it.Key, out var value) && value == it.Value);
}
