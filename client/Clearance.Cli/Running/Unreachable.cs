using System.Security.Authentication;

namespace Clearance.Cli;

/// <summary>Why an engine cannot be reached, for people.</summary>
internal static class Unreachable
{
    /// <summary>A sentence without its full stop. Of TLS the client says only that more is to be found inside.</summary>
    public static string Why(HttpRequestException unreachable) => unreachable switch
    {
        { HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: AuthenticationException inner } =>
            $"The engine's certificate is not accepted: {inner.Message.TrimEnd('.')}. "
            + "The system's authorities are trusted, or those of the PEM file in SSL_CERT_FILE",
        { HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: { } inner } =>
            $"There is no TLS connection to the engine: {inner.Message.TrimEnd('.')}",
        _ => unreachable.Message.TrimEnd('.'),
    };
}
