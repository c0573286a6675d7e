using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>Everything known of a registered declaration on a legal date (<c>GET /v1/declarations/{n}</c>).</summary>
/// <param name="Root">The ledger at one moment.</param>
/// <param name="Declaration">The declaration at that moment.</param>
/// <param name="On">The legal date asked for.</param>
internal readonly record struct DeclarationJson(LedgerRoot Root, Declaration Declaration, DateOnly On)
{
    private Standing Standing => Root.Ledger.Standing;

    /// <summary>Writes it as one object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("declaration"u8, $"{Declaration.Key}{Declaration.Registration.Amendment}");
        json.WriteBoolean("registered"u8, true);
        json.Date("on"u8, On);
        json.WriteString("taxpayer"u8, Declaration.Owner.Value);
        WriteRegistration(json, Declaration.Registration);
        json.Date("lastDay"u8, Declaration.LastDay);
        WriteLines(json);
        json.WritePieces("payments"u8, Declaration.Pieces);
        json.WritePieces("misdirected"u8, Declaration.MisdirectedPieces());
        json.WriteAdjustments(Declaration.Facts);
        WriteSums(json, Declaration.Sums);
        json.WriteNumber("interest"u8, LateInterest.Of(Declaration, Standing, On));
        WriteGuarantee(json);
        json.WriteInspection(Declaration.Registration, Declaration.Facts);
        json.WriteRecorded(Declaration.Facts);
        json.WritePropertyName("decision"u8);
        DecisionJson.Write(json, Root.Decide(Declaration, On));
        json.WriteEndObject();
    }

    private static void WriteRegistration(Utf8JsonWriter json, Registration registration)
    {
        json.WriteNumber("amendment"u8, registration.Amendment);
        json.WriteString("office"u8, registration.Office.ToString());
        json.WriteString("direction"u8, WireNames.Of(registration.Direction));
        json.WriteString("procedure"u8, registration.Procedure);
        json.Time("registeredAt"u8, registration.RegisteredAt);
        json.WriteNumber("channel"u8, registration.Channel);
        json.WriteBoolean("specialisedInspection"u8, registration.SpecialisedInspection);
        json.WriteString("term"u8, WireNames.Of(registration.Term));
        json.WriteString("invoice"u8, registration.Invoice);
        json.WriteString("billOfLading"u8, registration.BillOfLading);
        json.Name("releaseRequested"u8, WireNames.Of(registration.ReleaseRequested));
        json.Name("exemption"u8, WireNames.Of(registration.Exemption));
    }

    private void WriteLines(Utf8JsonWriter json)
    {
        json.WriteStartArray("lines"u8);
        foreach (var line in Declaration.Allocate().Lines)
        {
            DateOnly? due = Declaration.Facts.Recorded is { } recorded
                ? Debts.DueOf(Declaration, line.Line.Key, recorded, Standing)
                : Debts.NamedDue(Declaration, line.Line.Key);
            json.WriteStartObject();
            json.WriteString("kind"u8, DecisionNames.Of(line.Line.Kind));
            json.Line(line.Line.Key);
            json.WriteNumber("amount"u8, line.Line.Amount);
            json.WriteNumber("paid"u8, line.Paid);
            json.WriteNumber("outstanding"u8, line.Outstanding);
            json.Date("due"u8, due);
            json.WriteNumber("interest"u8, LateInterest.OfLine(Declaration, line, Standing, On));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteSums(Utf8JsonWriter json, DeclarationSums sums)
    {
        json.WriteNumber("payable"u8, sums.Payable);
        json.WriteNumber("paid"u8, sums.Paid);
        json.WriteNumber("outstanding"u8, sums.Outstanding);
        json.WriteNumber("feeOutstanding"u8, sums.FeeOutstanding);
        json.WriteNumber("surplus"u8, sums.Surplus);
        json.WriteNumber("movedOut"u8, Declaration.MovedOut);
        json.WriteNumber("receivable"u8, sums.Receivable);
    }

    /// <summary>The letter named, its state if it is this taxpayer's, and what is reserved from which letter.</summary>
    private void WriteGuarantee(Utf8JsonWriter json)
    {
        json.WriteNumber("reserved"u8, Declaration.Reserved);
        json.WriteString("reservedFrom"u8, Declaration.ReservedFrom?.ToString());
        if (Declaration.Registration.Guarantee is not { } named)
        {
            json.WriteNull("guarantee"u8);
            return;
        }

        json.WriteStartObject("guarantee"u8);
        json.Guarantee(Standing.Guarantees.GetValueOrDefault(named) ?? new Guarantee { Reference = named });
        json.WriteEndObject();
    }
}
