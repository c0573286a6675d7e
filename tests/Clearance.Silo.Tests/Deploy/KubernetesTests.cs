using System.Globalization;
using Clearance.Silo.Tests.Running;
using k8s.Models;
using Microsoft.AspNetCore.Routing;
using YamlDotNet.RepresentationModel;

namespace Clearance.Silo.Tests.Deploy;

/// <summary>What the manifests of Kubernetes promise.</summary>
public sealed class KubernetesTests
{
    private static readonly V1Deployment Deployment = EngineManifest.Deployment;
    private static readonly V1PodSpec Pod = Deployment.Spec.Template.Spec;
    private static readonly IDictionary<string, string> Labels = Deployment.Spec.Template.Metadata.Labels;

    [Fact]
    public void Every_file_is_YAML_and_every_manifest_is_applied_by_somebody()
    {
        var files = DeployTree.Files.Where(static file => file.EndsWith(".yaml", StringComparison.Ordinal)).ToList();
        files.ShouldAllBe(static file => IsYaml(file));
        files.Where(static file => file.Contains("/kubernetes/") && Path.GetFileName(file) != "kustomization.yaml").Order()
            .ShouldBe(Kustomization.All.SelectMany(static it => it.Files).Order());
        Kustomization.All.SelectMany(static it => it.Environments)
            .ShouldAllBe(static file => DeployTree.Files.Contains(file) || DeployTree.Files.Contains($"{file}.template"));
    }

    [Fact]
    public void A_field_that_Kubernetes_does_not_know_is_refused() =>
        Should.Throw<YamlDotNet.Core.YamlException>(() => k8s.KubernetesYaml.Deserialize<V1PodDisruptionBudget>(
            DeployTree.Read("deploy/kubernetes/engine/disruption-budget.yaml").Replace("maxUnavailable", "maxUnavailble"), strict: true));

    [Fact]
    public void An_update_adds_one_engine_before_it_takes_one_away()
    {
        var update = Deployment.Spec.Strategy.RollingUpdate;
        (update.MaxSurge.ToString(), update.MaxUnavailable.ToString()).ShouldBe(("1", "0"));
        EngineManifest.Selects(Deployment.Spec.Selector, Labels).ShouldBeTrue();
        Deployment.Spec.MinReadySeconds.ShouldNotBeNull().ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_pod_is_given_longer_than_a_stop_takes() =>
        TimeSpan.FromSeconds(Pod.TerminationGracePeriodSeconds!.Value).ShouldBeGreaterThan(DeployTree.LongestStop(EngineManifest.Variables));

    [Fact]
    public void Nodes_are_emptied_one_engine_at_a_time_and_engines_are_spread_over_them()
    {
        var budget = EngineManifest.All.OfType<V1PodDisruptionBudget>().Single().Spec;
        budget.MaxUnavailable.ToString().ShouldBe("1");
        EngineManifest.Selects(budget.Selector, Labels).ShouldBeTrue();
        budget.Selector.MatchLabels.ShouldNotBeEmpty();
        Deployment.Spec.Replicas.ShouldBe(3);
        Pod.TopologySpreadConstraints.ShouldAllBe(it => EngineManifest.Selects(it.LabelSelector, Labels));
        Pod.TopologySpreadConstraints.ShouldContain(static it => it.TopologyKey == "kubernetes.io/hostname" && it.WhenUnsatisfiable == "DoNotSchedule");
    }

    [Fact]
    public async Task Probes_ask_what_the_engine_serves_where_it_listens()
    {
        await using var app = Silos.Build();
        var routes = ((IEndpointRouteBuilder)app).DataSources.SelectMany(static source => source.Endpoints)
            .OfType<RouteEndpoint>().Select(static endpoint => endpoint.RoutePattern.RawText).ToList();
        var engine = EngineManifest.Engine;
        foreach (var probe in new[] { engine.StartupProbe, engine.ReadinessProbe, engine.LivenessProbe })
        {
            var asked = new Uri(probe.Exec.Command[^1]);
            routes.ShouldContain(asked.AbsolutePath);
            $"{asked.Scheme}://{asked.Authority}".ShouldBe(EngineManifest.Variables["Clearance__Urls"]);
            probe.Exec.Command[0].ShouldBe("/usr/lib/clearance/answers.sh");
        }

        engine.ReadinessProbe.Exec.Command[^1].ShouldEndWith("/readyz");
        engine.LivenessProbe.Exec.Command[^1].ShouldEndWith("/healthz");
    }

    [Fact]
    public void Only_silos_reach_a_silo_and_nobody_its_HTTP()
    {
        var policies = EngineManifest.All.OfType<V1NetworkPolicy>().Select(static it => it.Spec).ToList();
        policies.ShouldContain(static it => it.PodSelector.MatchLabels == null && it.Ingress == null && it.Egress == null
            && it.PolicyTypes.Contains("Ingress") && it.PolicyTypes.Contains("Egress"));
        var (rule, from) = policies.Where(static it => it.Ingress is not null)
            .SelectMany(static it => it.Ingress, static (it, rule) => (rule, it.PodSelector)).ShouldHaveSingleItem();
        EngineManifest.Selects(from, Labels).ShouldBeTrue();
        var peer = rule.FromProperty.ShouldHaveSingleItem();
        (peer.NamespaceSelector, peer.IpBlock).ShouldBe((null, null));
        peer.PodSelector.MatchLabels.ShouldBe(Labels);
        var port = int.Parse(EngineManifest.Variables["Clearance__Cluster__SiloPort"], CultureInfo.InvariantCulture);
        rule.Ports.ShouldHaveSingleItem().Port.ToString().ShouldBe($"{port}");
        EngineManifest.Engine.Ports.ShouldHaveSingleItem().ContainerPort.ShouldBe(port);
        EngineManifest.Engine.Env.Single(static it => it.Name == EngineManifest.AddressVariable)
            .ValueFrom.FieldRef.FieldPath.ShouldBe("status.podIP");
    }

    [Fact]
    public void Silos_know_each_other_by_files_of_a_secret_that_is_mounted_whole()
    {
        var volume = Pod.Volumes.Single(static it => it.Secret is not null);
        (volume.Secret.SecretName, volume.Secret.Items, volume.Secret.Optional).ShouldBe(("clearance-silo", null, null));
        var mount = EngineManifest.Engine.VolumeMounts.Single(it => it.Name == volume.Name);
        (mount.ReadOnlyProperty, mount.SubPath).ShouldBe((true, null), "a file that is mounted by itself is never renewed");
        (string, string)[] files = [("Certificate", "tls.crt"), ("Key", "tls.key"), ("Authority", "ca.crt")];
        foreach (var (option, file) in files)
        {
            EngineManifest.Variables[$"Clearance__Cluster__Tls__{option}"].ShouldBe($"{mount.MountPath}/{file}");
            DeployTree.Read("deploy/kubernetes/engine/kustomization.yaml").ShouldContain($"--from-file={file}");
        }
    }

    [Fact]
    public void Pods_have_no_rights_and_are_of_this_version()
    {
        EngineManifest.All.OfType<V1Namespace>().Single().Metadata.Labels.ShouldContainKeyAndValue(
            "pod-security.kubernetes.io/enforce", "restricted");
        V1PodSpec[] pods = [Pod, EngineManifest.Migration.Spec.Template.Spec];
        foreach (var pod in pods)
        {
            (pod.AutomountServiceAccountToken, pod.SecurityContext.RunAsNonRoot).ShouldBe((false, true));
            pod.SecurityContext.SeccompProfile.Type.ShouldBe("RuntimeDefault");
            var rights = pod.Containers.Single().SecurityContext;
            (rights.AllowPrivilegeEscalation, rights.ReadOnlyRootFilesystem).ShouldBe((false, true));
            rights.Capabilities.Drop.ShouldBe(["ALL"]);
            pod.Containers.Single().Resources.Limits.ShouldContainKey("memory");
            DeployTree.Read("deploy/Containerfile").ShouldContain($"\nUSER {pod.SecurityContext.RunAsUser}:{pod.SecurityContext.RunAsGroup}\n");
        }

        Kustomization.All.SelectMany(static it => it.Tags).ShouldBe([SiloProcess.Version, SiloProcess.Version]);
    }

    [Fact]
    public void The_image_has_Orleans_or_is_not_built()
    {
        var lines = DeployTree.Read("deploy/Containerfile").Split('\n');
        lines.Single(static line => line.Contains("dotnet publish")).ShouldContain("-p:WithOrleans=true");
        lines.ShouldContain("COPY deploy/answers.sh /usr/lib/clearance/");
        lines.ShouldContain("""ENTRYPOINT ["dotnet", "/usr/lib/clearance/Clearance.Silo.dll"]""");
        EngineManifest.Migration.Spec.Template.Spec.Containers.Single().Args.ShouldBe([SiloProcess.MigrateOption]);
    }

    private static bool IsYaml(string file)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(DeployTree.Read(file)));
        return yaml.Documents.Count > 0;
    }
}
