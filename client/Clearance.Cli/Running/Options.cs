using System.CommandLine;

namespace Clearance.Cli;

/// <summary>The options every command has.</summary>
internal static class Options
{
    private const string DefaultUrl = "http://127.0.0.1:5080";

    /// <summary>Where the engine is.</summary>
    public static readonly Option<string> Url = new("--url")
    {
        Description = "Where the engine listens.",
        Recursive = true,
        DefaultValueFactory = static _ => Environment.GetEnvironmentVariable("CLEARANCE_URL") ?? DefaultUrl,
    };

    /// <summary>Who calls, by a token.</summary>
    public static readonly Option<string> TokenFile = new("--token-file")
    {
        Description = "A file with the token that says who you are. Default: the token in CLEARANCE_TOKEN.",
        Recursive = true,
    };

    /// <summary>Who calls, by a certificate.</summary>
    public static readonly Option<string> ClientCertificate = new("--client-cert")
    {
        Description = "A PEM file with the certificate that says who you are.",
        Recursive = true,
    };

    /// <summary>Its key.</summary>
    public static readonly Option<string> ClientKey = new("--client-key")
    {
        Description = "A PEM file with the certificate's key. Default: the same file.",
        Recursive = true,
    };

    /// <summary>Answers as JSON.</summary>
    public static readonly Option<bool> Json = new("--json") { Description = "The engine's own JSON, for programs.", Recursive = true };

    /// <summary>The language of sentences.</summary>
    public static readonly Option<string> Language = Words(
        new("--lang")
        {
            Description = "The language of reasons.",
            Recursive = true,
            DefaultValueFactory = static _ => Environment.GetEnvironmentVariable("CLEARANCE_LANG") is "vi" ? "vi" : "en",
        },
        "en", "vi");

    /// <summary>The legal date asked for.</summary>
    public static Option<DateOnly?> On() => new("--on") { Description = "The legal date, YYYY-MM-DD. Default: today's." };

    /// <summary>A declaration.</summary>
    public static Argument<string> Declaration() => new("declaration") { Description = "Its number: 11 or 12 digits." };

    /// <summary>A taxpayer.</summary>
    public static Argument<string> Taxpayer() => new("taxpayer") { Description = "The id: 10, 12 or 13 digits." };

    /// <summary>An officer.</summary>
    public static Option<string> Officer() => new("--officer")
    {
        Description = "Who you are. Default: CLEARANCE_OFFICER.",
        DefaultValueFactory = static _ => Environment.GetEnvironmentVariable("CLEARANCE_OFFICER") ?? "",
    };

    /// <summary>The query of a date.</summary>
    public static string QueryOf(DateOnly? on) => on is { } date ? $"?on={date:yyyy-MM-dd}" : "";

    /// <summary>An option of a few words.</summary>
    public static Option<string> Words(Option<string> option, params string[] words) => option.AcceptOnlyFromAmong(words);
}
