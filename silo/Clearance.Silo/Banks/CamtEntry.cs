using System.Xml;
using System.Xml.Linq;
using Clearance.Domain;

namespace Clearance.Silo;

/// <summary>Takes out of an entry (<c>Ntry</c>) what customs must know: each of its transactions is a payment.</summary>
internal static class CamtEntry
{
    private const string Currency = "VND";

    /// <summary>Reads the transactions of an entry; one that has none is a faulty one.</summary>
    public static List<CamtTransaction> Read(XElement entry)
    {
        var details = Children(entry, "NtryDtls").SelectMany(static it => Children(it, "TxDtls")).ToList();
        return details.Count == 0
            ? [Transaction(entry, new XElement(entry.Name.Namespace + "TxDtls"), isOnly: true, Line(entry))]
            : details.ConvertAll(it => Transaction(entry, it, details.Count == 1, Line(it)));
    }

    private static CamtTransaction Transaction(XElement entry, XElement details, bool isOnly, int line)
    {
        var taxes = Children(details, "RmtInf").SelectMany(static it => Children(it, "Strd"))
            .SelectMany(static it => Children(it, "TaxRmt")).ToList();
        var rows = taxes.SelectMany(Rows).ToList();
        var debitedAt = Text(details, "RltdDts", "TxDtTm") is { Length: > 0 } own ? own : Text(entry, "BookgDt", "DtTm");
        var slip = Text(details, "Refs", "EndToEndId");
        return new CamtTransaction
        {
            Line = line,
            Reference = Text(details, "Refs", "AcctSvcrRef") is { Length: > 0 } reference ? reference
                : isOnly ? Text(entry, "AcctSvcrRef") : string.Empty,
            Taxpayer = taxes.Count == 0 ? string.Empty : Owing(taxes[0]),
            Payer = taxes.Count == 0 ? string.Empty : Text(taxes[0], "Dbtr", "TaxId"),
            Slip = slip == "NOTPROVIDED" ? string.Empty : slip,
            DebitedAt = WithOffset(debitedAt),
            IsReversal = Text(entry, "RvslInd") is "true" or "1",
            Rows = rows.ConvertAll(static row => row.Row),
            Fault = Fault(entry, details, isOnly, taxes, rows, debitedAt, line),
        };
    }

    /// <summary>Who owes: the ultimate debtor, where somebody else pays for it.</summary>
    private static string Owing(XElement tax) =>
        Text(tax, "UltmtDbtr", "TaxId") is { Length: > 0 } owing ? owing : Text(tax, "Dbtr", "TaxId");

    /// <summary>A record is a row; a remittance without records is one row of its total.</summary>
    private static IEnumerable<(CamtRow Row, XElement? Amount)> Rows(XElement tax)
    {
        var records = Children(tax, "Rcrd").ToList();
        if (records.Count == 0)
        {
            yield return Row(tax, string.Empty, string.Empty, Child(tax, "TtlTaxAmt"), Line(tax));
        }

        foreach (var record in records)
        {
            yield return Row(tax, Text(record, "Ctgy"), Text(record, "Tp"), Child(Child(record, "TaxAmt"), "TtlAmt"), Line(record));
        }
    }

    private static (CamtRow Row, XElement? Amount) Row(XElement tax, string code, string type, XElement? amount, int line) => (
        new CamtRow(
            line,
            Text(tax, "RefNb"),
            code,
            type.ToUpperInvariant() switch
            {
                "" or "BUDGET" => "budget",
                "DEPOSIT" => "deposit",
                _ => type,
            },
            Whole(amount),
            Text(tax, "AdmstnZone")),
        amount);

    private static CamtFault? Fault(
        XElement entry,
        XElement details,
        bool isOnly,
        List<XElement> taxes,
        List<(CamtRow Row, XElement? Amount)> rows,
        string debitedAt,
        int line)
    {
        var status = Text(entry, "Sts", "Cd") is { Length: > 0 } code ? code : Child(entry, "Sts")?.Value.Trim() ?? string.Empty;
        var total = Child(details, "Amt") ?? (isOnly ? Child(entry, "Amt") : null);
        return status != "BOOK"
                ? Of(RejectionCode.InvalidValue, "Sts", "must be BOOK: what is pending or for information was not debited.")
            : taxes.Count == 0
                ? Of(RejectionCode.MissingField, "TaxRmt", "is required: without RmtInf/Strd/TaxRmt nobody knows what is paid.")
            : taxes.Exists(tax => Owing(tax) != Owing(taxes[0]))
                ? Of(RejectionCode.InvalidValue, "TaxRmt", "must name one taxpayer in all of a transaction: each has a ledger of its own.")
            : debitedAt.Length == 0
                ? Of(RejectionCode.MissingField, "BookgDt", "must have DtTm: a date alone does not say on which side of 16:00.")
            : rows.Find(static row => CurrencyOf(row.Amount) != Currency) is { Row: { } foreign }
                ? new CamtFault(foreign.Line, RejectionCode.InvalidValue, "TtlAmt", "must be there, with Ccy VND.")
            : CurrencyOf(total) != Currency
                ? Of(RejectionCode.InvalidValue, "Amt", "must be there, with Ccy VND.")
            : !IsSum(rows, total!)
                ? Of(RejectionCode.InvalidAmount, "Amt", "must be whole đồng, and what the transaction's tax records add up to.")
            : null;

        CamtFault Of(RejectionCode name, string field, string detail) => new(line, name, field, detail);
    }

    private static bool IsSum(List<(CamtRow Row, XElement? Amount)> rows, XElement total)
    {
        Int128 sum = 0;
        foreach (var (row, _) in rows)
        {
            if (!BankRowText.TryWhole(row.Amount, out var amount))
            {
                return false;
            }

            sum += amount;
        }

        return BankRowText.TryWhole(total.Value.Trim(), out var whole) && sum == whole;
    }

    /// <summary>Digits only where that loses nothing: the same amount then reads the same, however it was written.</summary>
    private static string Whole(XElement? amount)
    {
        var text = amount?.Value.Trim() ?? string.Empty;
        return BankRowText.TryWhole(text, out var whole) ? whole.ToString() : text;
    }

    /// <summary>A time without offset is the bank's own: UTC+7.</summary>
    private static string WithOffset(string text) =>
        text.Length >= 19 && text[^1] is not ('Z' or 'z') && text.LastIndexOfAny(['+', '-']) < 11 ? text + "+07:00" : text;

    private static string? CurrencyOf(XElement? amount) => amount?.Attribute("Ccy")?.Value;

    private static string Text(XElement? of, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            of = Child(of, name);
        }

        return of is null || of.HasElements ? string.Empty : of.Value.Trim();
    }

    private static XElement? Child(XElement? of, string name) => of?.Element(of.Name.Namespace + name);

    private static IEnumerable<XElement> Children(XElement of, string name) => of.Elements(of.Name.Namespace + name);

    private static int Line(XElement element) => ((IXmlLineInfo)element).LineNumber;
}
