using Clearance.Workload;
using Spectre.Console;

namespace Clearance.Demo;

/// <summary>The whole demonstration: think up the day, play it, report what the engine says of it.</summary>
internal static class NationalDayDemo
{
    public static async Task<int> Run(DemoOptions options, CancellationToken cancel)
    {
        DayScreen.Prepare();
        using var engine = new EngineApi(options.Engine);
        try
        {
            await engine.WaitUntilReady(TimeSpan.FromSeconds(30), cancel);
            var day = NationalDay.Of(new WorkloadProfile
            {
                Seed = options.Seed,
                Day = options.Day,
                Declarations = options.Declarations,
                Taxpayers = Math.Max(20, options.Declarations / 6),
            });
            var (declarations, taxpayers) = (Text.Number(day.Declarations.Count), Text.Number(day.Taxpayers.Count));
            AnsiConsole.MarkupLineInterpolated($"[bold]A national day[/], {options.Day:yyyy-MM-dd}, seed {options.Seed}");
            AnsiConsole.WriteLine($"{declarations} declarations of {taxpayers} taxpayers, {Text.Number(day.Events.Count)} events");

            var record = new DayRecord();
            var player = new DayPlayer(engine, day, options, record);
            await DayScreen.Show(screen => player.Play(screen, cancel), day);
            await new EveningReport(engine, day, options, record).Write(cancel);
            return 0;
        }
        catch (EngineException e)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]{e.Message}[/]");
            return 1;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            AnsiConsole.WriteLine("Stopped.");
            return 130;
        }
    }
}
