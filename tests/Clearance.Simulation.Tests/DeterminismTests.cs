namespace Clearance.Simulation.Tests;

public sealed class DeterminismTests
{
    private const int Seeds = 50;

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
}
