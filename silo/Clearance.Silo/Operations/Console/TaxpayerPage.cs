using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary><c>GET /taxpayers/{id}</c>: one taxpayer for people: what is open, where its money is, and what its letters still cover.</summary>
internal sealed class TaxpayerPage(EngineService engine)
{
    private const int RowsMax = 100;

    /// <summary>Answers with the page.</summary>
    public async Task Get(HttpContext context)
    {
        var id = RequestReader.Taxpayer(context.Request);
        var open = engine.Engine;
        var shell = ConsoleShell.Of(context, open);
        var root = await open.Entities.Taxpayer(id).Root();
        await shell.Write(context, id.Value, Of(shell, root, open.Today));
    }

    private static HtmlWriter Of(ConsoleShell shell, LedgerRoot root, DateOnly on)
    {
        var html = new HtmlWriter();
        var standing = root.Ledger.Standing.On(on);
        html.Add($"<h1>{shell.Say("Taxpayer", "Người nộp thuế")} <span class=\"id\">{root.Ledger.Taxpayer.Value}</span></h1>\n<p class=\"verdict\">");
        var isWell = !root.IsParked && standing is { Status: TaxpayerStatus.Active, Stopped: false } && standing.OverdueDebts.IsEmpty;
        html.Add($"<span class=\"badge {(isWell ? "yes" : "no")}\">{(isWell ? shell.Say("nothing stops it", "không bị chặn") : shell.Say("stopped", "bị chặn"))}</span> ");
        html.Add($"<strong>{Standing(shell, root, standing)}</strong></p>\n<dl class=\"facts\">");
        Sum(html, shell.Say("In suspense", "Tiền treo"), shell.Dong(root.Ledger.Totals.Suspense));
        Sum(html, shell.Say("Misdirected", "Nộp sai"), shell.Dong(root.Ledger.Totals.Misdirected));
        Sum(html, shell.Say("Surplus", "Nộp thừa"), shell.Dong(root.Ledger.Totals.Surplus));
        Sum(html, shell.Say("Overdue debts", "Nợ quá hạn"), shell.Dong(standing.OverdueTotal));
        html.Add($"</dl>\n");
        Declarations(html, shell, root, on);
        Suspense(html, shell, root.Ledger);
        Guarantees(html, shell, root.Ledger.Standing, on);
        return html;
    }

    private static void Sum(HtmlWriter html, string name, string amount) =>
        html.Add($"<div><dt>{name}</dt><dd>{amount} đồng</dd></div>");

    private static string Standing(ConsoleShell shell, LedgerRoot root, StandingOn standing)
    {
        var said = new List<string>();
        if (root.IsParked)
        {
            said.Add(shell.Say("The ledger is stopped until somebody has looked.", "Sổ đang dừng chờ kiểm tra."));
        }

        said.Add(standing.Status switch
        {
            TaxpayerStatus.Active => shell.Say("Active.", "Đang hoạt động."),
            TaxpayerStatus.Closing => shell.Say("Closing.", "Đang làm thủ tục chấm dứt."),
            TaxpayerStatus.Closed => shell.Say("Closed.", "Đã chấm dứt."),
            _ => shell.Say("Suspended.", "Tạm ngừng."),
        });
        if (standing.Stopped)
        {
            said.Add(shell.Say("A decision to stop customs procedures is in force.", "Đang bị cưỡng chế dừng làm thủ tục hải quan."));
        }

        if (!standing.OverdueDebts.IsEmpty)
        {
            said.Add(shell.Say("Debts are overdue.", "Có nợ thuế quá hạn."));
        }

        return string.Join(' ', said);
    }

    private static void Declarations(HtmlWriter html, ConsoleShell shell, LedgerRoot root, DateOnly on)
    {
        var open = root.Ledger.Declarations.Values.Where(static it => !it.IsRecorded && !it.IsCancelled)
            .OrderBy(static it => it.Registration.RegisteredAt).ThenBy(static it => it.Key).ToList();
        html.Add($"<section><h2>{shell.Say("Open declarations", "Tờ khai chưa thông quan")} ({open.Count.ToString("N0", shell.Culture)})</h2>\n");
        if (open.Count == 0)
        {
            html.Add($"<p class=\"empty\">{shell.Say("None: all its goods have gone.", "Không có: hàng đã đi hết.")}</p></section>\n");
            return;
        }

        shell.Columns(
            html, shell.Say("The oldest first; amounts in đồng", "Cũ nhất trước; đơn vị: đồng"),
            ("Declaration", "Tờ khai", false), ("Age", "Tuổi", true), ("Decision", "Quyết định", false), ("Why", "Vì", false),
            ("Outstanding", "Còn thiếu", true));
        foreach (var declaration in open.Take(RowsMax))
        {
            var decision = root.Decide(declaration, on);
            html.Add($"<tr><td><a href=\"/declarations/{PaperText.Number(declaration)}{shell.Query}\">{PaperText.Number(declaration)}</a></td>");
            html.Add($"<td class=\"n\">{shell.Age(declaration.Registration.RegisteredAt)}</td><td>");
            shell.Badge(html, decision.Outcome);
            html.Add($"</td><td>{string.Join(", ", decision.Reasons.Select(static reason => reason.Code.ToString()))}</td>");
            html.Add($"<td class=\"n\">{shell.Dong(decision.Outstanding)}</td></tr>\n");
        }

        ConsoleShell.EndTable(html);
        More(html, shell, open.Count - RowsMax);
        html.Add($"</section>\n");
    }

    private static void Suspense(HtmlWriter html, ConsoleShell shell, Ledger ledger)
    {
        var rows = StrayRow.Of(ledger);
        html.Add($"<section><h2>{shell.Say("Money that pays nothing", "Tiền chưa trừ được vào đâu")} ({rows.Count.ToString("N0", shell.Culture)})</h2>\n");
        if (rows.Count == 0)
        {
            html.Add($"<p class=\"empty\">{shell.Say("None: every row found its line.", "Không có: mọi dòng đều đúng khoản.")}</p></section>\n");
            return;
        }

        shell.Columns(
            html, shell.Say("The oldest first", "Cũ nhất trước"),
            ("Payment, row", "Chứng từ, dòng", false), ("Where", "Ở đâu", false), ("Names", "Ghi cho", false), ("Age", "Tuổi", true), ("Amount", "Số tiền", true));
        foreach (var row in rows.Take(RowsMax))
        {
            html.Add($"<tr><td>{row.Row.Payment}, {row.Row.Row.ToString()}</td>");
            html.Add($"<td>{(row.On is null ? shell.Say("suspense", "tiền treo") : shell.Say("misdirected", "nộp sai"))}</td>");
            html.Add($"<td>{row.Target ?? "–"} / {row.Line.CodeText}</td><td class=\"n\">{shell.Age(row.DebitedAt)}</td>");
            html.Add($"<td class=\"n\">{shell.Dong(row.Amount)}</td></tr>\n");
        }

        ConsoleShell.EndTable(html);
        More(html, shell, rows.Count - RowsMax);
        html.Add($"</section>\n");
    }

    private static void Guarantees(HtmlWriter html, ConsoleShell shell, Standing standing, DateOnly on)
    {
        var letters = standing.Guarantees.Values.Where(static it => it.Letter is not null).OrderBy(static it => it.ExpiresOn).ToList();
        html.Add($"<section><h2>{shell.Say("Guarantees", "Bảo lãnh")} ({letters.Count.ToString("N0", shell.Culture)})</h2>\n");
        if (letters.Count == 0)
        {
            html.Add($"<p class=\"empty\">{shell.Say("None.", "Không có.")}</p></section>\n");
            return;
        }

        shell.Columns(
            html, shell.Say("Amounts in đồng", "Đơn vị: đồng"),
            ("Letter", "Thư bảo lãnh", false), ("Ends", "Hết hạn", false), ("Limit", "Hạn mức", true), ("Reserved", "Đã dùng", true), ("Available", "Còn lại", true));
        foreach (var letter in letters.Take(RowsMax))
        {
            var ends = letter.ExpiresOn.ToString("d", shell.Culture)
                + (letter.Revoked ? $" ({shell.Say("revoked", "đã hủy")})" : letter.ExpiresOn < on ? $" ({shell.Say("ended", "đã hết")})" : "");
            html.Add($"<tr><td>{letter.Reference.ToString()}</td><td>{ends}</td><td class=\"n\">{shell.Dong(letter.Limit)}</td>");
            html.Add($"<td class=\"n\">{shell.Dong(letter.Reserved)}</td><td class=\"n\">{shell.Dong(letter.Available)}</td></tr>\n");
        }

        ConsoleShell.EndTable(html);
        html.Add($"</section>\n");
    }

    private static void More(HtmlWriter html, ConsoleShell shell, int more)
    {
        if (more > 0)
        {
            html.Add($"<p class=\"empty\">{shell.Say("More that are not shown:", "Còn nữa, không hiển thị:")} {more.ToString("N0", shell.Culture)}</p>\n");
        }
    }
}
