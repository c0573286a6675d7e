using System.Net;

namespace Clearance.Client;

/// <summary>The engine answered with a problem (RFC 9457), or could not be understood.</summary>
public sealed class ClearanceException : Exception
{
    internal ClearanceException(HttpStatusCode status, Problem? problem, TimeSpan? retryAfter)
        : base($"{(int)status} {problem?.Code ?? status.ToString()}: {problem?.Detail ?? "no details"}")
    {
        Status = status;
        Code = problem?.Code;
        Field = problem?.Field;
        RetryAfter = retryAfter;
    }

    /// <summary>The HTTP status.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>What tells problems apart; null when the answer had none.</summary>
    public string? Code { get; }

    /// <summary>The part of the call that is meant, if one is.</summary>
    public string? Field { get; }

    /// <summary>When the same call may be repeated; null when that would not help.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Whether repeating the same call is safe and may help: the engine was busy, or not all was visible yet.</summary>
    public bool IsTransient => Status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests;
}

/// <summary>Problem details as the engine writes them.</summary>
internal sealed record Problem(string? Code, string? Detail, string? Field);
