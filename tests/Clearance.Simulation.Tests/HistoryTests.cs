using System.Diagnostics;
using Clearance.Simulation.Shrinking;
using Xunit.Abstractions;

namespace Clearance.Simulation.Tests;

/// <summary>Histories under faults, every answer judged by the naive model.</summary>
/// <remarks>
/// The seeds are 1 to 2,000, so a run repeats itself. <c>./test --long</c> goes on from there with the console, which prints as it goes.
/// </remarks>
public sealed class HistoryTests(ITestOutputHelper output)
{
    private const int Seeds = 2_000;

    [Fact]
    public void No_interleaving_crash_or_repetition_makes_an_answer_wrong()
    {
        var report = new SimulationReport();
        var watch = Stopwatch.StartNew();
        for (var seed = 1; report.Failures.Count == 0 && seed <= Seeds; seed++)
        {
            var result = Simulator.Run(new SimulationOptions(seed));
            report.Add(result);
            if (result.Failure is not null)
            {
                output.WriteLine(ScenarioFile.Of(Shrinker.Shrink(result)));
            }
        }

        output.WriteLine(report.Progress(watch.Elapsed));
        output.WriteLine(report.ToString());
        report.Failures.ShouldBeEmpty();
        report.Missing().ShouldBeEmpty();
    }
}
