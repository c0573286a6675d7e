using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>What led to a decision.</summary>
/// <param name="LedgerVersion">The ledger's version, or the identity's while nothing is registered.</param>
/// <param name="At">When it was decided.</param>
/// <param name="Causes">The events that led to it, by <see cref="JournalEntry.CauseOf"/>; none: the date alone.</param>
/// <param name="Alerts">Alerts it raised.</param>
public sealed record JournalOccasion(
    long LedgerVersion, Instant At, IReadOnlyList<string> Causes, IReadOnlyList<AlertCode> Alerts);

/// <summary>Writes the decision journal: JSON entries, each chained to the one before it of the same declaration.</summary>
/// <remarks>An entry keeps the facts of a decision; messages for people are made of them when they are read.</remarks>
public static class JournalEntry
{
    private const int BufferKeptMax = 256 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _json;

    /// <summary>An event as an entry names it: its stream and its id.</summary>
    public static string CauseOf(EventStream stream, string id) => $"{EventStreams.NameOf(stream)}/{id}";

    /// <summary>An entry as a message names it: its declaration and its number.</summary>
    public static string IdOf(JournalWrite entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return string.Create(CultureInfo.InvariantCulture, $"{entry.Declaration}:{entry.Sequence}");
    }

    /// <summary>The message <c>DecisionChanged</c>: the entry with a type and an id before it, UTF-8 JSON.</summary>
    public static byte[] ToMessage(JournalWrite entry)
    {
        // The entry is an object that is never empty.
        var head = Encoding.UTF8.GetBytes($"{{\"type\":\"DecisionChanged\",\"id\":\"{IdOf(entry)}\",");
        return [.. head, .. entry.Body.AsSpan(1)];
    }

    /// <summary>Whether a decision says something else than the last one journaled.</summary>
    public static bool Differs(JournalHead head, Decision decision) =>
        head.Sequence == 0 || head.Digest != DecisionDigest.Of(decision);

    /// <summary>The next entry of a declaration's journal, and where the journal stands with it.</summary>
    /// <param name="head">Where it stands.</param>
    /// <param name="decision">What was decided; it is journaled as decided on this occasion.</param>
    /// <param name="occasion">What led to it.</param>
    public static (JournalWrite Write, JournalHead Head) Next(
        JournalHead head, Decision decision, JournalOccasion occasion)
    {
        var sequence = head.Sequence + 1;
        var body = BodyOf(sequence, decision with { DecidedAt = occasion.At }, occasion);
        var hash = Chain(head.Hash, body);
        return (
            new JournalWrite(decision.Declaration, sequence, hash, body),
            new JournalHead(sequence, hash, DecisionDigest.Of(decision), occasion.At));
    }

    /// <summary>An entry's hash: SHA-256 over the previous entry's and the body; nothing is before the first.</summary>
    public static byte[] Chain(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> body)
    {
        var both = ArrayPool<byte>.Shared.Rent(previous.Length + body.Length);
        previous.CopyTo(both);
        body.CopyTo(both.AsSpan(previous.Length));
        var hash = SHA256.HashData(both.AsSpan(0, previous.Length + body.Length));
        ArrayPool<byte>.Shared.Return(both);
        return hash;
    }

    private static byte[] BodyOf(long sequence, Decision decision, JournalOccasion occasion)
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(4096);
        buffer.ResetWrittenCount();
        var json = _json ??= new Utf8JsonWriter(buffer, DecisionJson.WriterOptions);
        json.Reset(buffer);
        Write(json, sequence, decision, occasion);
        json.Flush();
        var body = buffer.WrittenSpan.ToArray();
        if (buffer.Capacity > BufferKeptMax)
        {
            (_buffer, _json) = (null, null);
        }

        return body;
    }

    private static void Write(Utf8JsonWriter json, long sequence, Decision decision, JournalOccasion occasion)
    {
        Span<char> text = stackalloc char[32];
        json.WriteStartObject();
        decision.Declaration.Value.TryFormat(text, out var length, "D11", CultureInfo.InvariantCulture);
        json.WriteString("declaration"u8, text[..length]);
        json.WriteNumber("sequence"u8, sequence);
        json.WriteNumber("ledgerVersion"u8, occasion.LedgerVersion);
        occasion.At.ToDateTimeOffset().TryFormat(
            text, out length, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        json.WriteString("at"u8, text[..length]);
        json.WriteStartArray("causes"u8);
        foreach (var cause in occasion.Causes)
        {
            json.WriteStringValue(cause);
        }

        json.WriteEndArray();
        json.WriteStartArray("alerts"u8);
        foreach (var alert in occasion.Alerts)
        {
            json.WriteStringValue(NameOf(alert));
        }

        json.WriteEndArray();
        json.WritePropertyName("decision"u8);
        DecisionJson.Write(json, decision, messages: false);
        json.WriteEndObject();
    }

    private static ReadOnlySpan<byte> NameOf(AlertCode alert) => alert switch
    {
        AlertCode.ClearedAgainstHold => "ClearedAgainstHold"u8,
    };
}
