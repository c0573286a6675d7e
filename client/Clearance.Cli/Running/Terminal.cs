using Spectre.Console;

namespace Clearance.Cli;

/// <summary>Consoles for people, and for files: what is not shown on a screen has no colours and is not cut to a screen's width.</summary>
internal static class Terminal
{
    private const int WidthOfFiles = 200;

    /// <summary>A console over a writer of the process.</summary>
    public static IAnsiConsole Console(TextWriter writer)
    {
        var output = new AnsiConsoleOutput(writer);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = output.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = output.IsTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
                ? ColorSystemSupport.Detect
                : ColorSystemSupport.NoColors,
            Out = output,
        });
        if (!output.IsTerminal)
        {
            console.Profile.Width = WidthOfFiles;
        }

        return console;
    }
}
