using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>What comes of a reconciliation (<c>POST /v1/reconciliations</c>).</summary>
/// <param name="Bank">Whose file.</param>
/// <param name="Result">The comparison.</param>
/// <param name="FileRows">How many rows the file has.</param>
/// <param name="IsClosed">Whether the window has ended, so that nothing more belongs to it but what comes late.</param>
/// <param name="All">Whether rows are listed in which nothing is wrong.</param>
internal readonly record struct ReconciliationJson(BankCode Bank, Reconciliation Result, int FileRows, bool IsClosed, bool All)
{
    private static readonly JsonEncodedText[] Statuses = Names<ReconciledStatus>();
    private static readonly JsonEncodedText[] Differences = Names<RowDifference>();

    /// <summary>Writes it as one object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("bank"u8, Bank.Value);
        json.Date("day"u8, Result.Day.Day);
        json.WriteStartObject("window"u8);
        json.Time("after"u8, Result.Day.After);
        json.Time("through"u8, Result.Day.Through);
        json.WriteBoolean("closed"u8, IsClosed);
        json.WriteEndObject();
        json.WriteBoolean("agrees"u8, Result.Agrees);
        json.WriteNumber("fileRows"u8, FileRows);
        WriteCounts(json);
        WriteTotals(json);
        json.WriteStartArray("rows"u8);
        foreach (var row in Result.Rows)
        {
            if (All || row.IsDiscrepancy)
            {
                WriteRow(json, row);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteCounts(Utf8JsonWriter json)
    {
        json.WriteStartObject("counts"u8);
        foreach (var status in Enum.GetValues<ReconciledStatus>())
        {
            json.WriteNumber(Statuses[(int)status], Result.Count(status));
        }

        json.WriteEndObject();
    }

    private void WriteTotals(Utf8JsonWriter json)
    {
        json.WriteStartObject("totals"u8);
        WriteSides(json, Result.Total);
        json.WriteStartArray("bySubItem"u8);
        foreach (var (item, sides) in Result.BySubItem)
        {
            json.WriteStartObject();
            json.WriteString("code"u8, item.Code?.ToString("D4"));
            json.WriteString("account"u8, DecisionNames.Of(item.Account));
            WriteSides(json, sides);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("byOffice"u8);
        foreach (var (office, sides) in Result.ByOffice)
        {
            json.WriteStartObject();
            json.WriteString("office"u8, office.Length == 0 ? null : office);
            WriteSides(json, sides);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSides(Utf8JsonWriter json, BothSides sides)
    {
        json.Sum("bank"u8, sides.Bank);
        json.Sum("received"u8, sides.Received);
        json.Sum("difference"u8, sides.Bank - sides.Received);
    }

    private static void WriteRow(Utf8JsonWriter json, ReconciledRow row)
    {
        json.WriteStartObject();
        json.WriteString("status"u8, Statuses[(int)row.Status]);
        json.Row(new RowRef(row.Payment, row.Row));
        json.WriteStartArray("differs"u8);
        foreach (var difference in row.Differences)
        {
            json.WriteStringValue(Differences[(int)difference]);
        }

        json.WriteEndArray();
        if (row.Bank is { } bank)
        {
            json.WriteStartObject("bank"u8);
            json.WriteNumber("line"u8, bank.Place);
            WriteSide(json, bank.Taxpayer, bank.DebitedAt, bank.Row, bank.Cancelled);
        }
        else
        {
            json.WriteNull("bank"u8);
        }

        if (row.Received is { } received)
        {
            json.WriteStartObject("received"u8);
            WriteSide(json, received.Taxpayer, received.DebitedAt, received.Row, received.Cancelled);
        }
        else
        {
            json.WriteNull("received"u8);
        }

        json.WriteEndObject();
    }

    private static void WriteSide(Utf8JsonWriter json, TaxpayerId taxpayer, Instant debitedAt, PaymentRow row, bool cancelled)
    {
        json.WriteString("taxpayer"u8, taxpayer.Value);
        json.WriteString("declaration"u8, row.Target);
        json.WriteString("code"u8, row.Code?.ToString("D4"));
        json.WriteString("account"u8, DecisionNames.Of(row.Account));
        json.WriteNumber("amount"u8, row.Amount);
        json.Time("debitedAt"u8, debitedAt);
        json.WriteBoolean("cancelled"u8, cancelled);
        json.WriteEndObject();
    }

    private static JsonEncodedText[] Names<T>()
        where T : struct, Enum =>
        [.. Enum.GetNames<T>().Select(static name => JsonEncodedText.Encode(char.ToLowerInvariant(name[0]) + name[1..]))];
}
