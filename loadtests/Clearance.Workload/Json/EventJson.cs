using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Clearance.Workload;

/// <summary>Writes events as the contract has them, one object each. Not thread-safe.</summary>
internal sealed partial class EventJson : IDisposable
{
    private static readonly TimeSpan LegalOffset = TimeSpan.FromHours(7);

    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Utf8JsonWriter _json;

    public EventJson() => _json = new Utf8JsonWriter(_buffer);

    /// <summary>An instant of a legal date.</summary>
    public static DateTimeOffset Instant(DateOnly day, TimeSpan time) =>
        new DateTimeOffset(day, TimeOnly.MinValue, LegalOffset) + time;

    public void Dispose() => _json.Dispose();

    private void Begin(string type, string id, DateTimeOffset at)
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("type", type);
        _json.WriteString("id", id);
        Write("at", at);
    }

    private byte[] End()
    {
        _json.WriteEndObject();
        _json.Flush();
        return _buffer.WrittenSpan.ToArray();
    }

    private void Write(string name, DateTimeOffset at) => _json.WriteString(name, at);

    private void Write(string name, DateOnly date) =>
        _json.WriteString(name, date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    private void Write(string name, LetterReference? letter, bool withBank)
    {
        if (letter is null)
        {
            _json.WriteNull(name);
            return;
        }

        _json.WriteStartObject(name);
        if (withBank)
        {
            _json.WriteString("bank", letter.Bank);
        }

        _json.WriteNumber("year", letter.Year);
        _json.WriteString("sign", letter.Sign);
        _json.WriteString("number", letter.Number);
        _json.WriteEndObject();
    }
}

/// <summary>What names a letter of guarantee.</summary>
internal sealed record LetterReference(string Bank, int Year, string Sign, string Number);

/// <summary>A line of a declaration.</summary>
internal sealed record DutyLine(string Kind, string Code, long Amount)
{
    public string Account { get; init; } = "budget";

    public bool Blocks => Kind != "fee";
}

/// <summary>A row of a payment; without a declaration it is unitemised.</summary>
internal sealed record SlipRow(string? Declaration, string? Code, string Account, long Amount);
