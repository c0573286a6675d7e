using System.CommandLine;
using System.Diagnostics;
using Clearance.Simulation;
using Clearance.Simulation.Shrinking;

var seed = new Option<int?>("--seed") { Description = "One history." };
var from = new Option<int>("--from") { Description = "The first of many.", DefaultValueFactory = _ => 1 };
var histories = new Option<int>("--histories") { Description = "How many.", DefaultValueFactory = _ => 1000 };
var minutes = new Option<double?>("--long") { Description = "For so many minutes, however many that are." };
var tables = new Option<bool>("--tables") { Description = "Says what was reached." };
var shrink = new Option<bool>("--shrink") { Description = "Reduces the first failure to a scenario file and prints it." };
var digest = new Option<bool>("--digest") { Description = "Prints for each seed what its whole run comes to, and nothing else: equal for equal runs." };
var command = new RootCommand("Simulates histories under faults and has a naive model judge every answer.")
{
    seed, from, histories, minutes, tables, shrink, digest,
};
command.SetAction(parsed =>
{
    var first = parsed.GetValue(seed) ?? parsed.GetValue(from);
    var count = parsed.GetValue(seed) is null ? parsed.GetValue(histories) : 1;
    var time = parsed.GetValue(minutes) is { } given ? TimeSpan.FromMinutes(given) : (TimeSpan?)null;
    var report = new SimulationReport();
    var watch = Stopwatch.StartNew();
    var said = watch.Elapsed;
    for (var i = 0; time is { } end ? watch.Elapsed < end : i < count; i++)
    {
        var result = Simulator.Run(new SimulationOptions(first + i));
        report.Add(result);
        if (parsed.GetValue(digest))
        {
            Console.WriteLine($"{first + i} {result.Digest:x16} {result.Steps} {result.Commits}");
            continue;
        }

        if (result.Failure is not null)
        {
            // At once: whoever waits for many need not wait for the last to look into the first.
            Console.WriteLine(report.Failures[^1]);
        }

        if (result.Failure is not null && parsed.GetValue(shrink))
        {
            Console.WriteLine(ScenarioFile.Of(Shrinker.Shrink(result)));
            break;
        }

        if (watch.Elapsed - said > TimeSpan.FromSeconds(30))
        {
            said = watch.Elapsed;
            Console.WriteLine(report.Progress(watch.Elapsed));
        }
    }

    if (parsed.GetValue(digest))
    {
        return 0;
    }

    Console.WriteLine(parsed.GetValue(tables) ? $"{report}{report.Progress(watch.Elapsed)}" : report.Progress(watch.Elapsed));
    return report.Failures.Count == 0 ? 0 : 1;
});
return command.Parse(args).Invoke();
