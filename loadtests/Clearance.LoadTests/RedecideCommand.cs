using System.CommandLine;
using System.Diagnostics;
using System.Text;
using Clearance.Workload;

namespace Clearance.LoadTests;

/// <summary>A taxpayer with many waiting declarations, its block lifted: how long until every one of them is decided anew.</summary>
internal sealed class RedecideCommand(string silo, string folder, int waiting, int rounds)
{
    private const int PerBody = 1_000;

    private static readonly DateOnly Day = FreshEvents.Today;

    private readonly Report _report = new("A block lifted over many waiting declarations");
    private readonly CommonEvents _events = new(1, 0, 1, 0, Day);
    private readonly List<string> _keys = [];

    public static Command Create()
    {
        var silo = new Option<string>("--silo") { Description = "The engine's assembly.", Required = true };
        var waiting = Cli.Default("--waiting", 10_000, "How many declarations wait.");
        var rounds = Cli.Default("--rounds", 5, "How often the block is placed and lifted.");
        var report = Cli.Optional<string>("--report", "A Markdown file for the result.");
        var command = new Command("redecide", "Time until all of a taxpayer's declarations are decided anew.")
        {
            silo, waiting, rounds, report,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var folder = Path.Combine(Path.GetTempPath(), $"clearance-redecide-{Environment.ProcessId}");
            Directory.CreateDirectory(folder);
            try
            {
                var run = new RedecideCommand(
                    parsed.GetValue(silo)!, folder, parsed.GetValue(waiting), parsed.GetValue(rounds));
                var code = await run.Run(cancel);
                run._report.Save(parsed.GetValue(report), Cli.CommandLine);
                return code;
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        });
        return command;
    }

    private async Task<int> Run(CancellationToken cancel)
    {
        _report.AddMachine();
        await using var engine = await EngineProcess.Start(
            silo, Path.Combine(folder, "data"), Path.Combine(folder, "engine.log"), cancel);
        using var calls = new EngineCalls(engine.Address, 2);
        await Prepare(calls, cancel);
        for (var round = 1; round <= rounds; round++)
        {
            await Decide(calls, "EnforcementPlaced", round, cancel);
            if (await Count(calls, "hold", cancel) != waiting)
            {
                _report.Add("no result", "not every declaration waits");
                return 1;
            }

            var took = await Decide(calls, "EnforcementLifted", round, cancel);
            if (await Count(calls, "clear", cancel) != waiting)
            {
                _report.Add("no result", "not every declaration is free");
                return 1;
            }

            _report.Add($"round {round}: {waiting} decided anew and journaled", took.TotalMilliseconds, "ms");
        }

        return 0;
    }

    private async Task Prepare(EngineCalls calls, CancellationToken cancel)
    {
        for (var done = 0; done < waiting; done += PerBody)
        {
            var (registrations, payments) = _events.Next(Math.Min(PerBody, waiting - done));
            await calls.Post(registrations.Stream, registrations.Body, "accepted", cancel);
            await calls.Post(payments.Stream, payments.Body, "accepted", cancel);
            _keys.AddRange(registrations.Rows.Select(row => row.Declaration));
        }
    }

    /// <summary>The answer comes when everything the event caused is settled.</summary>
    private async Task<TimeSpan> Decide(EngineCalls calls, string type, int round, CancellationToken cancel)
    {
        // A decision's events of one day are told apart by their time: lifted after it was placed.
        var second = type == "EnforcementLifted" ? 30 : 0;
        var json =
            $$"""{"type":"{{type}}","id":"{{type}}:{{round}}","at":"{{Day:yyyy-MM-dd}}T10:{{round:00}}:{{second:00}}+07:00",""" +
            $$""" "taxpayer":"{{_events.Taxpayers[0]}}","decision":"QD-{{round}}/2026","effectiveFrom":"{{Day:yyyy-MM-dd}}"}""";
        var clock = Stopwatch.StartNew();
        var accepted = await calls.Post(StreamNames.Taxpayers, Encoding.UTF8.GetBytes(json), "accepted", cancel);
        return accepted == 1 ? clock.Elapsed : throw new InvalidOperationException($"{type} was not accepted.");
    }

    private async Task<int> Count(EngineCalls calls, string outcome, CancellationToken cancel)
    {
        var count = 0;
        foreach (var part in _keys.Chunk(PerBody))
        {
            count += (await calls.Outcomes(part, Day, cancel)).Count(it => it == outcome);
        }

        return count;
    }
}
