using System.Diagnostics;

namespace Clearance.Simulation.Tests;

public sealed class DeterminismTests
{
    private const int Seeds = 50;
    private const int SeedsOfProcesses = 20;

    [Fact]
    public void A_seed_is_one_run_step_for_step_and_byte_for_byte()
    {
        var digests = new HashSet<ulong>();
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var once = Simulator.Run(new SimulationOptions(seed));
            var again = Simulator.Run(new SimulationOptions(seed));

            (again.Digest, again.Steps, again.Commits).ShouldBe((once.Digest, once.Steps, once.Commits), $"seed {seed}");
            again.Faults.ShouldBe(once.Faults);
            digests.Add(once.Digest);
        }

        digests.Count.ShouldBe(Seeds);
    }

    /// <summary>What differs from process to process and not within one, as the hashes of texts do, shows only here.</summary>
    [Fact]
    public async Task A_seed_is_the_same_run_in_another_process()
    {
        var once = await Digests();
        var again = await Digests();

        once.Length.ShouldBe(SeedsOfProcesses);
        again.ShouldBe(once);
        once.Select(line => line.Split(' ')[1]).Distinct().Count().ShouldBe(SeedsOfProcesses);
    }

    private static async Task<string[]> Digests()
    {
        string[] arguments = [typeof(Simulator).Assembly.Location, "--digest", "--from", "1", "--histories", $"{SeedsOfProcesses}"];
        using var console = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var lines = await console.StandardOutput.ReadToEndAsync();
        await console.WaitForExitAsync();
        console.ExitCode.ShouldBe(0);
        return lines.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
