using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>A month's account as a page and as JSON.</summary>
/// <param name="Account">The account.</param>
/// <param name="Root">The ledger at that moment.</param>
/// <param name="IssuedAt">When it is made.</param>
internal readonly record struct AccountPaper(MonthlyAccount Account, LedgerRoot Root, Instant IssuedAt)
{
    /// <summary>Writes one object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("taxpayer"u8, Root.Ledger.Taxpayer.Value);
        json.WriteString("month"u8, Account.Month.ToString("yyyy-MM"));
        json.Date("due"u8, Account.Due);
        json.Date("on"u8, Account.On);
        json.Time("issuedAt"u8, IssuedAt);
        json.WriteNumber("ledgerVersion"u8, Root.Version);
        json.Write(Account.Sums);
        json.Write(Account.Declarations, Root.Ledger.Standing, Account.On);
        json.WriteEndObject();
    }

    /// <summary>Writes the page's body.</summary>
    public void Write(HtmlWriter html)
    {
        html.Add($"<h1>Bảng kê tiền thuế theo tháng</h1>\n<p lang=\"en\">Monthly account</p>\n<dl>\n");
        html.Term("Mã số thuế", "Taxpayer", Root.Ledger.Taxpayer.Value);
        html.Term("Tháng", "Month", PaperText.Month(Account.Month));
        html.Term("Hạn nộp", "Due", PaperText.Day(Account.Due));
        html.Term("Tính đến ngày", "As of", PaperText.Day(Account.On));
        html.Term("Còn thiếu", "Outstanding", $"{PaperText.Dong(Account.Sums.Outstanding)} đ");
        html.Term("Tiền chậm nộp chưa ấn định", "Late interest not yet assessed", $"{PaperText.Dong(Account.Sums.InterestToAssess)} đ");
        html.Add($"</dl>\n");
        html.Heading("Tờ khai thông quan trong tháng", "Declarations of the month");
        html.Settlements(Account.Declarations, Account.Sums);
        html.Add(
            $"""
            <footer>
            <p>Các tờ khai có thời hạn nộp thuế theo luật (loại C) được thông quan hoặc giải phóng hàng trong tháng. Tiền chậm nộp 0,03 %/ngày, tính đến hết ngày trước ngày nêu trên.
            Lập lúc {PaperText.Time(IssuedAt)} (UTC+7) từ sổ số {Root.Version.ToString()}.</p>
            <p class="en" lang="en">Declarations under term C recorded cleared or released in the month. Late interest is 0.03 % a day up to and including the day before the date above.
            Made at {PaperText.Time(IssuedAt)} (UTC+7) of ledger version {Root.Version.ToString()}.</p>
            </footer>
            """);
    }
}
