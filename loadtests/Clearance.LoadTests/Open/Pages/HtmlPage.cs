using System.Net;
using System.Text;

namespace Clearance.LoadTests.Open.Pages;

/// <summary>A page that needs nothing but itself: no script, no other host, no other file.</summary>
internal sealed class HtmlPage
{
    private const string Style =
        """
        :root { color-scheme: light dark; --line: #8884; --faint: #777; --card: #8881; }
        body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 86rem; padding: 1.5rem 2rem 4rem; }
        h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2.2rem 0 .6rem; }
        .about { color: var(--faint); margin: .2rem 0 1.2rem; max-width: 60rem; }
        .figures { display: flex; flex-wrap: wrap; gap: .7rem; padding: 0; margin: 0; list-style: none; }
        .figures li { background: var(--card); border-radius: .5rem; padding: .6rem .9rem; min-width: 8rem; }
        .figures b { display: block; font-size: 1.35rem; font-weight: 600; font-variant-numeric: tabular-nums; }
        .figures span { color: var(--faint); font-size: .85rem; }
        .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(30rem, 100%), 1fr)); gap: 1.2rem; }
        figure { margin: 0; border: 1px solid var(--line); border-radius: .5rem; padding: .8rem 1rem .4rem; }
        figcaption { font-weight: 600; }
        .legend { margin: 0 0 .2rem; font-size: .85rem; color: var(--faint); display: flex; flex-wrap: wrap; gap: 0 1rem; }
        .legend i { display: inline-block; width: 1rem; height: .2rem; margin-right: .35rem; vertical-align: middle; border-radius: 1px; }
        svg { width: 100%; height: auto; display: block; } svg text { font-size: 12px; fill: currentColor; font-variant-numeric: tabular-nums; }
        svg .faint { fill: var(--faint); } .grid { stroke: var(--line); } .axis { stroke: var(--faint); }
        .line { fill: none; stroke-width: 1.8; stroke-linejoin: round; } .warm { fill: #8882; }
        .wide { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        td, th { text-align: left; padding: .25rem 1.4rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
        td:first-child { color: var(--faint); white-space: nowrap; } .numbers td:first-child { color: inherit; }
        pre { overflow-x: auto; background: var(--card); border-radius: .5rem; padding: .8rem 1rem; font-size: .82rem; line-height: 1.35; }
        summary { cursor: pointer; }
        """;

    private readonly StringBuilder _html = new();

    public HtmlPage(string title, string about)
    {
        _html.Append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Append("<title>").Append(Text(title)).Append("</title>\n<style>\n").Append(Style).Append("\n</style></head>\n<body>\n")
            .Append("<h1>").Append(Text(title)).Append("</h1>\n<p class=\"about\">").Append(Text(about)).Append("</p>\n");
    }

    /// <summary>The figures that are looked for first.</summary>
    public void Figures(IEnumerable<(string Name, string Value)> figures)
    {
        _html.Append("<ul class=\"figures\">");
        foreach (var (name, value) in figures)
        {
            _html.Append("<li><b>").Append(Text(value)).Append("</b><span>").Append(Text(name)).Append("</span></li>");
        }

        _html.Append("</ul>\n");
    }

    /// <summary>Plots under a heading.</summary>
    public void Plots(string heading, IEnumerable<Chart> charts)
    {
        Heading(heading);
        _html.Append("<div class=\"plots\">\n");
        foreach (var chart in charts)
        {
            _html.Append(SvgChart.Draw(chart)).Append('\n');
        }

        _html.Append("</div>\n");
    }

    /// <summary>Names and values.</summary>
    public void Facts(string heading, IEnumerable<(string Name, string Value)> facts)
    {
        Heading(heading);
        _html.Append("<div class=\"wide\"><table>\n");
        foreach (var (name, value) in facts)
        {
            _html.Append("<tr><td>").Append(Text(name)).Append("</td><td>").Append(Text(value)).Append("</td></tr>\n");
        }

        _html.Append("</table></div>\n");
    }

    /// <summary>A table with a head.</summary>
    public void Table(string heading, IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        Heading(heading);
        _html.Append("<div class=\"wide\"><table class=\"numbers\">\n<tr>");
        Cells("th", head);
        foreach (var row in rows)
        {
            _html.Append("<tr>");
            Cells("td", row);
        }

        _html.Append("</table></div>\n");
    }

    /// <summary>Text as it is, folded up unless it is short.</summary>
    public void Verbatim(string heading, string text, bool isFolded)
    {
        if (isFolded)
        {
            _html.Append("<details><summary>").Append(Text(heading)).Append("</summary><pre>").Append(Text(text)).Append("</pre></details>\n");
            return;
        }

        Heading(heading);
        _html.Append("<pre>").Append(Text(text)).Append("</pre>\n");
    }

    public override string ToString() => _html + "</body></html>\n";

    private void Heading(string heading) => _html.Append("<h2>").Append(Text(heading)).Append("</h2>\n");

    private void Cells(string tag, IEnumerable<string> cells)
    {
        foreach (var cell in cells)
        {
            _html.Append('<').Append(tag).Append('>').Append(Text(cell)).Append("</").Append(tag).Append('>');
        }

        _html.Append("</tr>\n");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
