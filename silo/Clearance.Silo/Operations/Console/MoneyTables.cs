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
            html.Add($"<td class=\"n {(line.Outstanding > 0 ? "missing" : "")}\">{shell.Dong(line.Outstanding)}</td></tr>\n");
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
        var rows = StrayRow.Of(seen.Root.Ledger).Take(RowsMax)
            .Select(row => (Row: row, Why: row.On == seen.Declaration.Key
                ? shell.Say("it names this declaration, but no line of it", "đúng tờ khai, sai khoản")
                : WhyMeant(row, seen)))
            .Where(static it => it.Why is not null).Take(MeantMax).ToList();
        if (rows.Count == 0)
        {
            html.Add($"<p class=\"empty\">{shell.Say("None that we can see: nothing of this taxpayer's suspense or misdirected money fits it.", "Không thấy khoản nào trong tiền treo hoặc nộp sai của người nộp thuế này.")}</p></section>\n");
            return;
        }

        shell.Columns(
            html, shell.Say("Officers may move these", "Công chức có thể điều chỉnh"),
            ("Payment, row", "Chứng từ, dòng", false), ("Names", "Ghi cho", false), ("Debited", "Trích nợ", false),
            ("Amount", "Số tiền", true), ("Why", "Vì", false));
        foreach (var (row, why) in rows)
        {
            html.Add($"<tr><td>{row.Row.Payment}, {row.Row.Row.ToString()}</td><td>{row.Target ?? "–"} / {row.Line.CodeText}</td>");
            html.Add($"<td>{shell.Time(row.DebitedAt)}</td><td class=\"n\">{shell.Dong(row.Amount)}</td><td>{why}</td></tr>\n");
        }

        ConsoleShell.EndTable(html);
        html.Add($"</section>\n");
    }

    /// <summary>What speaks for it; null: it is no candidate. Of an amount only that it fits is said, and to who may know.</summary>
    private static string? WhyMeant(StrayRow row, SeenDeclaration seen) =>
        SuspenseRanking.Rank(row, seen.Root.Ledger.Taxpayer, [seen.Declaration]) is [var candidate, ..]
            && candidate.Parts.Any(static part => part.Evidence is CandidateEvidence.Number or CandidateEvidence.Amount)
            ? string.Join(' ', candidate.Parts.Where(static part => part.Evidence is CandidateEvidence.Number or CandidateEvidence.Amount)
                .Select(static part => part.Detail))
            : null;
}
