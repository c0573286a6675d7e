using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>What is to be paid for a declaration, as a journal entry says it: for authorised debit and e-tax (domain.md §7).</summary>
public sealed class Obligation
{
    // The engine's own words may stand as they are; the relaxed encoder is the journal's.
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly string _at;
    private readonly long _sequence;
    private readonly long _ledgerVersion;
    private readonly byte[] _facts;

    private Obligation(JsonElement entry, byte[] facts)
    {
        _at = entry.GetProperty("at").GetString()!;
        _sequence = entry.GetProperty("sequence").GetInt64();
        _ledgerVersion = entry.GetProperty("ledgerVersion").GetInt64();
        _facts = facts;
        Hash = HashOf(facts);
    }

    /// <summary>Tells it from any other.</summary>
    public Hash128 Hash { get; }

    /// <summary>Reads an entry's; null while nothing is registered, and so nothing is owed.</summary>
    public static Obligation? Of(ReadOnlyMemory<byte> entry)
    {
        using var json = JsonDocument.Parse(entry);
        var decision = json.RootElement.GetProperty("decision");
        return decision.GetProperty("taxpayer").ValueKind == JsonValueKind.Null
            ? null
            : new Obligation(json.RootElement, FactsOf(decision));
    }

    /// <summary>The message <c>ObligationChanged</c>, UTF-8 JSON.</summary>
    /// <param name="id">That of the decision it follows from.</param>
    public byte[] ToMessage(string id)
    {
        var buffer = new ArrayBufferWriter<byte>(_facts.Length + 256);
        using (var message = new Utf8JsonWriter(buffer, Options))
        {
            message.WriteStartObject();
            message.WriteString("type"u8, "ObligationChanged"u8);
            message.WriteString("id"u8, id);
            message.WriteString("at"u8, _at);
            message.WriteNumber("sequence"u8, _sequence);
            message.WriteNumber("ledgerVersion"u8, _ledgerVersion);
            message.WritePropertyName("obligation"u8);
            message.WriteRawValue(_facts, skipInputValidation: true);
            message.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static Hash128 HashOf(byte[] facts)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(facts, hash);
        return new Hash128(BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash[8..]));
    }

    private static byte[] FactsOf(JsonElement decision)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var facts = new Utf8JsonWriter(buffer, Options))
        {
            facts.WriteStartObject();
            foreach (var member in (ReadOnlySpan<string>)["declaration", "taxpayer", "payable", "paid", "outstanding"])
            {
                facts.WritePropertyName(member);
                decision.GetProperty(member).WriteTo(facts);
            }

            facts.WriteStartArray("pay"u8);
            foreach (var step in decision.GetProperty("toRelease").EnumerateArray())
            {
                if (step.GetProperty("action").ValueEquals("pay"u8))
                {
                    WritePay(facts, step);
                }
            }

            facts.WriteEndArray();
            facts.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WritePay(Utf8JsonWriter facts, JsonElement step)
    {
        facts.WriteStartObject();
        foreach (var member in (ReadOnlySpan<string>)["code", "account", "amount"])
        {
            facts.WritePropertyName(member);
            step.GetProperty(member).WriteTo(facts);
        }

        facts.WriteEndObject();
    }
}
