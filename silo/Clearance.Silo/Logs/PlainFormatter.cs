using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Clearance.Silo;

/// <summary>Adds the console as the engine writes it.</summary>
internal static class PlainConsole
{
    /// <summary>One line for each entry, as text or JSON.</summary>
    public static ILoggingBuilder AddPlainConsole(this ILoggingBuilder logging, bool isJson)
    {
        logging.Services.AddSingleton<ConsoleFormatter, TextFormatter>().AddSingleton<ConsoleFormatter, JsonFormatter>();
        return logging.AddConsole(console => console.FormatterName = isJson ? JsonFormatter.FormatterName : TextFormatter.FormatterName);
    }
}

/// <summary>An entry as a line for people.</summary>
internal sealed class TextFormatter() : ConsoleFormatter(FormatterName)
{
    /// <summary>Its name among the console's.</summary>
    public const string FormatterName = "clearance-text";

    /// <summary>The time of an entry.</summary>
    public static string Now => DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var text = logEntry.Formatter(logEntry.State, logEntry.Exception);
        textWriter.Write($"{Now} {LevelOf(logEntry.LogLevel)}: {logEntry.Category} {LogText.Plain(text)}");
        if (logEntry.Exception is { } exception)
        {
            textWriter.Write(' ');
            textWriter.Write(LogText.Of(exception));
        }

        textWriter.WriteLine();
    }

    /// <summary>A level in four letters.</summary>
    public static string LevelOf(LogLevel level) => level switch
    {
        LogLevel.Critical => "crit",
        LogLevel.Error => "fail",
        LogLevel.Warning => "warn",
        LogLevel.Information => "info",
        LogLevel.Debug => "dbug",
        _ => "trce",
    };
}

/// <summary>An entry as a line of JSON: its time, level, source and text, its values by name, its exception, its trace.</summary>
internal sealed class JsonFormatter() : ConsoleFormatter(FormatterName)
{
    /// <summary>Its name among the console's.</summary>
    public const string FormatterName = "clearance-json";

    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Default };

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteString("time"u8, TextFormatter.Now);
            json.WriteString("level"u8, TextFormatter.LevelOf(logEntry.LogLevel));
            json.WriteString("source"u8, logEntry.Category);
            json.WriteString("event"u8, logEntry.EventId.Name);
            json.WriteString("message"u8, LogText.Plain(logEntry.Formatter(logEntry.State, logEntry.Exception)));
            WriteValues(json, logEntry.State);
            if (logEntry.Exception is { } exception)
            {
                json.WriteString("exception"u8, LogText.Of(exception));
            }

            if (Activity.Current is { } activity)
            {
                json.WriteString("traceId"u8, activity.TraceId.ToString());
                json.WriteString("spanId"u8, activity.SpanId.ToString());
            }

            json.WriteEndObject();
        }

        textWriter.WriteLine(Encoding.UTF8.GetString(bytes.WrittenSpan));
    }

    private static void WriteValues<TState>(Utf8JsonWriter json, TState state)
    {
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> values)
        {
            return;
        }

        json.WriteStartObject("values"u8);
        foreach (var (name, value) in values.Where(static it => it.Key != "{OriginalFormat}"))
        {
            json.WriteString(name, LogText.Plain(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
        }

        json.WriteEndObject();
    }
}
