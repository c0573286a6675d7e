using System.Text.Json;
using Clearance.Silo.Tests.Running;
using Spectre.Console;

namespace Clearance.Cli.Tests;

/// <summary>What a run of the tool ended with, and what it wrote.</summary>
/// <param name="ExitCode">What it ended with.</param>
/// <param name="Output">What it answered.</param>
/// <param name="Errors">What it said was wrong.</param>
internal sealed record ToolRun(int ExitCode, string Output, string Errors)
{
    /// <summary>What it answered to a program.</summary>
    public JsonElement Json => JsonElement.Parse(Output);
}

/// <summary>Runs the tool as a shell would, without a terminal.</summary>
internal static class Tool
{
    /// <summary>Runs a command line against an engine.</summary>
    public static Task<ToolRun> Clearance(this EngineProcess engine, params string[] args) =>
        Run([.. args, "--url", engine.Url.ToString()]);

    /// <summary>Runs a command line.</summary>
    public static async Task<ToolRun> Run(params string[] args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await ClearanceTool.Run(args, ConsoleOver(output), ConsoleOver(errors));
        return new ToolRun(code, output.ToString(), errors.ToString());
    }

    /// <summary>Writes a file that is gone when the test is over.</summary>
    public static string FileOf(this DirectoryInfo folder, string text)
    {
        var path = Path.Combine(folder.FullName, Path.GetRandomFileName());
        File.WriteAllText(path, text);
        return path;
    }

    private static IAnsiConsole ConsoleOver(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = 200;
        return console;
    }
}
