using System.Buffers;
using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>Makes <c>PaymentConfirmed</c> events of the transactions of a camt.054 message.</summary>
/// <remarks>
/// It translates and judges only what an event cannot say: the rest is written as it came, and the intake judges it like any other event.
/// The same transaction makes the same bytes, in whichever message it comes, so that it counts once.
/// </remarks>
internal static class CamtEvents
{
    private static readonly Rejection Reversal = new(
        RejectionCode.MissingConsent,
        "RvslInd",
        "RvslInd takes a payment back, for which camt.054 carries no consent of customs: send PaymentCancelled with it.");

    /// <summary>The event of a transaction, whether or not it may be sent.</summary>
    public static byte[] Make(CamtTransaction transaction, string bank)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(bytes, DecisionJson.WriterOptions);
        json.WriteStartObject();
        json.WriteString("type"u8, "PaymentConfirmed"u8);
        Write(json, "id"u8, transaction.Reference.Length == 0 ? string.Empty : transaction.IdOf(bank));
        Write(json, "at"u8, transaction.DebitedAt);
        json.WriteString("bank"u8, bank);
        Write(json, "taxpayer"u8, transaction.Taxpayer);
        Write(json, "debitedAt"u8, transaction.DebitedAt);
        Write(json, "payer"u8, transaction.Payer);
        Write(json, "slip"u8, transaction.Slip);
        json.WriteStartArray("rows"u8);
        for (var i = 0; i < transaction.Rows.Count; i++)
        {
            WriteRow(json, i + 1, transaction.Rows[i]);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Why a transaction makes no event; null: it does.</summary>
    public static Rejection? Refusal(CamtTransaction transaction) =>
        transaction.Fault is { } fault
            ? new Rejection(fault.Code, fault.Field, $"{fault.Field} of the transaction on line {transaction.Line} {fault.Detail}")
            : transaction.IsReversal ? Reversal : null;

    private static void WriteRow(Utf8JsonWriter json, int number, CamtRow row)
    {
        json.WriteStartObject();
        json.WriteNumber("row"u8, number);
        WriteOrNull(json, "declaration"u8, row.Declaration);
        WriteOrNull(json, "code"u8, row.Code);
        json.WriteString("account"u8, row.Account);
        if (BankRowText.TryWhole(row.Amount, out var amount))
        {
            json.WriteNumber("amount"u8, amount);
        }
        else
        {
            json.WriteString("amount"u8, row.Amount);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, string value)
    {
        if (value.Length > 0)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteOrNull(Utf8JsonWriter json, ReadOnlySpan<byte> name, string value)
    {
        if (value.Length > 0)
        {
            json.WriteString(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
