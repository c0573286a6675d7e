using System.Text.Json;
using Clearance.Domain;

namespace Clearance.Testing.Events;

/// <content>Letters, moves and standing, and what their members share.</content>
public static partial class EventJson
{
    private static void WriteLetter(Utf8JsonWriter writer, GuaranteeEvent letter)
    {
        if (letter is GuaranteeIssued { Kind: var kind })
        {
            writer.WriteString("kind", EventWords.Of(kind));
        }

        writer.WriteStartObject("guarantee");
        WriteReference(writer, letter.Guarantee);
        writer.WriteEndObject();
        switch (letter)
        {
            case GuaranteeIssued e:
                writer.WriteNumber("amount", e.Amount);
                writer.WriteString("effectiveFrom", EventWords.Of(e.EffectiveFrom));
                writer.WriteString("expiresOn", EventWords.Of(e.ExpiresOn));
                writer.WriteStartArray("offices");
                foreach (var office in e.Offices.IsEmpty ? ["*"] : e.Offices.Select(office => office.Value))
                {
                    writer.WriteStringValue(office);
                }

                writer.WriteEndArray();
                WriteOrNull(writer, "declaration", e.Declaration?.ToString());
                WriteOrNull(writer, "invoice", e.Invoice);
                WriteOrNull(writer, "billOfLading", e.BillOfLading);
                break;
            case GuaranteeAmended e:
                writer.WriteNumber("revision", e.Revision);
                writer.WriteNumber("amount", e.Amount);
                writer.WriteString("expiresOn", EventWords.Of(e.ExpiresOn));
                break;
            case GuaranteeRevoked e:
                writer.WriteString("effectiveFrom", EventWords.Of(e.EffectiveFrom));
                break;
        }
    }

    private static void WriteMove(Utf8JsonWriter writer, OfficersMove move)
    {
        switch (move)
        {
            case SuspenseAssigned e:
                writer.WriteString("payment", e.Row.Payment);
                writer.WriteNumber("row", e.Row.Row);
                WriteOrNull(writer, "declaration", e.Declaration?.ToString());
                if (e.Declaration is not null)
                {
                    WriteLine(writer, e.Line);
                }

                break;
            case SurplusApplied e:
                WriteOrNull(writer, "from", e.From?.ToString());
                writer.WriteString("to", e.To.ToString());
                WriteLine(writer, e.Line);
                writer.WriteNumber("amount", e.Amount);
                break;
            case SurplusRefunded e:
                WriteOrNull(writer, "from", e.From?.ToString());
                writer.WriteNumber("amount", e.Amount);
                break;
        }
    }

    private static void WriteStanding(Utf8JsonWriter writer, TaxpayerEvent standing)
    {
        switch (standing)
        {
            case TaxpayerStatusChanged e:
                writer.WriteString("status", EventWords.Of(e.Status));
                writer.WriteString("effectiveFrom", EventWords.Of(e.EffectiveFrom));
                break;
            case DecisionEvent e:
                writer.WriteString("decision", e.Decision);
                writer.WriteString("effectiveFrom", EventWords.Of(e.EffectiveFrom));
                break;
            case DebtReliefGranted e:
                writer.WriteString("decision", e.Decision);
                writer.WriteString("declaration", e.Declaration.ToString());
                writer.WriteString("relief", EventWords.Of(e.Relief));
                WriteOrNull(writer, "until", EventWords.Of(e.Until));
                break;
        }
    }

    private static void WriteReference(Utf8JsonWriter writer, GuaranteeReference letter)
    {
        writer.WriteNumber("year", letter.Year);
        writer.WriteString("sign", letter.Sign);
        writer.WriteString("number", letter.Number);
    }

    private static void WriteLine(Utf8JsonWriter writer, LineKey line)
    {
        writer.WriteString("code", line.CodeText);
        writer.WriteString("account", EventWords.Of(line.Account));
    }

    private static void WriteOrNull(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is null)
        {
            writer.WriteNull(name);
        }
        else
        {
            writer.WriteString(name, value);
        }
    }
}
