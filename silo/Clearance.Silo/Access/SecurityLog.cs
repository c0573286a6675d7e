using System.Security.Cryptography;
using System.Text;

namespace Clearance.Silo;

/// <summary>What was refused, and what was done that two must do: by whom and where, and never about whom.</summary>
/// <remarks>
/// Nothing a caller writes gets into a line but its name, which is held to letters, digits and few signs before it is believed:
/// the verb is one of HTTP's, the route is the template, and the reasons are words of our own.
/// </remarks>
internal sealed partial class SecurityLog(ILoggerFactory loggers)
{
    /// <summary>The category.</summary>
    public const string Category = "Clearance.Security";

    private const int PseudonymBytes = 4;

    private readonly ILogger logger = loggers.CreateLogger(Category);
    private readonly byte[] pseudonyms = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);

    /// <summary>The template of the route a call is for; <c>-</c>: none.</summary>
    public static string RouteOf(HttpContext context) => RequestSpans.TemplateOf(context) ?? "-";

    /// <summary>The verb, if it is one of HTTP's.</summary>
    public static string VerbOf(HttpContext context) => context.Request.Method switch
    {
        "GET" or "HEAD" or "POST" or "PUT" or "DELETE" or "PATCH" or "OPTIONS" or "TRACE" or "CONNECT" => context.Request.Method,
        _ => "other",
    };

    /// <summary>A call does not say who makes it, or not in a way that is accepted.</summary>
    public void Unknown(HttpContext context, string why) => LogUnknown(VerbOf(context), RouteOf(context), From(context), why);

    /// <summary>A caller asked for what it may not have.</summary>
    public void Refused(HttpContext context, string why) =>
        LogRefused(NameOf(context), VerbOf(context), RouteOf(context), From(context), why);

    /// <summary>A caller did something that is to be known.</summary>
    public void Done(HttpContext context, string what) =>
        LogDone(NameOf(context), VerbOf(context), RouteOf(context), From(context), what);

    /// <summary>A taxpayer's name may be its id, so it is another one, the same for as long as the process runs.</summary>
    private string NameOf(HttpContext context)
    {
        var caller = Caller.Of(context);
        return caller.Name.Length == 0 ? "-"
            : caller.Taxpayer is null ? caller.Name
            : $"taxpayer-{Convert.ToHexStringLower(HMACSHA256.HashData(pseudonyms, Encoding.UTF8.GetBytes(caller.Name))[..PseudonymBytes])}";
    }

    private static string From(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "-";

    [LoggerMessage(Level = LogLevel.Warning, Message = "not authenticated: caller=- verb={Verb} route={Route} from={From} why={Why}")]
    private partial void LogUnknown(string verb, string route, string from, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "refused: caller={Caller} verb={Verb} route={Route} from={From} why={Why}")]
    private partial void LogRefused(string caller, string verb, string route, string from, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "done: caller={Caller} verb={Verb} route={Route} from={From} what={What}")]
    private partial void LogDone(string caller, string verb, string route, string from, string what);
}
