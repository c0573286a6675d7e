using System.Text;
using System.Text.Json;
using Clearance.Client;

namespace Clearance.Cli;

/// <summary>An event of a file.</summary>
/// <param name="Stream">Where it is posted.</param>
/// <param name="Utf8">Its bytes, as they stand in the file.</param>
internal readonly record struct FileEvent(string Stream, byte[] Utf8);

/// <summary>Reads a file of events: one, an array, or one to a line.</summary>
internal static class EventFile
{
    private static readonly JsonReaderOptions Tolerant = new() { AllowMultipleValues = true };

    /// <summary>Reads them in order.</summary>
    /// <param name="path">The file; <c>-</c> is the standard input.</param>
    /// <param name="stream">Where all of them go; null: each where its type belongs.</param>
    /// <exception cref="UsageException">It cannot be read, or an event's stream is not known.</exception>
    public static List<FileEvent> Read(string path, string? stream)
    {
        var text = Bytes(path);
        try
        {
            return Parse(text, stream);
        }
        catch (JsonException wrong)
        {
            throw new UsageException($"{path} is no JSON: line {wrong.LineNumber + 1}, byte {wrong.BytePositionInLine + 1}.");
        }
    }

    /// <summary>A file as it is; <c>-</c> is the standard input.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    public static byte[] Bytes(string path)
    {
        try
        {
            if (path != "-")
            {
                return File.ReadAllBytes(path);
            }

            using var input = Console.OpenStandardInput();
            using var all = new MemoryStream();
            input.CopyTo(all);
            return all.ToArray();
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be read: {wrong.Message}");
        }
    }

    private static List<FileEvent> Parse(byte[] text, string? stream)
    {
        var events = new List<FileEvent>();
        var json = new Utf8JsonReader(WithoutMark(text), Tolerant);
        while (json.Read())
        {
            if (json.TokenType is JsonTokenType.StartArray or JsonTokenType.EndArray && json.CurrentDepth == 0)
            {
                continue;
            }

            using var document = JsonDocument.ParseValue(ref json);
            events.Add(new FileEvent(
                stream ?? StreamOf(document.RootElement, events.Count + 1), Encoding.UTF8.GetBytes(document.RootElement.GetRawText())));
        }

        return events;
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> text) =>
        text.StartsWith("\uFEFF"u8) ? text[3..] : text;

    private static string StreamOf(JsonElement e, int number) => e.Text("type") switch
    {
        "DeclarationRegistered" or "ObligationAdjusted" or "InspectionConcluded" or "DeclarationCancelled" or "ClearanceRecorded" =>
            Streams.Declarations,
        "TaxpayerStatusChanged" or "EnforcementPlaced" or "EnforcementLifted" or "PriorityGranted" or "PriorityRevoked"
            or "DebtReliefGranted" or "SuspenseAssigned" or "SurplusApplied" or "SurplusRefunded" => Streams.Taxpayers,
        "PaymentConfirmed" or "PaymentCancelled" => Streams.Payments,
        "GuaranteeIssued" or "GuaranteeAmended" or "GuaranteeRevoked" => Streams.Guarantees,
        var other => throw new UsageException(
            $"Event {number} has the type '{other}', which belongs to no stream; --stream sends it where you say."),
    };
}
