using System.Globalization;
using System.Net;
using System.Text;

namespace Clearance.LoadTests.Open.Pages;

/// <summary>Draws a plot as SVG that stands in the page itself.</summary>
internal sealed class SvgChart
{
    private const double Width = 640;
    private const double Height = 250;
    private const double Left = 64;
    private const double Right = 14;
    private const double Top = 14;
    private const double Bottom = 38;

    /// <summary>Told apart by people who see red and green alike, on white and on black.</summary>
    private static readonly string[] Colours = ["#3b82c4", "#e08214", "#2a9d78", "#b5489a", "#8a8f98", "#c9b100"];

    private readonly StringBuilder _svg = new();
    private readonly Chart _chart;
    private readonly Axis _across;
    private readonly Axis _up;

    private SvgChart(Chart chart)
    {
        _chart = chart;
        var points = chart.Lines.SelectMany(static line => line.Points).Where(static point => double.IsFinite(point.Y)).ToList();
        _across = points.Count == 0 ? Axis.Between(0, 1) : Axis.Between(Math.Min(0, points.Min(static it => it.X)), points.Max(static it => it.X));
        var positive = points.Where(static point => point.Y > 0).Select(static point => point.Y).DefaultIfEmpty(1).ToList();
        _up = chart.IsLogarithmic ? Axis.Logarithmic(positive.Min(), positive.Max()) : Axis.FromZero(positive.Max());
    }

    /// <summary>Draws it, with its title and legend.</summary>
    public static string Draw(Chart chart) => new SvgChart(chart).Draw();

    /// <summary>The colour of a line.</summary>
    public static string Colour(int line) => Colours[line % Colours.Length];

    private string Draw()
    {
        _svg.Append("<figure><figcaption>").Append(Text(_chart.Title)).Append("</figcaption>");
        Legend();
        Add($"""<svg viewBox="0 0 {Width} {Height}" role="img" aria-label="{Text(_chart.Title)}">""");
        Shade();
        Grid();
        for (var line = 0; line < _chart.Lines.Count; line++)
        {
            Line(_chart.Lines[line], Colour(line));
        }

        _svg.Append("</svg></figure>");
        return _svg.ToString();
    }

    private void Legend()
    {
        _svg.Append("<p class=\"legend\">");
        for (var line = 0; line < _chart.Lines.Count; line++)
        {
            Add($"""<span><i style="background:{Colour(line)}"></i>{Text(_chart.Lines[line].Name)}</span>""");
        }

        _svg.Append("</p>");
    }

    private void Shade()
    {
        if (_chart.ShadedUntil > 0)
        {
            var end = X(Math.Min(_chart.ShadedUntil, _across.Most));
            Add($"""<rect x="{Left}" y="{Top}" width="{Number(end - Left)}" height="{Height - Top - Bottom}" class="warm"/>""");
            Add($"""<text x="{Left + 5}" y="{Height - Bottom - 6}" class="faint">warm-up</text>""");
        }
    }

    private void Grid()
    {
        foreach (var mark in _up.Marks)
        {
            var y = Y(mark);
            Add($"""<line x1="{Left}" x2="{Width - Right}" y1="{Number(y)}" y2="{Number(y)}" class="grid"/>""");
            Add($"""<text x="{Left - 7}" y="{Number(y + 4)}" text-anchor="end">{Axis.Text(mark)}</text>""");
        }

        foreach (var (x, text) in _chart.Marks ?? [.. _across.Marks.Select(static mark => (mark, Axis.Text(mark)))])
        {
            Add($"""<line x1="{Number(X(x))}" x2="{Number(X(x))}" y1="{Height - Bottom}" y2="{Height - Bottom + 4}" class="axis"/>""");
            Add($"""<text x="{Number(X(x))}" y="{Height - Bottom + 17}" text-anchor="middle">{Text(text)}</text>""");
        }

        Add($"""<line x1="{Left}" x2="{Width - Right}" y1="{Height - Bottom}" y2="{Height - Bottom}" class="axis"/>""");
        Add($"""<text x="{Number((Left + Width - Right) / 2)}" y="{Height - 4}" text-anchor="middle" class="faint">{Text(_chart.Across)}</text>""");
        Add($"""<text transform="translate(12 {Number((Top + Height - Bottom) / 2)}) rotate(-90)" text-anchor="middle" class="faint">{Text(_chart.Unit)}</text>""");
    }

    private void Line(Series line, string colour)
    {
        var path = new StringBuilder();
        var isOpen = false;
        foreach (var (x, y) in line.Points)
        {
            if (!double.IsFinite(y) || (_chart.IsLogarithmic && y <= 0))
            {
                isOpen = false;
                continue;
            }

            path.Append(isOpen ? 'L' : 'M').Append(Number(X(x))).Append(' ').Append(Number(Y(y)));
            isOpen = true;
        }

        Add($"""<path d="{path}" stroke="{colour}" class="line"/>""");
        if (line.Points.Count <= 30)
        {
            foreach (var (x, y) in line.Points.Where(static point => double.IsFinite(point.Y)))
            {
                Add($"""<circle cx="{Number(X(x))}" cy="{Number(Y(y))}" r="2.4" fill="{colour}"/>""");
            }
        }
    }

    private double X(double value) => Left + (_across.At(value) * (Width - Left - Right));

    private double Y(double value) => Height - Bottom - (_up.At(value) * (Height - Top - Bottom));

    private void Add(FormattableString text) => _svg.Append(FormattableString.Invariant(text));

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
