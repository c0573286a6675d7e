using System.Net.Mime;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Clearance.Silo;

/// <summary>Why a call is not answered, as RFC 9457 problem details; never the text of an exception.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">What programs tell problems apart by; the names are wire values.</param>
/// <param name="Detail">A sentence for people.</param>
/// <param name="Field">Which part of the call is meant, if one is.</param>
internal sealed record Problem(int Status, string Code, string Detail, string? Field = null)
{
    /// <summary>The media type.</summary>
    public const string MediaType = MediaTypeNames.Application.ProblemJson;

    /// <summary>After how many seconds to try again; null: not by itself.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>What the log calls this problem; null where nothing is logged.</summary>
    public string? Trace { get; init; }

    /// <summary>The problem of a status nobody explained.</summary>
    public static Problem Of(int status) => status switch
    {
        StatusCodes.Status400BadRequest => new(status, "BadRequest", "The request cannot be understood."),
        StatusCodes.Status404NotFound => new(status, "NotFound", "There is nothing at this path; /openapi/v1.json lists what there is."),
        StatusCodes.Status405MethodNotAllowed => new(status, "MethodNotAllowed", "This path does not have that method; Allow lists those it has."),
        StatusCodes.Status408RequestTimeout => new(status, "RequestTimeout", "The request's body came too slowly."),
        StatusCodes.Status413PayloadTooLarge => new(status, "BodyTooLarge", "The request's body is larger than allowed."),
        _ => new(status, ReasonPhrases.GetReasonPhrase(status).Replace(" ", "", StringComparison.Ordinal), "The request was not answered."),
    };

    /// <summary>Nothing was applied, or it is not known, or not all is visible: the same call may be repeated.</summary>
    public static Problem Unavailable(string code, string detail) =>
        new(StatusCodes.Status503ServiceUnavailable, code, detail) { RetryAfterSeconds = 1 };

    /// <summary>Refused before anything was done: the same call may be repeated, a little later.</summary>
    public static Problem Overloaded() =>
        new(StatusCodes.Status429TooManyRequests, "Overloaded", "Too much is under way; nothing was applied.") { RetryAfterSeconds = 1 };

    /// <summary>A fault of the engine's own, which its log names by the trace.</summary>
    public static Problem Internal(string trace) =>
        new(StatusCodes.Status500InternalServerError, "InternalError", "The engine failed to answer; its log names this call.")
        {
            Trace = trace,
        };

    /// <summary>Answers with this problem.</summary>
    public Task Write(HttpResponse response)
    {
        HttpMeter.Answered(this);
        response.StatusCode = Status;
        if (RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString();
        }

        return JsonAnswer.Write(response, this, static (json, problem) => problem.WriteBody(json), MediaType);
    }

    private void WriteBody(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "about:blank"u8);
        json.WriteString("title"u8, ReasonPhrases.GetReasonPhrase(Status));
        json.WriteNumber("status"u8, Status);
        json.WriteString("code"u8, Code);
        json.WriteString("detail"u8, Detail);
        if (Field is not null)
        {
            json.WriteString("field"u8, Field);
        }

        if (Trace is not null)
        {
            json.WriteString("traceId"u8, Trace);
        }

        json.WriteEndObject();
    }
}

/// <summary>Thrown by a handler to answer with a problem.</summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    /// <summary>The answer.</summary>
    public Problem Problem { get; } = problem;
}
