using System.Text.Encodings.Web;
using System.Text.Json;
using Clearance.Client;
using Spectre.Console;

namespace Clearance.Cli;

/// <summary>One run of a command: the engine it asks, and where it writes.</summary>
/// <param name="Engine">The engine's address.</param>
/// <param name="Client">The engine.</param>
/// <param name="Out">For answers.</param>
/// <param name="Errors">For people, when something is wrong.</param>
/// <param name="IsJson">Whether answers are JSON as the engine gave it, for programs.</param>
/// <param name="Language"><c>en</c> or <c>vi</c>.</param>
internal sealed record Session(
    Uri Engine, ClearanceClient Client, IAnsiConsole Out, IAnsiConsole Errors, bool IsJson, string Language)
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Shows an answer: as it is to programs, as a table to people.</summary>
    public void Show(JsonElement answer, Action<JsonElement> table)
    {
        if (IsJson)
        {
            WriteJson(answer, Indented);
        }
        else
        {
            table(answer);
        }
    }

    /// <summary>Shows one answer of many that follow each other: a line each to programs.</summary>
    public void ShowNext(JsonElement answer, Action<JsonElement> line)
    {
        if (IsJson)
        {
            WriteJson(answer, OneLine);
        }
        else
        {
            line(answer);
        }
    }

    /// <summary>A sentence for people; programs are told by the exit code.</summary>
    public void Say(string markup)
    {
        if (!IsJson)
        {
            Out.MarkupLine(markup);
        }
    }

    // Past Spectre, which would wrap it.
    private void WriteJson(JsonElement answer, JsonSerializerOptions options) =>
        Out.Profile.Out.Writer.WriteLine(JsonSerializer.Serialize(answer, options));
}
