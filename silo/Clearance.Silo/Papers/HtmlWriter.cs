using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Clearance.Silo;

/// <summary>Writes HTML: what stands in the code is markup, and whatever is put into it is text, encoded.</summary>
/// <remarks>There is no way to add a value as markup, so that nobody's name or number can become any.</remarks>
internal sealed class HtmlWriter
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder markup = new();

    /// <summary>Adds markup with texts in it.</summary>
    public void Add(Part part) => part.AppendTo(markup);

    /// <summary>Adds a text in both languages.</summary>
    public void Both(string vietnamese, string english) =>
        Add($"<span class=\"vi\">{vietnamese}</span><span class=\"en\" lang=\"en\">{english}</span>");

    /// <summary>Adds a heading of a part.</summary>
    public void Heading(string vietnamese, string english)
    {
        Add($"<h2>");
        Both(vietnamese, english);
        Add($"</h2>\n");
    }

    /// <summary>Adds a term and what it is.</summary>
    public void Term(string vietnamese, string english, string value)
    {
        Add($"<dt>");
        Both(vietnamese, english);
        Add($"</dt><dd>{value}</dd>\n");
    }

    /// <summary>Adds a table's head.</summary>
    public void Columns(params ReadOnlySpan<(string Vietnamese, string English, bool IsNumber)> columns)
    {
        Add($"<table>\n<thead><tr>");
        foreach (var (vietnamese, english, isNumber) in columns)
        {
            Add($"<th class=\"{(isNumber ? "n" : "t")}\">");
            Both(vietnamese, english);
            Add($"</th>");
        }

        Add($"</tr></thead>\n<tbody>\n");
    }

    /// <summary>Ends a table.</summary>
    public void EndTable() => Add($"</tbody>\n</table>\n");

    /// <inheritdoc/>
    public override string ToString() => markup.ToString();

    /// <summary>Markup with texts in it.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Part(int literalLength, int formattedCount)
    {
        private readonly StringBuilder part = new(literalLength + (16 * formattedCount));

        public void AppendLiteral(string literal) => part.Append(literal);

        public void AppendFormatted(string? text) => part.Append(text is null ? null : Encoder.Encode(text));

        internal void AppendTo(StringBuilder markup) => markup.Append(part);
    }
}
