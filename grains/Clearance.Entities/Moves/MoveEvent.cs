using System.Buffers;
using System.Text.Json;
using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>The event an approved move becomes, as the contract has it: always the same bytes for the same move.</summary>
internal static class MoveEvent
{
    public static byte[] Write(OfficersMove e)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, DecisionJson.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, e.GetType().Name);
            json.WriteString("id"u8, e.Id);
            json.WriteString("at"u8, e.At.ToString());
            json.WriteString("taxpayer"u8, e.Taxpayer.Value);
            WriteWhat(json, e);
            json.WriteString("maker"u8, e.Maker);
            json.WriteString("checker"u8, e.Checker);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteWhat(Utf8JsonWriter json, OfficersMove e)
    {
        switch (e)
        {
            case SuspenseAssigned assigned:
                json.WriteString("payment"u8, assigned.Row.Payment);
                json.WriteNumber("row"u8, assigned.Row.Row);
                json.WriteString("declaration"u8, assigned.Declaration?.ToString());
                if (assigned.Declaration is not null)
                {
                    WriteLine(json, assigned.Line);
                }

                break;
            case SurplusApplied applied:
                json.WriteString("from"u8, applied.From?.ToString());
                json.WriteString("to"u8, applied.To.ToString());
                WriteLine(json, applied.Line);
                json.WriteNumber("amount"u8, applied.Amount);
                break;
            case SurplusRefunded refunded:
                json.WriteString("from"u8, refunded.From?.ToString());
                json.WriteNumber("amount"u8, refunded.Amount);
                break;
        }
    }

    private static void WriteLine(Utf8JsonWriter json, LineKey line)
    {
        json.WriteString("code"u8, line.CodeText);
        json.WriteString("account"u8, DecisionNames.Of(line.Account));
    }
}
