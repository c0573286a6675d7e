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
        response.Headers.XContentTypeOptions = "nosniff";
        response.ContentType = mediaType;
        response.ContentLength = bytes.WrittenCount;
        response.BodyWriter.Write(bytes.WrittenSpan);
        if (bytes.Capacity > KeptBytesMax)
        {
            buffer = null;
            writer = null;
        }

        var flush = response.BodyWriter.FlushAsync(response.HttpContext.RequestAborted);
        return flush.IsCompletedSuccessfully ? Task.CompletedTask : flush.AsTask();
    }
}
