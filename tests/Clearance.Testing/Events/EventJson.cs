using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Clearance.Domain;

namespace Clearance.Testing.Events;

/// <summary>Writes an event as its sender would: the contract's JSON, members in the contract's order.</summary>
public static partial class EventJson
{
    private static readonly JsonWriterOptions Options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The stream an event belongs to.</summary>
    public static EventStream StreamOf(ClearanceEvent e) => e switch
    {
        DeclarationRegistered or DeclarationEvent => EventStream.Declarations,
        PaymentConfirmed or PaymentCancelled => EventStream.Payments,
        GuaranteeEvent => EventStream.Guarantees,
        _ => EventStream.Taxpayers,
    };

    /// <summary>The event's bytes.</summary>
    public static byte[] Write(ClearanceEvent e)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("type", e.GetType().Name);
            writer.WriteString("id", e.Id);
            writer.WriteString("at", EventWords.Of(e.At));
            WriteMembers(writer, e);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteMembers(Utf8JsonWriter writer, ClearanceEvent e)
    {
        switch (e)
        {
            case DeclarationRegistered registered:
                Write(writer, registered);
                break;
            case DeclarationEvent fact:
                writer.WriteString("declaration", fact.Declaration.ToString());
                WriteFact(writer, fact);
                break;
            case PaymentConfirmed payment:
                Write(writer, payment);
                break;
            case PaymentCancelled cancelled:
                writer.WriteString("bank", cancelled.Bank.Value);
                writer.WriteString("payment", cancelled.Payment);
                writer.WriteString("taxpayer", cancelled.Taxpayer.Value);
                writer.WriteString("consent", cancelled.Consent);
                break;
            case GuaranteeEvent letter:
                writer.WriteString("bank", letter.Guarantee.Bank.Value);
                writer.WriteString("taxpayer", letter.Taxpayer.Value);
                WriteLetter(writer, letter);
                break;
            case OfficersMove move:
                writer.WriteString("taxpayer", move.Taxpayer.Value);
                WriteMove(writer, move);
                writer.WriteString("maker", move.Maker);
                writer.WriteString("checker", move.Checker);
                break;
            case TaxpayerEvent standing:
                writer.WriteString("taxpayer", standing.Taxpayer.Value);
                WriteStanding(writer, standing);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(e), e.GetType().Name, "No such event.");
        }
    }

    private static void Write(Utf8JsonWriter writer, DeclarationRegistered e)
    {
        writer.WriteString("declaration", e.Number.ToString());
        writer.WriteString("taxpayer", e.Taxpayer.Value);
        writer.WriteString("office", e.Office.Value);
        writer.WriteString("direction", EventWords.Of(e.Direction));
        writer.WriteString("procedure", e.Procedure);
        writer.WriteString("registeredAt", EventWords.Of(e.RegisteredAt));
        writer.WriteNumber("channel", e.Channel);
        writer.WriteBoolean("specialisedInspection", e.SpecialisedInspection);
        writer.WriteString("term", e.Term.ToString());
        if (e.Guarantee is { } letter)
        {
            writer.WriteStartObject("guarantee");
            writer.WriteString("bank", letter.Bank.Value);
            WriteReference(writer, letter);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("guarantee");
        }

        WriteOrNull(writer, "invoice", e.Invoice);
        WriteOrNull(writer, "billOfLading", e.BillOfLading);
        WriteOrNull(writer, "releaseRequested", EventWords.Of(e.ReleaseRequested));
        WriteOrNull(writer, "exemption", EventWords.Of(e.Exemption));
        writer.WriteStartArray("lines");
        foreach (var line in e.Lines)
        {
            writer.WriteStartObject();
            writer.WriteString("kind", EventWords.Of(line.Kind));
            WriteLine(writer, line.Key);
            writer.WriteNumber("amount", line.Amount);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteFact(Utf8JsonWriter writer, DeclarationEvent fact)
    {
        switch (fact)
        {
            case ObligationAdjusted e:
                writer.WriteString("decision", e.Decision);
                writer.WriteString("kind", EventWords.Of(e.Line.Kind));
                WriteLine(writer, e.Line.Key);
                writer.WriteNumber("amount", e.Line.Amount);
                WriteOrNull(writer, "due", EventWords.Of(e.Due));
                break;
            case InspectionConcluded e:
                writer.WriteString("aspect", EventWords.Of(e.Aspect));
                writer.WriteString("result", e.Passed ? "pass" : "fail");
                break;
            case ClearanceRecorded e:
                writer.WriteString("outcome", EventWords.Of(e.Outcome));
                break;
            case DeclarationCancelled:
                break;
        }
    }

    private static void Write(Utf8JsonWriter writer, PaymentConfirmed e)
    {
        writer.WriteString("bank", e.Bank.Value);
        writer.WriteString("taxpayer", e.Taxpayer.Value);
        writer.WriteString("debitedAt", EventWords.Of(e.DebitedAt));
        WriteOrNull(writer, "payer", e.Payer);
        WriteOrNull(writer, "slip", e.Slip);
        writer.WriteStartArray("rows");
        foreach (var row in e.Rows)
        {
            writer.WriteStartObject();
            writer.WriteNumber("row", row.Row);
            WriteOrNull(writer, "declaration", row.Target);
            WriteOrNull(writer, "code", row.Code is { } code ? new LineKey(code, default).CodeText : null);
            writer.WriteString("account", EventWords.Of(row.Account));
            writer.WriteNumber("amount", row.Amount);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
