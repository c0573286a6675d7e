using System.Globalization;
using System.Text;

namespace Clearance.LoadTests.Peers;

/// <summary>A declaration as the peers that decide in C# have it.</summary>
internal sealed class PeerDeclaration
{
    public required long Key { get; init; }

    public required string Taxpayer { get; init; }

    /// <summary>0 until it is stored.</summary>
    public int Version { get; set; }

    public required string[] Codes { get; init; }

    public required bool[] Blocking { get; init; }

    public required long[] Amounts { get; init; }

    public required long[] Paid { get; init; }

    public long Surplus { get; set; }

    public long Misdirected { get; set; }

    /// <summary>A new one.</summary>
    public static PeerDeclaration Of(PeerEvent registration) => new()
    {
        Key = registration.Declaration,
        Taxpayer = registration.Taxpayer,
        Codes = registration.Codes,
        Blocking = registration.Blocking,
        Amounts = registration.Amounts,
        Paid = new long[registration.Amounts.Length],
    };

    /// <summary>Money for a line: what the line does not need is surplus, what names no line is misdirected.</summary>
    public void Take(string code, long amount)
    {
        var line = Array.IndexOf(Codes, code);
        if (line < 0)
        {
            Misdirected += amount;
            return;
        }

        var fits = Math.Min(amount, Amounts[line] - Paid[line]);
        Paid[line] += fits;
        Surplus += amount - fits;
    }

    /// <summary>The decision: whether the goods may go, and if not, what is missing.</summary>
    public string Decide()
    {
        long payable = 0, paid = 0;
        StringBuilder lines = new(), steps = new();
        for (var i = 0; i < Codes.Length; i++)
        {
            if (!Blocking[i])
            {
                continue;
            }

            payable += Amounts[i];
            paid += Paid[i];
            if (Amounts[i] > Paid[i])
            {
                var missing = Amounts[i] - Paid[i];
                Item(lines).Append(CultureInfo.InvariantCulture, $$"""{"line":"{{Codes[i]}}","outstanding":{{missing}}}""");
                Item(steps).Append(CultureInfo.InvariantCulture, $$"""{"action":"pay","line":"{{Codes[i]}}","amount":{{missing}}}""");
            }
        }

        var outstanding = payable - paid;
        var reasons = outstanding == 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $$"""{"code":"TaxUnpaid","shortfall":{{outstanding}},"lines":[{{lines}}]}""");
        var outcome = outstanding == 0 ? "clear" : "hold";
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"declaration":"{{Key}}","taxpayer":"{{Taxpayer}}","outcome":"{{outcome}}","reasons":[{{reasons}}]"""
            + $$""","toRelease":[{{steps}}],"payable":{{payable}},"paid":{{paid}},"outstanding":{{outstanding}}"""
            + $$""","ruleSet":"2026-108","version":{{Version}}}""");
    }

    private static StringBuilder Item(StringBuilder list) => list.Length == 0 ? list : list.Append(',');
}
