using Clearance.Workload;
using Spectre.Console;

namespace Clearance.Demo;

/// <summary>Shows the hours passing.</summary>
internal interface IDayScreen
{
    /// <summary>It is this late now, and this much has happened.</summary>
    void Passed(TimeSpan now, DayRecord record);
}

/// <summary>Bars on a terminal, plain lines elsewhere.</summary>
internal static class DayScreen
{
    private const int PlainWidth = 120;

    /// <summary>
    /// Makes the console plain when nobody looks at it: no colours, no bars, one width. Whether somebody does is told by the
    /// output alone: a script that starts this in the background takes its input away.
    /// </summary>
    public static void Prepare()
    {
        var plain = Console.IsOutputRedirected;
        AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = plain ? InteractionSupport.No : InteractionSupport.Yes,
        });
        if (plain)
        {
            AnsiConsole.Profile.Width = PlainWidth;
        }
    }

    public static Task Show(Func<IDayScreen, Task> play, NationalDay day) =>
        AnsiConsole.Profile.Capabilities.Interactive && AnsiConsole.Profile.Capabilities.Ansi
            ? AnsiConsole.Progress()
                .AutoClear(false)
                .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
                .StartAsync(progress => play(new Bars(progress, day)))
            : play(new Lines());

    private sealed class Bars : IDayScreen
    {
        private readonly ProgressTask _hours;
        private readonly Dictionary<string, ProgressTask> _streams;

        public Bars(ProgressContext progress, NationalDay day)
        {
            _hours = progress.AddTask("the day 00:00", maxValue: TimeSpan.FromDays(1).TotalMinutes);
            _streams = StreamNames.All.ToDictionary(
                stream => stream,
                stream => progress.AddTask(stream, maxValue: Math.Max(1, day.Events.Count(e => e.Stream == stream))));
        }

        public void Passed(TimeSpan now, DayRecord record)
        {
            _hours.Value = now.TotalMinutes;
            _hours.Description = $"[bold]the day {Clock(now)}[/]";
            foreach (var (stream, bar) in _streams)
            {
                bar.Value = record.SentTo(stream);
                bar.Description = $"{stream} {Text.Number(record.SentTo(stream))}";
            }

            if (now >= TimeSpan.FromDays(1))
            {
                foreach (var bar in _streams.Values)
                {
                    bar.Value = bar.MaxValue;
                }
            }
        }
    }

    private sealed class Lines : IDayScreen
    {
        private static readonly TimeSpan Every = TimeSpan.FromHours(2);

        private TimeSpan _shown;

        public void Passed(TimeSpan now, DayRecord record)
        {
            if (now - _shown >= Every)
            {
                _shown = now;
                var streams = StreamNames.All.Select(stream => $"{stream} {Text.Number(record.SentTo(stream))}");
                Console.WriteLine($"{Clock(now)}  {string.Join("  ", streams)}");
            }
        }
    }

    private static string Clock(TimeSpan now) => $"{(int)now.TotalHours:00}:{now.Minutes:00}";
}
