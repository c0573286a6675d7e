using System.CommandLine;
using Spectre.Console;

namespace Clearance.Cli;

/// <summary>The <c>clearance</c> tool.</summary>
internal static class ClearanceTool
{
    /// <summary>Runs a command line.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static Task<int> Run(IReadOnlyList<string> args, IAnsiConsole output, IAnsiConsole errors)
    {
        var parsed = Create(new Consoles(output, errors)).Parse(args);
        if (parsed.Errors.Count == 0)
        {
            return parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = output.Profile.Out.Writer,
                Error = errors.Profile.Out.Writer,
            });
        }

        foreach (var error in parsed.Errors)
        {
            errors.MarkupLineInterpolated($"[red]{error.Message}[/]");
        }

        errors.MarkupLineInterpolated($"'clearance {parsed.CommandResult.Command.Name} --help' says how it is written.");
        return Task.FromResult(ExitCode.Usage);
    }

    private static RootCommand Create(Consoles consoles) =>
        new("Asks a Clearance engine: may these goods go now, and if not, exactly why and what frees them?")
        {
            Options.Url,
            Options.TokenFile,
            Options.ClientCertificate,
            Options.ClientKey,
            Options.Json,
            Options.Language,
            StatusCommand.Create(consoles),
            ExplainCommand.Create(consoles),
            HistoryCommand.Create(consoles),
            WhatIfCommand.Create(consoles),
            PayCommand.Create(consoles),
            SendCommand.Create(consoles),
            WatchCommand.Create(consoles),
            SuspenseCommand.Create(consoles),
            ReconcileCommand.Create(consoles),
            JournalCommand.Create(consoles),
            BackupCommand.Create(consoles),
            BackupCommand.Restore(consoles),
            DigestCommand.Create(consoles),
            DigestCommand.Replay(consoles),
            TokenCommand.Create(consoles),
            KeysCommand.Create(consoles),
            DeadLettersCommand.Create(consoles),
            ParkedCommand.Create(consoles),
            DoctorCommand.Create(consoles),
            CompletionCommand.Create(consoles),
        };
}
