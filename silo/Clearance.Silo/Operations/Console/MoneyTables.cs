using Clearance.Domain;

namespace Clearance.Silo;

/// <summary>What a declaration owes, what is paid, and what may have been meant for it.</summary>
internal static class MoneyTables
{
    private const int RowsMax = 100;
    private const int MeantMax = 10;

    /// <summary>Its lines.</summary>
    public static void Lines(HtmlWriter html, ConsoleShell shell, SeenDeclaration seen)
    {
        html.Add($"<section><h2>{shell.Say("What is owed", "Phải nộp")}</h2>\n");
        shell.Columns(
            html, shell.Say("Amounts in đồng", "Đơn vị: đồng"),
            ("Line", "Khoản", false), ("Sub-item", "Tiểu mục", false), ("Account", "Tài khoản", false),
            ("Amount", "Phải nộp", true), ("Paid", "Đã nộp", true), ("Outstanding", "Còn thiếu", true));
        foreach (var line in seen.Declaration.Allocate().Lines)
        {
            var (kind, account) = (PaperText.Kind(line.Line.Kind), PaperText.AccountOf(line.Line.Key.Account));
            html.Add($"<tr><td>{shell.Say(kind.English, kind.Vietnamese)}</td><td>{line.Line.Key.CodeText}</td>");
            html.Add($"<td>{shell.Say(account.English, account.Vietnamese)}</td><td class=\"n\">{shell.Dong(line.Line.Amount)}</td>");
            html.Add($"<td class=\"n\">{shell.Dong(line.Paid)}</td>");
            html.Add($"<td class=\"n {(line.Outstanding > 0 && line.Line.Blocks ? "missing" : "")}\">{shell.Dong(line.Outstanding)}</td></tr>\n");
        }

        var decision = seen.Decision;
        html.Add($"</tbody><tfoot><tr><th scope=\"row\" colspan=\"3\">{shell.Say("What blocks, together", "Cộng các khoản chặn thông quan")}</th>");
        html.Add($"<td class=\"n\">{shell.Dong(seen.Declaration.Sums.Payable)}</td><td class=\"n\">{shell.Dong(seen.Declaration.Sums.Paid)}</td>");
        html.Add($"<td class=\"n\">{shell.Dong(seen.Declaration.Sums.Outstanding)}</td></tr></tfoot></table></div>\n");
        if (seen.Declaration.Reserved > 0)
        {
            html.Add($"<p>{shell.Say("Reserved from guarantee", "Đã trừ lùi từ bảo lãnh")} {seen.Declaration.ReservedFrom?.ToString()}: {shell.Dong(decision.Reserved)} đồng.</p>\n");
        }

        if (decision.Surplus > 0)
        {
            html.Add($"<p>{shell.Say("Paid too much", "Nộp thừa")}: {shell.Dong(decision.Surplus)} đồng.</p>\n");
        }

        html.Add($"</section>\n");
    }

    /// <summary>Money on it that pays nothing, and money in suspense that may have been meant for it.</summary>
    public static void Meant(HtmlWriter html, ConsoleShell shell, SeenDeclaration seen)
    {
        html.Add($"<section><h2>{shell.Say("Money that may be meant for it", "Tiền có thể nộp cho tờ khai này")}</h2>\n");
        var isOpen = seen.Decision.Outcome == Outcome.Hold && seen.Declaration.Sums.Outstanding > 0;
        var rows = StrayRow.Of(seen.Root.Ledger).Take(RowsMax)
            .Select(row => (Row: row, Why: WhyMeant(shell, row, seen)))
            .Where(it => it.Why is not null || (isOpen && it.Row.On is null))
            .OrderBy(static it => it.Why is null).Take(MeantMax).ToList();
        Surplus(html, shell, seen, isOpen);
        if (rows.Count == 0)
        {
            html.Add($"<p class=\"empty\">{shell.Say("No row in this taxpayer's suspense, and none that is misdirected, could be for it.", "Không có dòng nào trong tiền treo hoặc nộp sai của người nộp thuế này có thể nộp cho tờ khai.")}</p></section>\n");
            return;
        }

        shell.Columns(
            html, shell.Say("Officers may move these", "Công chức có thể điều chỉnh"),
            ("Payment, row", "Chứng từ, dòng", false), ("Names", "Ghi cho", false), ("Debited", "Trích nợ", false),
            ("Amount", "Số tiền", true), ("Why", "Vì", false));
        foreach (var (row, why) in rows)
        {
            html.Add($"<tr><td>{row.Row.Payment}, {row.Row.Row.ToString()}</td><td>{row.Target ?? "–"} / {row.Line.CodeText}</td>");
            html.Add($"<td>{shell.Time(row.DebitedAt)}</td><td class=\"n\">{shell.Dong(row.Amount)}</td><td>{why ?? shell.Say("the taxpayer is the same, and nothing else speaks for it", "chỉ trùng người nộp thuế")}</td></tr>\n");
        }

        ConsoleShell.EndTable(html);
        html.Add($"</section>\n");
    }

    private static void Surplus(HtmlWriter html, ConsoleShell shell, SeenDeclaration seen, bool isOpen)
    {
        if (isOpen && seen.Root.Ledger.Totals.Surplus > 0)
        {
            html.Add($"<p>{shell.Say("The taxpayer paid too much elsewhere, which officers may apply:", "Người nộp thuế có tiền nộp thừa, công chức có thể bù trừ:")} {shell.Dong(seen.Root.Ledger.Totals.Surplus)} đồng.</p>\n");
        }
    }

    /// <summary>What speaks for it; null: nothing but the taxpayer.</summary>
    private static string? WhyMeant(ConsoleShell shell, StrayRow row, SeenDeclaration seen)
    {
        if (row.On is { } on)
        {
            return on == seen.Declaration.Key ? shell.Say("it names this declaration, but no line of it", "đúng tờ khai, sai khoản") : null;
        }

        var ranked = SuspenseRanking.Rank(row, seen.Root.Ledger.Taxpayer, [seen.Declaration]);
        var slips = ranked is [var candidate] ? candidate.Distance : null;
        var said = new List<string>();
        if (slips is { } apart)
        {
            said.Add(shell.Say($"the number is {apart} slips away", $"số tờ khai sai {apart} chỗ"));
        }

        if (ranked is [var fitting] && fitting.Line.Outstanding == row.Amount)
        {
            said.Add(shell.Say($"line {fitting.Line.Line.Key.CodeText} misses exactly that", $"đúng số còn thiếu của tiểu mục {fitting.Line.Line.Key.CodeText}"));
        }

        return said.Count == 0 ? null : string.Join(", ", said);
    }
}
