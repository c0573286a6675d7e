using System.Diagnostics;
using System.Globalization;
using Clearance.Simulation.Shrinking;
using Xunit.Abstractions;

namespace Clearance.Simulation.Tests;

/// <summary>Histories under faults, every answer judged by the naive model.</summary>
/// <remarks>
/// The seeds are 1 to 2,000, so a run repeats itself. With <c>CLEARANCE_TEST_LONG=1</c> they go on from there for
/// <c>CLEARANCE_SIMULATION_MINUTES</c> (default 30), from <c>CLEARANCE_SIMULATION_FROM</c> if given.
/// </remarks>
public sealed class HistoryTests(ITestOutputHelper output)
{
    private const int Seeds = 2_000;

    [Fact]
    public void No_interleaving_crash_or_repetition_makes_an_answer_wrong()
    {
        var report = new SimulationReport();
        var first = Number("CLEARANCE_SIMULATION_FROM", 1);
        var isLong = Environment.GetEnvironmentVariable("CLEARANCE_TEST_LONG") == "1";
        var time = TimeSpan.FromMinutes(isLong ? Number("CLEARANCE_SIMULATION_MINUTES", 30) : 0);
        var watch = Stopwatch.StartNew();
        var said = TimeSpan.Zero;
        for (var seed = first; report.Failures.Count == 0 && (seed < first + Seeds || watch.Elapsed < time); seed++)
        {
            var result = Simulator.Run(new SimulationOptions(seed));
            report.Add(result);
            if (result.Failure is not null)
            {
                output.WriteLine(ScenarioFile.Of(Shrinker.Shrink(result)));
            }

            if (isLong && watch.Elapsed - said > TimeSpan.FromMinutes(1))
            {
                said = watch.Elapsed;
                Console.WriteLine(report.Progress(watch.Elapsed));
            }
        }

        output.WriteLine(report.Progress(watch.Elapsed));
        output.WriteLine(report.ToString());
        report.Failures.ShouldBeEmpty();
        report.Missing().ShouldBeEmpty();
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
