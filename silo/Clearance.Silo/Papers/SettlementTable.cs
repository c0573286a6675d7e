using System.Collections.Immutable;
using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>Settlements of declarations, as papers show them.</summary>
internal static class SettlementTable
{
    /// <summary>Writes them as an array, each with its lines.</summary>
    public static void Write(this Utf8JsonWriter json, ImmutableArray<Settlement> settlements, Standing standing, DateOnly on)
    {
        var overdue = standing.On(on).OverdueDebts.Select(static debt => (debt.Declaration, debt.Line)).ToHashSet();
        json.WriteStartArray("declarations"u8);
        foreach (var settlement in settlements)
        {
            json.WriteStartObject();
            json.WriteString("declaration"u8, PaperText.Number(settlement.Declaration));
            json.WriteString("term"u8, WireNames.Of(settlement.Declaration.Registration.Term));
            json.WriteString("outcome"u8, WireNames.Of(settlement.Recorded.Outcome));
            json.Date("clearanceDate"u8, settlement.Recorded.At.LegalDate);
            json.WriteNumber("payable"u8, settlement.Payable);
            json.WriteNumber("paid"u8, settlement.Paid);
            json.WriteNumber("outstanding"u8, settlement.Outstanding);
            json.WriteNumber("interest"u8, settlement.Interest);
            json.WriteNumber("interestToAssess"u8, settlement.InterestToAssess);
            json.Sum("owed"u8, settlement.Owed);
            json.WriteStartArray("lines"u8);
            foreach (var line in settlement.Lines)
            {
                json.WriteStartObject();
                json.WriteString("kind"u8, DecisionNames.Of(line.Line.Line.Kind));
                json.Line(line.Line.Line.Key);
                json.WriteNumber("amount"u8, line.Line.Line.Amount);
                json.WriteNumber("paid"u8, line.Line.Paid);
                json.WriteNumber("outstanding"u8, line.Line.Outstanding);
                json.Date("due"u8, line.Due);
                json.WriteBoolean("overdue"u8, overdue.Contains((settlement.Declaration.Key, line.Line.Line.Key)));
                json.WriteNumber("interest"u8, line.Interest);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes sums as members.</summary>
    public static void Write(this Utf8JsonWriter json, SettlementSums sums)
    {
        json.Sum("payable"u8, sums.Payable);
        json.Sum("paid"u8, sums.Paid);
        json.Sum("outstanding"u8, sums.Outstanding);
        json.Sum("interest"u8, sums.Interest);
        json.Sum("interestToAssess"u8, sums.InterestToAssess);
        json.Sum("owed"u8, sums.Owed);
    }

    /// <summary>Writes them as a table, a line each, with sums.</summary>
    public static void Settlements(this HtmlWriter html, ImmutableArray<Settlement> settlements, SettlementSums sums)
    {
        html.Columns(
            ("Tờ khai", "Declaration", false), ("Thông quan", "Recorded", false), ("Khoản", "Line", false), ("Hạn nộp", "Due", false),
            ("Phải nộp", "Amount", true), ("Đã nộp", "Paid", true), ("Còn thiếu", "Outstanding", true), ("Tiền chậm nộp", "Interest", true));
        foreach (var settlement in settlements)
        {
            foreach (var line in settlement.Lines)
            {
                WriteLine(html, settlement, line);
            }
        }

        html.Add($"<tr class=\"sum\"><td colspan=\"4\">");
        html.Both("Cộng", "Total");
        html.Add($"</td><td class=\"n\">{PaperText.Dong(sums.Payable)}</td><td class=\"n\">{PaperText.Dong(sums.Paid)}</td>");
        html.Add($"<td class=\"n\">{PaperText.Dong(sums.Outstanding)}</td><td class=\"n\">{PaperText.Dong(sums.Interest)}</td></tr>\n");
        html.EndTable();
    }

    private static void WriteLine(HtmlWriter html, Settlement settlement, SettlementLine line)
    {
        var (vietnamese, english) = PaperText.Kind(line.Line.Line.Kind);
        html.Add($"<tr><td class=\"s\">{PaperText.Number(settlement.Declaration)}</td><td class=\"s\">{PaperText.Day(settlement.Recorded.At.LegalDate)}</td><td class=\"s\">");
        html.Both($"{vietnamese} {line.Line.Line.Key.CodeText}", english);
        html.Add($"</td><td class=\"s\">{PaperText.Day(line.Due)}</td><td class=\"n\">{PaperText.Dong(line.Line.Line.Amount)}</td>");
        html.Add($"<td class=\"n\">{PaperText.Dong(line.Line.Paid)}</td><td class=\"n\">{PaperText.Dong(line.Line.Outstanding)}</td>");
        html.Add($"<td class=\"n\">{PaperText.Dong(line.Interest)}</td></tr>\n");
    }
}
