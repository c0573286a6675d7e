using System.Globalization;
using System.Net;
using Clearance.Domain;

namespace Clearance.Silo;

/// <summary>A page of the console in one language, with what its reader may see.</summary>
/// <param name="Culture">The language.</param>
/// <param name="SeesAmounts">Whether amounts are shown.</param>
/// <param name="Now">When it was asked for: ages are counted from it.</param>
internal sealed record ConsoleShell(CultureInfo Culture, bool SeesAmounts, Instant Now)
{
    private const string Hidden = "•••";

    private static readonly string Page = PagesEndpoint.Resource("console.html");

    /// <summary>Whether it is in Vietnamese.</summary>
    public bool IsVietnamese => ReferenceEquals(Culture, ReasonMessages.Vietnamese);

    /// <summary>Reads who asks, and in which language.</summary>
    public static ConsoleShell Of(HttpContext context, Engine open)
    {
        ConsoleAccess.Require(context);
        var culture = RequestReader.Value(context.Request, "lang") switch
        {
            null or "en" => ReasonMessages.English,
            "vi" => ReasonMessages.Vietnamese,
            _ => throw RequestReader.Malformed("lang", "The languages are en and vi."),
        };
        return new ConsoleShell(culture, ConsoleAccess.SeesAmounts(context), Instant.From(open.Clock.GetUtcNow()));
    }

    /// <summary>A word in the page's language.</summary>
    public string Say(string english, string vietnamese) => IsVietnamese ? vietnamese : english;

    /// <summary>An amount in đồng, or that there is one.</summary>
    public string Dong(Int128 amount) => SeesAmounts ? amount.ToString("N0", Culture) : Hidden;

    /// <summary>A time at UTC+7, as people in the country read it.</summary>
    public string Time(Instant time) => (time.ToDateTimeOffset().DateTime + TimeSpan.FromHours(7))
        .ToString(IsVietnamese ? "dd/MM/yyyy HH:mm:ss" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>How long ago something was; a dash where its source's clock is ahead of ours.</summary>
    public string Age(Instant time)
    {
        if (time > Now)
        {
            return "–";
        }

        var age = TimeSpan.FromTicks(Now.UtcTicks - time.UtcTicks);
        var (number, english, vietnamese) = age switch
        {
            { TotalMinutes: < 2 } => (age.TotalSeconds, "s", "giây"),
            { TotalHours: < 2 } => (age.TotalMinutes, "min", "phút"),
            { TotalDays: < 2 } => (age.TotalHours, "h", "giờ"),
            _ => (age.TotalDays, "days", "ngày"),
        };
        return $"{Math.Floor(number).ToString("N0", Culture)} {Say(english, vietnamese)}";
    }

    /// <summary>A link's end that keeps the language.</summary>
    public string Query => IsVietnamese ? "?lang=vi" : "";

    /// <summary>Writes the page.</summary>
    public Task Write(HttpContext context, string title, HtmlWriter body)
    {
        var path = context.Request.Path.Value ?? "/";

        // The body last: whatever it says is no place for anything else to be put in.
        var page = Page
            .Replace("{lang}", Culture.Name, StringComparison.Ordinal)
            .Replace("{title}", WebUtility.HtmlEncode(title), StringComparison.Ordinal)
            .Replace("{other}", WebUtility.HtmlEncode(IsVietnamese ? path : $"{path}?lang=vi"), StringComparison.Ordinal)
            .Replace("{otherName}", IsVietnamese ? "English" : "Tiếng Việt", StringComparison.Ordinal)
            .Replace("{otherLang}", IsVietnamese ? "en" : "vi", StringComparison.Ordinal)
            .Replace("{home}", Say("Operations", "Vận hành"), StringComparison.Ordinal)
            .Replace("{find}", Say("Declaration or taxpayer", "Số tờ khai hoặc mã số thuế"), StringComparison.Ordinal)
            .Replace("{go}", Say("Find", "Tìm"), StringComparison.Ordinal)
            .Replace("{body}", body.ToString(), StringComparison.Ordinal);
        return OperationsEndpoint.Write(context.Response, page);
    }

    /// <summary>Adds a table's head.</summary>
    public void Columns(HtmlWriter html, string caption, params ReadOnlySpan<(string English, string Vietnamese, bool IsNumber)> columns)
    {
        html.Add($"<div class=\"scroll\"><table><caption>{caption}</caption><thead><tr>");
        foreach (var (english, vietnamese, isNumber) in columns)
        {
            html.Add($"<th scope=\"col\" class=\"{(isNumber ? "n" : "t")}\">{Say(english, vietnamese)}</th>");
        }

        html.Add($"</tr></thead>\n<tbody>\n");
    }

    /// <summary>Ends it.</summary>
    public static void EndTable(HtmlWriter html) => html.Add($"</tbody></table></div>\n");

    /// <summary>An outcome, as a word with its colour.</summary>
    public void Badge(HtmlWriter html, Outcome outcome)
    {
        var colour = outcome switch
        {
            Outcome.Clear or Outcome.Release or Outcome.Cleared or Outcome.Released => "yes",
            Outcome.Hold => "no",
            _ => "none",
        };
        html.Add($"<span class=\"badge {colour}\">{Name(outcome)}</span>");
    }

    private string Name(Outcome outcome) => outcome switch
    {
        Outcome.Unknown => Say("unknown", "không có"),
        Outcome.Cancelled => Say("cancelled", "đã hủy"),
        Outcome.Cleared => Say("cleared", "đã thông quan"),
        Outcome.Released => Say("released", "đã giải phóng hàng"),
        Outcome.Clear => Say("clear", "được thông quan"),
        Outcome.Release => Say("release", "được giải phóng hàng"),
        Outcome.Hold => Say("hold", "chưa được đi"),
    };
}
