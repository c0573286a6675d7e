using System.Buffers;
using System.Text.Json;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>Writes an answer's JSON with its length known, so that it leaves in one piece and not in chunks.</summary>
internal static class JsonAnswer
{
    private const int KeptBytesMax = 256 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? writer;

    /// <summary>Writes an answer.</summary>
    /// <param name="response">To whom.</param>
    /// <param name="state">What is written.</param>
    /// <param name="write">Writes one JSON value; it never waits, so the buffer of this thread is its own.</param>
    /// <param name="mediaType">The content type.</param>
    public static Task Write<T>(
        HttpResponse response, T state, Action<Utf8JsonWriter, T> write, string mediaType = "application/json")
    {
        var bytes = buffer ??= new ArrayBufferWriter<byte>(4 * 1024);
        var json = writer ??= new Utf8JsonWriter(bytes, DecisionJson.WriterOptions);
        bytes.ResetWrittenCount();
        json.Reset(bytes);
        write(json, state);
        json.Flush();
        var sent = Write(response, bytes.WrittenMemory, mediaType);
        if (!sent.IsCompletedSuccessfully || bytes.Capacity > KeptBytesMax)
        {
            // It may not be copied yet, or is too large to be kept.
            buffer = null;
            writer = null;
        }

        return sent;
    }

    /// <summary>Writes an answer that is JSON already.</summary>
    public static Task Write(HttpResponse response, ReadOnlyMemory<byte> json, string mediaType = "application/json")
    {
        response.Headers.XContentTypeOptions = "nosniff";
        response.ContentType = mediaType;
        response.ContentLength = json.Length;

        // Without the call's token, which costs an object: a connection that ends, or reads too slowly, ends this too.
        return response.Body.WriteAsync(json).AsTask();
    }
}
