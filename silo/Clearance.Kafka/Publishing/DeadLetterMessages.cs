using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Kafka;

/// <summary>Makes messages of the dead letters: the raw bytes, base64, and why.</summary>
/// <remarks>
/// The id is made of stream, reason and bytes, so that what is refused again, after it was read again, has the same. Bytes that
/// would not fit into a message of ordinary brokers stay in the store, and the message says where.
/// </remarks>
internal sealed class DeadLetterMessages(IPublicationStore store, PublishedLane lane) : IPublicationSource
{
    /// <summary>The most bytes a message carries: base64, they fit into the 1 MB that brokers allow unless told otherwise.</summary>
    public const int RawBytesMax = 512 * 1024;

    /// <summary>Few, for each may have many bytes.</summary>
    private const int PageSize = 16;

    private const int KeyLengthMax = 64;
    private const int DeclarationKeyLength = 11;

    /// <inheritdoc/>
    public PublishedSource Source => PublishedSource.DeadLetters;

    /// <inheritdoc/>
    public int Lane => lane.Number;

    /// <summary>People read them: it need not be at once.</summary>
    public TimeSpan IdleWait { get; } = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    public bool IsOver(long through) => lane.End is not null;

    /// <inheritdoc/>
    public void Passed(long through)
    {
        // Nobody waits for a letter.
    }

    /// <inheritdoc/>
    public async Task<PublicationPage> Read(long after, CancellationToken cancel)
    {
        var records = await store.ReadDeadLetters(lane.Number, after, PageSize, cancel).ConfigureAwait(false);
        return new PublicationPage(
            records is [.., var last] ? last.Sequence : after,
            [.. records.Select(record => new OutgoingMessage(OutgoingTopics.DeadLetters, KeyOf(record.Letter), Write(record)))]);
    }

    private static byte[] Write(DeadLetterRecord record)
    {
        var letter = record.Letter;
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "DeadLetter"u8);
            json.WriteString("id"u8, IdOf(letter));
            json.WriteString("at"u8, letter.ReceivedAt.ToString());
            json.WriteString("stream"u8, EventStreams.NameOf(letter.Stream));
            json.WriteString("code"u8, letter.Code);
            json.WriteString("field"u8, letter.Field);
            json.WriteString("detail"u8, letter.Detail);
            json.WriteNumber("stored"u8, record.Sequence);
            json.WriteNumber("bytes"u8, letter.Raw.Length);
            if (letter.Raw.Length <= RawBytesMax)
            {
                json.WriteBase64String("raw"u8, letter.Raw.Span);
            }
            else
            {
                json.WriteNull("raw"u8);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static string IdOf(DeadLetter letter)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{EventStreams.NameOf(letter.Stream)}\0{letter.Code}\0"));
        hash.AppendData(letter.Raw.Span);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    /// <summary>The key its sender gave it, as far as the bytes tell; null where they do not.</summary>
    private static byte[]? KeyOf(DeadLetter letter)
    {
        if (letter.Raw.Length > Limits.EventBytesMax)
        {
            return null;
        }

        try
        {
            var isDeclaration = letter.Stream == EventStream.Declarations;
            var member = MemberOf(letter.Raw.Span, isDeclaration ? "declaration"u8 : "taxpayer"u8);
            return member is null or { Length: 0 or > KeyLengthMax } ? null
                : isDeclaration ? [.. member.Take(DeclarationKeyLength)]
                : member;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A text that is a member of the outermost object.</summary>
    private static byte[]? MemberOf(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> name)
    {
        var json = new Utf8JsonReader(raw);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = json.ValueTextEquals(name);
            json.Read();
            if (isIt)
            {
                return json.TokenType == JsonTokenType.String ? Encoding.UTF8.GetBytes(json.GetString()!) : null;
            }

            json.Skip();
        }

        return null;
    }
}
