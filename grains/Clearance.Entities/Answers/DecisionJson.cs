using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>A decision as the contract's JSON (contract.md §2): what queries answer and what the journal keeps.</summary>
/// <remarks>
/// Every member is always written, in one order, so that equal decisions are equal bytes; of a declaration that is not
/// registered, taxpayer and rule set are null. Only a reason's evidence appears where it applies.
/// </remarks>
public static class DecisionJson
{
    private const int InstantLength = 24;

    /// <summary>
    /// How to make a writer for answers: letters stay letters. The relaxed encoder is safe because answers are served as
    /// <c>application/json</c> and never pasted into a page.
    /// </summary>
    public static JsonWriterOptions WriterOptions { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>A decision as UTF-8 JSON.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="asked">The number as asked for, shown when nothing is registered; null: the key.</param>
    public static byte[] ToUtf8Bytes(Decision decision, string? asked = null)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            Write(writer, decision, asked);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes a decision as one object.</summary>
    /// <param name="writer">A writer made with <see cref="WriterOptions"/>.</param>
    /// <param name="decision">The decision.</param>
    /// <param name="asked">The number as asked for, shown when nothing is registered; null: the key.</param>
    /// <param name="messages">Whether reasons carry their messages for people; the journal keeps facts only.</param>
    public static void Write(Utf8JsonWriter writer, Decision decision, string? asked = null, bool messages = true)
    {
        writer.WriteStartObject();
        WriteNumber(writer, decision, asked);
        WriteTextOrNull(writer, "taxpayer"u8, decision.Taxpayer?.Value);
        writer.WriteString("outcome"u8, DecisionNames.Of(decision.Outcome));
        WriteDate(writer, "on"u8, decision.On);
        writer.WriteStartArray("reasons"u8);
        foreach (var reason in decision.Reasons)
        {
            Write(writer, reason, decision.On, messages);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("warnings"u8);
        foreach (var warning in decision.Warnings)
        {
            writer.WriteStartObject();
            writer.WriteString("code"u8, DecisionNames.Of(warning.Code));
            writer.WriteNumber("shortfall"u8, warning.Shortfall);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("toRelease"u8);
        foreach (var step in decision.ToRelease)
        {
            Write(writer, step);
        }

        writer.WriteEndArray();
        WriteSums(writer, decision);
        writer.WriteEndObject();
    }

    private static void WriteSums(Utf8JsonWriter writer, Decision decision)
    {
        writer.WriteNumber("payable"u8, decision.Payable);
        writer.WriteNumber("paid"u8, decision.Paid);
        writer.WriteNumber("outstanding"u8, decision.Outstanding);
        writer.WriteNumber("reserved"u8, decision.Reserved);
        writer.WriteNumber("surplus"u8, decision.Surplus);
        writer.WriteNumber("misdirected"u8, decision.Misdirected);
        WriteTextOrNull(writer, "ruleSet"u8, decision.RuleSet);
        writer.WriteNumber("version"u8, decision.Version);
        writer.WriteNumber("standingVersion"u8, decision.StandingVersion);
        if (decision.DecidedAt is { } at)
        {
            // The round-trip form, which has no pattern to be read, cut after the milliseconds.
            Span<char> text = stackalloc char[32];
            at.ToDateTimeOffset().UtcDateTime.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
            text[InstantLength - 1] = 'Z';
            writer.WriteString("decidedAt"u8, text[..InstantLength]);
        }
        else
        {
            writer.WriteNull("decidedAt"u8);
        }
    }

    private static void Write(Utf8JsonWriter writer, HoldReason reason, DateOnly on, bool messages)
    {
        writer.WriteStartObject();
        writer.WriteString("code"u8, DecisionNames.Of(reason.Code));
        WriteTextOrNull(writer, "vnaccs"u8, reason.Vnaccs);
        if (reason.Shortfall is { } shortfall)
        {
            writer.WriteNumber("shortfall"u8, shortfall);
        }

        if (messages)
        {
            WriteMessage(writer, reason, on);
        }

        WriteLines(writer, reason);
        WriteDebts(writer, reason);
        WriteRows(writer, reason);
        if (reason.Guarantee is { } letter)
        {
            writer.WriteString("guarantee"u8, letter.ToString());
        }

        writer.WriteEndObject();
    }

    private static void WriteMessage(Utf8JsonWriter writer, HoldReason reason, DateOnly on)
    {
        Span<char> text = stackalloc char[ReasonMessages.LengthMax];
        writer.WriteStartObject("message"u8);
        writer.WriteString("en"u8, text[..ReasonMessages.Format(reason, on, ReasonMessages.English, text)]);
        writer.WriteString("vi"u8, text[..ReasonMessages.Format(reason, on, ReasonMessages.Vietnamese, text)]);
        writer.WriteEndObject();
    }

    private static void WriteLines(Utf8JsonWriter writer, HoldReason reason)
    {
        if (reason.Lines.IsEmpty)
        {
            return;
        }

        writer.WriteStartArray("lines"u8);
        foreach (var line in reason.Lines)
        {
            writer.WriteStartObject();
            WriteLine(writer, line.Key);
            writer.WriteString("kind"u8, DecisionNames.Of(line.Kind));
            writer.WriteNumber("outstanding"u8, line.Outstanding);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteDebts(Utf8JsonWriter writer, HoldReason reason)
    {
        if (reason.Debts.IsEmpty)
        {
            return;
        }

        writer.WriteStartArray("debts"u8);
        foreach (var debt in reason.Debts)
        {
            writer.WriteStartObject();
            WriteKey(writer, debt.Declaration);
            WriteLine(writer, debt.Line);
            writer.WriteNumber("outstanding"u8, debt.Outstanding);
            WriteDate(writer, "due"u8, debt.Due);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteRows(Utf8JsonWriter writer, HoldReason reason)
    {
        if (reason.Rows.IsEmpty)
        {
            return;
        }

        writer.WriteStartArray("rows"u8);
        foreach (var row in reason.Rows)
        {
            writer.WriteStartObject();
            WriteRow(writer, row.Row);
            WriteLine(writer, row.Line);
            writer.WriteNumber("amount"u8, row.Amount);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>What the step needs and no more; one for an officer says which reason it is about.</summary>
    private static void Write(Utf8JsonWriter writer, ReleaseStep step)
    {
        writer.WriteStartObject();
        writer.WriteString("action"u8, DecisionNames.Of(step.Action));
        if (step.Action == ActionCode.AwaitOfficer)
        {
            writer.WriteString("reason"u8, DecisionNames.Of(step.Reason));
        }

        if (step.Row is { } row)
        {
            WriteRow(writer, row);
        }

        if (step.Declaration is { } declaration)
        {
            WriteKey(writer, declaration);
        }

        if (step.Line is { } line)
        {
            WriteLine(writer, line);
        }

        if (step.Guarantee is { } guarantee)
        {
            writer.WriteString("guarantee"u8, guarantee.ToString());
        }

        if (step.Amount is { } amount)
        {
            writer.WriteNumber("amount"u8, amount);
        }

        writer.WriteEndObject();
    }

    /// <summary>The current 12 digits, or the number as asked when nothing is registered.</summary>
    private static void WriteNumber(Utf8JsonWriter writer, Decision decision, string? asked)
    {
        if (decision.Amendment is { } amendment)
        {
            Span<char> digits = stackalloc char[DeclarationNumber.Length];
            ((decision.Declaration.Value * 10) + amendment).TryFormat(digits, out _, "D12", CultureInfo.InvariantCulture);
            writer.WriteString("declaration"u8, digits);
        }
        else if (asked is not null)
        {
            writer.WriteString("declaration"u8, asked);
        }
        else
        {
            WriteKey(writer, decision.Declaration);
        }
    }

    private static void WriteKey(Utf8JsonWriter writer, DeclarationKey key)
    {
        Span<char> digits = stackalloc char[DeclarationKey.Length];
        key.Value.TryFormat(digits, out _, "D11", CultureInfo.InvariantCulture);
        writer.WriteString("declaration"u8, digits);
    }

    private static void WriteLine(Utf8JsonWriter writer, LineKey line)
    {
        Span<char> code = stackalloc char[4];
        line.Code.TryFormat(code, out _, "D4", CultureInfo.InvariantCulture);
        writer.WriteString("code"u8, code);
        writer.WriteString("account"u8, DecisionNames.Of(line.Account));
    }

    private static void WriteRow(Utf8JsonWriter writer, RowRef row)
    {
        writer.WriteString("payment"u8, row.Payment);
        writer.WriteNumber("row"u8, row.Row);
    }

    private static void WriteDate(Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateOnly date)
    {
        Span<char> text = stackalloc char[10];
        date.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        writer.WriteString(name, text);
    }

    private static void WriteTextOrNull(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? text)
    {
        if (text is null)
        {
            writer.WriteNull(name);
        }
        else
        {
            writer.WriteString(name, text);
        }
    }
}
