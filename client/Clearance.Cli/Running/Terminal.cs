using Spectre.Console;

namespace Clearance.Cli;

/// <summary>Consoles for people, and for files: what is not shown on a screen is not cut to its width.</summary>
internal static class Terminal
{
    private const int WidthOfFiles = 200;

    /// <summary>A console over a writer of the process.</summary>
    public static IAnsiConsole Console(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        if (!console.Profile.Out.IsTerminal)
        {
            console.Profile.Width = WidthOfFiles;
        }

        return console;
    }
}
