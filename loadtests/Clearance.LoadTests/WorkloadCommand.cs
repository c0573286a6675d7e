using System.CommandLine;
using System.Text;
using Clearance.Domain;
using Clearance.Workload;

namespace Clearance.LoadTests;

/// <summary>Shows a day and checks that what is meant to be right is of valid form, and what is meant to be wrong is not.</summary>
internal static class WorkloadCommand
{
    private const string Ok = "";

    public static Command Create()
    {
        var seed = Cli.Default("--seed", 1, "Which day.");
        var declarations = Cli.Default("--declarations", 2_500, "How many are registered.");
        var day = Cli.Default("--day", new DateOnly(2026, 11, 2), "The legal date.");
        var sample = Cli.Default("--sample", false, "Prints one event of every type.");
        var command = new Command("workload", "Counts a day's events by type and checks their form.")
        {
            seed, declarations, day, sample,
        };
        command.SetAction(parsed =>
        {
            var profile = new WorkloadProfile
            {
                Seed = parsed.GetValue(seed),
                Declarations = parsed.GetValue(declarations),
                Day = parsed.GetValue(day),
            };
            return Run(NationalDay.Of(profile), parsed.GetValue(sample));
        });
        return command;
    }

    private static int Run(NationalDay played, bool sample)
    {
        var wrong = 0;
        foreach (var type in played.Events.GroupBy(e => (e.Stream, e.Type)).OrderBy(g => g.Key))
        {
            var faults = type.Where(e => e.Fault is not null).GroupBy(e => e.Fault).Select(g => $"{g.Key} {g.Count()}");
            Console.WriteLine($"{type.Key.Stream,-22}{type.Key.Type,-24}{type.Count(),7}  {string.Join(", ", faults)}");
            if (sample)
            {
                Console.WriteLine($"  {Encoding.UTF8.GetString(type.First().Json.Span)}");
            }

            foreach (var e in type.Where(e => Verdict(e) != Expected(e)))
            {
                wrong++;
                Console.WriteLine($"  expected '{Expected(e)}', got '{Verdict(e)}':");
                Console.WriteLine($"  {Encoding.UTF8.GetString(e.Json.Span)}");
            }
        }

        Console.WriteLine($"{played.Events.Count} events, {wrong} other than meant");
        return wrong == 0 ? 0 : 1;
    }

    private static string Expected(WorkloadEvent e) => e.Fault is null or "duplicate" or "conflict" ? Ok : e.Fault;

    private static string Verdict(WorkloadEvent e)
    {
        if (!EventStreams.TryParse(e.Stream, out var stream))
        {
            return "no such stream";
        }

        var read = EventReader.Read(stream, e.Json.Span);
        return read.Rejection is { } rejection ? rejection.Code.ToString() : Ok;
    }
}
