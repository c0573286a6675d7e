using System.CommandLine;
using Clearance.Client;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Clearance.Cli;

/// <summary>What a command does: with a session, and with what goes wrong told in a sentence and an exit code.</summary>
internal static class CommandExtensions
{
    /// <summary>Gives a command what it does.</summary>
    public static Command Does(
        this Command command, Consoles consoles, Func<Session, ParseResult, CancellationToken, Task<int>> does)
    {
        command.SetAction((parsed, cancel) => Run(consoles, parsed, does, cancel));
        return command;
    }

    private static async Task<int> Run(
        Consoles consoles, ParseResult parsed, Func<Session, ParseResult, CancellationToken, Task<int>> does, CancellationToken cancel)
    {
        try
        {
            var url = parsed.GetValue(Options.Url)!;
            if (!Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var engine) || engine.Scheme is not ("http" or "https"))
            {
                throw new UsageException($"'{url}' is no address of an engine; it looks like http://127.0.0.1:5080.");
            }

            var client = new ServiceCollection().AddClearanceClient(engine);
            Identity.Add(client, parsed);
            await using var services = client.Services.BuildServiceProvider();
            var session = new Session(
                engine, services.GetRequiredService<ClearanceClient>(), consoles.Out, consoles.Errors,
                parsed.GetValue(Options.Json), parsed.GetValue(Options.Language)!);
            return await does(session, parsed, cancel);
        }
        catch (UsageException wrong)
        {
            return Say(consoles, wrong.Message, ExitCode.Usage);
        }
        catch (ClearanceException refused)
        {
            return Say(consoles, refused.Message, refused.IsTransient ? ExitCode.Unreachable : ExitCode.Refused);
        }
        catch (HttpRequestException unreachable)
        {
            return Say(
                consoles, $"{Unreachable.Why(unreachable)}. 'clearance doctor' looks closer; --url or CLEARANCE_URL says where the engine is.",
                ExitCode.Unreachable);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return ExitCode.Cancelled;
        }
        catch (OperationCanceledException)
        {
            return Say(consoles, "The engine did not answer in time.", ExitCode.Unreachable);
        }
    }

    private static int Say(Consoles consoles, string sentence, int code)
    {
        consoles.Errors.MarkupLineInterpolated($"[red]{sentence}[/]");
        return code;
    }
}

/// <summary>Where the tool writes.</summary>
/// <param name="Out">Answers.</param>
/// <param name="Errors">What is wrong.</param>
internal sealed record Consoles(IAnsiConsole Out, IAnsiConsole Errors);
