using System.Diagnostics;
using System.Globalization;

namespace Clearance.Silo.Tests.Deploy;

/// <summary>What the units of systemd promise.</summary>
public sealed class SystemdTests
{
    private const string Folder = "deploy/systemd";
    private const string ExposureMax = "15"; // of a hundred

    public static TheoryData<string> Units => ["clearance.service", "clearance@.service"];

    [Theory]
    [MemberData(nameof(Units))]
    public void What_cannot_succeed_is_not_tried_again_and_everything_else_is(string unit)
    {
        Value(unit, "Restart").ShouldBe("on-failure");
        Value(unit, "RestartPreventExitStatus").ShouldBe($"{SiloProcess.OptionRefused}");
        Value(unit, "StartLimitIntervalSec").ShouldBe("0");
    }

    [Theory]
    [InlineData("clearance.service", "engine.env")]
    [InlineData("clearance@.service", "cluster.env")]
    public void It_is_given_longer_than_a_stop_takes(string unit, string variables)
    {
        Value(unit, "KillSignal").ShouldBe("SIGTERM");
        Values(unit, "EnvironmentFile").ShouldContain($"/etc/clearance/{variables}");
        TimeSpan.FromSeconds(int.Parse(Value(unit, "TimeoutStopSec"), CultureInfo.InvariantCulture))
            .ShouldBeGreaterThan(DeployTree.LongestStop(DeployTree.Variables($"{Folder}/{variables}")));
    }

    [Fact]
    public void Both_units_differ_in_what_is_one_silos_own_only()
    {
        string[] own = ["Description", "Environment", "EnvironmentFile", "StateDirectory"];
        Common("clearance@.service").ShouldBe(Common("clearance.service"));

        IEnumerable<(string, string)> Common(string unit) => Lines(unit).Where(line => !own.Contains(line.Name));
    }

    [Fact]
    public void Silos_of_one_machine_have_ports_of_their_own()
    {
        var silos = DeployTree.Files.Where(static file => file.StartsWith($"{Folder}/silo-", StringComparison.Ordinal)).ToList();
        silos.Count.ShouldBe(2);
        silos.SelectMany(DeployTree.Variables).Select(static it => it.Value).ShouldBeUnique();
    }

    [SystemdTheory]
    [MemberData(nameof(Units))]
    public async Task Systemd_finds_nothing_wrong_and_little_exposed(string unit)
    {
        var folder = Directory.CreateTempSubdirectory("clearance-units-");
        try
        {
            // Where this machine has no dotnet of its distribution's, systemd would miss it.
            var text = DeployTree.Read($"{Folder}/{unit}").Replace("ExecStart=/usr/bin/dotnet ", "ExecStart=/bin/true ", StringComparison.Ordinal);
            var file = Path.Combine(folder.FullName, unit.Replace("@", "@1", StringComparison.Ordinal));
            await File.WriteAllTextAsync(file, text);
            (await Analyze("verify", "--man=no", file)).ShouldBe((0, ""));
            var (code, output) = await Analyze("security", "--no-pager", "--offline=true", $"--threshold={ExposureMax}", file);
            code.ShouldBe(0, output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(int Code, string Output)> Analyze(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("systemd-analyze", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }

    private static string Value(string unit, string name) => Values(unit, name).ShouldHaveSingleItem();

    private static IEnumerable<string> Values(string unit, string name) =>
        Lines(unit).Where(line => line.Name == name).Select(static line => line.Value);

    private static IEnumerable<(string Name, string Value)> Lines(string unit) =>
        DeployTree.Read($"{Folder}/{unit}").Split('\n')
            .Where(static line => line.Contains('=') && line[0] != '#')
            .Select(static line => line.Split('=', 2))
            .Select(static parts => (parts[0], parts[1]));

    /// <summary>A test that asks systemd itself.</summary>
    private sealed class SystemdTheoryAttribute : TheoryAttribute
    {
        public SystemdTheoryAttribute() =>
            Skip = Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(static it => File.Exists(Path.Combine(it, "systemd-analyze")))
                ? null
                : "systemd-analyze is not here";
    }
}
