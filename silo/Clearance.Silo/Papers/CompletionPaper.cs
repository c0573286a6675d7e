using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>A statement of duty completion as a page and as JSON.</summary>
/// <param name="Completion">What is owed, if anything.</param>
/// <param name="Root">The ledger at that moment.</param>
/// <param name="IssuedAt">When it is made.</param>
internal readonly record struct CompletionPaper(Completion Completion, LedgerRoot Root, Instant IssuedAt)
{
    private long OverdueTotal => Root.Ledger.Standing.On(Completion.On).OverdueTotal;

    /// <summary>Writes one object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("taxpayer"u8, Root.Ledger.Taxpayer.Value);
        json.Date("on"u8, Completion.On);
        json.WriteBoolean("complete"u8, Completion.IsComplete);
        json.Time("issuedAt"u8, IssuedAt);
        json.WriteNumber("ledgerVersion"u8, Root.Version);
        json.Write(Completion.Sums);
        json.WriteNumber("overdueTotal"u8, OverdueTotal);
        json.Write(Completion.Owing, Root.Ledger.Standing, Completion.On);
        json.WriteEndObject();
    }

    /// <summary>Writes the page's body.</summary>
    public void Write(HtmlWriter html)
    {
        html.Add($"<h1>{(Completion.IsComplete ? "Xác nhận hoàn thành nghĩa vụ nộp thuế" : "Xác nhận nghĩa vụ nộp thuế chưa hoàn thành")}</h1>\n");
        html.Add($"<p lang=\"en\">{(Completion.IsComplete ? "Statement of duty completion" : "Statement of duties still owed")}</p>\n<dl>\n");
        html.Term("Mã số thuế", "Taxpayer", Root.Ledger.Taxpayer.Value);
        html.Term("Tính đến ngày", "As of", PaperText.Day(Completion.On));
        html.Add($"</dl>\n<p class=\"verdict\">");
        if (Completion.IsComplete)
        {
            html.Both("Không còn khoản nào phải nộp", "Nothing is owed");
            html.Add($"</p>\n");
        }
        else
        {
            html.Both($"Còn phải nộp {PaperText.Dong(Completion.Sums.Owed)} đ", $"{PaperText.Dong(Completion.Sums.Owed)} đ are owed");
            html.Add($"</p>\n<dl>\n");
            html.Term("Tiền còn thiếu", "Outstanding", $"{PaperText.Dong(Completion.Sums.Outstanding)} đ");
            html.Term("Trong đó quá hạn", "Of it overdue", $"{PaperText.Dong(OverdueTotal)} đ");
            html.Term("Tiền chậm nộp chưa ấn định", "Late interest not yet assessed", $"{PaperText.Dong(Completion.Sums.InterestToAssess)} đ");
            html.Add($"</dl>\n");
            html.Heading("Các tờ khai còn nợ", "The declarations it is owed for");
            html.Settlements(Completion.Owing, Completion.Sums);
        }

        html.Add(
            $"""
            <footer>
            <p>Gồm thuế, tiền phạt, tiền chậm nộp và tiền gửi của các tờ khai đã thông quan hoặc giải phóng hàng mà hệ thống đã nhận; không gồm lệ phí.
            Tiền chậm nộp 0,03 %/ngày, tính đến hết ngày trước ngày nêu trên. Lập lúc {PaperText.Time(IssuedAt)} (UTC+7) từ sổ số {Root.Version.ToString()}.</p>
            <p class="en" lang="en">It covers tax, fines, late interest and deposits of declarations recorded cleared or released, as received by this system; fees are not part of it.
            Late interest is 0.03 % a day up to and including the day before the date above. Made at {PaperText.Time(IssuedAt)} (UTC+7) of ledger version {Root.Version.ToString()}.</p>
            </footer>
            """);
    }
}
