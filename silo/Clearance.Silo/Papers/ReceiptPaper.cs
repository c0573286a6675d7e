using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>A payment receipt as a page and as JSON.</summary>
/// <param name="Receipt">What was paid.</param>
/// <param name="Version">The ledger's version it shows.</param>
/// <param name="IssuedAt">When it is made.</param>
internal readonly record struct ReceiptPaper(PaymentReceipt Receipt, long Version, Instant IssuedAt)
{
    private Declaration Declaration => Receipt.Declaration;

    /// <summary>Writes one object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("declaration"u8, PaperText.Number(Declaration));
        json.WriteString("taxpayer"u8, Declaration.Owner.Value);
        json.WriteString("office"u8, Declaration.Registration.Office.Value);
        json.Time("registeredAt"u8, Declaration.Registration.RegisteredAt);
        json.Time("issuedAt"u8, IssuedAt);
        json.WriteNumber("ledgerVersion"u8, Version);
        WriteLines(json);
        WriteRows(json);
        json.Sum("confirmed"u8, Receipt.Confirmed);
        json.Sum("movedIn"u8, Receipt.MovedIn);
        json.WriteNumber("movedOut"u8, Declaration.MovedOut);
        json.WriteNumber("payable"u8, Declaration.Sums.Payable);
        json.WriteNumber("paid"u8, Declaration.Sums.Paid);
        json.WriteNumber("outstanding"u8, Declaration.Sums.Outstanding);
        json.WriteNumber("feeOutstanding"u8, Declaration.Sums.FeeOutstanding);
        json.WriteNumber("surplus"u8, Declaration.Sums.Surplus);
        json.WriteEndObject();
    }

    /// <summary>Writes the page's body.</summary>
    public void Write(HtmlWriter html)
    {
        html.Add($"<h1>Xác nhận nộp tiền</h1>\n<p lang=\"en\">Payment receipt</p>\n<dl>\n");
        html.Term("Số tờ khai", "Declaration", PaperText.Number(Declaration));
        html.Term("Mã số thuế", "Taxpayer", Declaration.Owner.Value);
        html.Term("Cơ quan hải quan", "Customs office", Declaration.Registration.Office.Value);
        html.Term("Ngày đăng ký", "Registered", PaperText.Time(Declaration.Registration.RegisteredAt));
        html.Term("Ngân hàng đã xác nhận", "Confirmed by banks", $"{PaperText.Dong(Receipt.Confirmed)} đ");
        html.Term("Còn phải nộp", "Still to be paid", $"{PaperText.Dong((Int128)Declaration.Sums.Outstanding + Declaration.Sums.FeeOutstanding)} đ");
        html.Add($"</dl>\n");
        WriteRows(html);
        WriteLines(html);
        WriteRest(html);
        html.Add(
            $"""
            <footer>
            <p>Ngày nộp là ngày tài khoản của người nộp bị trích nợ; giờ Việt Nam (UTC+7). Số tiền tính bằng đồng.
            Lập lúc {PaperText.Time(IssuedAt)} từ sổ số {Version.ToString()}.</p>
            <p class="en" lang="en">The payment date is when the payer's account was debited, in Vietnamese time (UTC+7). Amounts are in đồng.
            Made at {PaperText.Time(IssuedAt)} of ledger version {Version.ToString()}. A payment that its bank cancels later is on no receipt any more.</p>
            </footer>
            """);
    }

    private void WriteRows(HtmlWriter html)
    {
        html.Heading("Tiền đã nộp", "What was paid");
        html.Columns(
            ("Trích nợ lúc", "Debited at", false), ("Ngân hàng", "Bank", false), ("Mã giao dịch", "Payment", false), ("Dòng", "Row", true),
            ("Tiểu mục", "Sub-item", false), ("Tài khoản", "Account", false), ("Số tiền", "Amount", true));
        foreach (var row in Receipt.Rows)
        {
            html.Add($"<tr><td class=\"s\">{PaperText.Time(row.DebitedAt)}</td><td>{row.Bank}</td><td>{row.Row.Payment}");
            if (row.Misdirected)
            {
                html.Add($"<br>");
                html.Both("nộp sai tiểu mục hoặc tài khoản", "matches no line");
            }

            html.Add($"</td><td class=\"n\">{row.Row.Row.ToString()}</td><td>{row.Line.CodeText}</td><td>");
            Both(html, PaperText.AccountOf(row.Line.Account));
            html.Add($"</td><td class=\"n\">{PaperText.Dong(row.Amount)}</td></tr>\n");
        }

        html.Add($"<tr class=\"sum\"><td colspan=\"6\">");
        html.Both("Cộng", "Total");
        html.Add($"</td><td class=\"n\">{PaperText.Dong(Receipt.Confirmed)}</td></tr>\n");
        html.EndTable();
    }

    private void WriteLines(HtmlWriter html)
    {
        html.Heading("Các khoản của tờ khai", "What the declaration owes");
        html.Columns(
            ("Khoản", "Kind", false), ("Tiểu mục", "Sub-item", false), ("Tài khoản", "Account", false),
            ("Phải nộp", "Amount", true), ("Đã nộp", "Paid", true), ("Còn thiếu", "Outstanding", true));
        foreach (var line in Receipt.Lines)
        {
            html.Add($"<tr><td>");
            Both(html, PaperText.Kind(line.Line.Kind));
            html.Add($"</td><td>{line.Line.Key.CodeText}</td><td>");
            Both(html, PaperText.AccountOf(line.Line.Key.Account));
            html.Add($"</td><td class=\"n\">{PaperText.Dong(line.Line.Amount)}</td><td class=\"n\">{PaperText.Dong(line.Paid)}</td><td class=\"n\">{PaperText.Dong(line.Outstanding)}</td></tr>\n");
        }

        html.EndTable();
    }

    private void WriteRest(HtmlWriter html)
    {
        if (Receipt.MovedIn == 0 && Declaration.MovedOut == 0 && Declaration.Sums.Surplus == 0)
        {
            return;
        }

        html.Heading("Tiền khác", "Other money");
        html.Add($"<dl>\n");
        html.Term("Nộp thừa của tờ khai", "Surplus of the declaration", $"{PaperText.Dong(Declaration.Sums.Surplus)} đ");
        html.Term("Chuyển đến từ tiền nộp thừa", "Moved in from other surplus", $"{PaperText.Dong(Receipt.MovedIn)} đ");
        html.Term("Đã chuyển đi hoặc hoàn trả", "Moved out or refunded", $"{PaperText.Dong(Declaration.MovedOut)} đ");
        html.Add($"</dl>\n");
    }

    private static void Both(HtmlWriter html, (string Vietnamese, string English) name) => html.Both(name.Vietnamese, name.English);

    private void WriteLines(Utf8JsonWriter json)
    {
        json.WriteStartArray("lines"u8);
        foreach (var line in Receipt.Lines)
        {
            json.WriteStartObject();
            json.WriteString("kind"u8, DecisionNames.Of(line.Line.Kind));
            json.Line(line.Line.Key);
            json.WriteNumber("amount"u8, line.Line.Amount);
            json.WriteNumber("paid"u8, line.Paid);
            json.WriteNumber("outstanding"u8, line.Outstanding);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteRows(Utf8JsonWriter json)
    {
        json.WriteStartArray("payments"u8);
        foreach (var row in Receipt.Rows)
        {
            json.WriteStartObject();
            json.Row(row.Row);
            json.WriteString("bank"u8, row.Bank);
            json.Time("debitedAt"u8, row.DebitedAt);
            json.Line(row.Line);
            json.WriteNumber("amount"u8, row.Amount);
            json.WriteBoolean("misdirected"u8, row.Misdirected);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
