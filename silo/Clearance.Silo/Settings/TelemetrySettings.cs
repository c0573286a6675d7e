using System.Globalization;
using System.Net;

namespace Clearance.Silo;

/// <summary>What is told to operators, and where.</summary>
internal sealed record TelemetryOptions
{
    /// <summary>Whether anything is measured, and shown at <c>/metrics</c>.</summary>
    public bool Metrics { get; init; }

    /// <summary>Whether what Orleans measures of itself is shown too, which costs more than all of ours.</summary>
    public bool Orleans { get; init; }

    /// <summary>Where metrics and traces are sent; null: nowhere.</summary>
    public Uri? Otlp { get; init; }

    /// <summary>The share of traces begun here that are kept.</summary>
    public double TraceRatio { get; init; }

    /// <summary>Whether the log is JSON, a line each.</summary>
    public bool LogsAreJson { get; init; }
}

/// <summary>The options of metrics, traces and logs.</summary>
internal static class TelemetrySettings
{
    private const string TrueOrFalse = "it must be true or false";

    /// <summary>Every one.</summary>
    public static IEnumerable<Setting> All { get; } =
    [
        new("Telemetry:Metrics", "true", "whether the engine is measured, and /metrics is there: true or false", SetMetrics),
        new("Telemetry:Orleans", "false", "whether what Orleans measures of itself is among it: true or false", SetOrleans),
        new("Telemetry:Otlp", "", "where metrics and traces are sent by OTLP over gRPC, https://HOST:PORT; none: nowhere", SetOtlp),
        new("Telemetry:TraceRatio", "0.01", "the share of traces begun here that are kept, from 0 to 1; those of a caller are kept when he keeps them", SetRatio),
        new("Logs:Format", "text", "text or json, one line for each entry either way", SetFormat),
    ];

    private static string? SetMetrics(ref SiloSettings settings, string text)
    {
        var isBool = bool.TryParse(text, out var metrics);
        settings = settings with { Telemetry = settings.Telemetry with { Metrics = metrics } };
        return isBool ? null : TrueOrFalse;
    }

    private static string? SetOrleans(ref SiloSettings settings, string text)
    {
        var isBool = bool.TryParse(text, out var orleans);
        settings = settings with { Telemetry = settings.Telemetry with { Orleans = orleans } };
        return isBool ? null : TrueOrFalse;
    }

    private static string? SetOtlp(ref SiloSettings settings, string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http")
            || uri.PathAndQuery != "/" || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
        {
            return "it must be https://HOST:PORT, or http://HOST:PORT on this machine";
        }

        settings = settings with { Telemetry = settings.Telemetry with { Otlp = uri } };
        return uri.Scheme == "https" || IsThisMachine(uri.Host) ? null : "what leaves this machine must be encrypted: https";
    }

    private static string? SetRatio(ref SiloSettings settings, string text)
    {
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var ratio) || ratio is < 0 or > 1)
        {
            return "it must be a number from 0 to 1";
        }

        settings = settings with { Telemetry = settings.Telemetry with { TraceRatio = ratio } };
        return null;
    }

    private static string? SetFormat(ref SiloSettings settings, string text)
    {
        settings = settings with { Telemetry = settings.Telemetry with { LogsAreJson = text == "json" } };
        return text is "text" or "json" ? null : "it must be text or json";
    }

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
