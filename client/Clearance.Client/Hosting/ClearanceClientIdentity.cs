using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;

namespace Clearance.Client;

/// <summary>Says who calls, where the engine has access control.</summary>
public static class ClearanceClientIdentity
{
    /// <summary>Sends a token from a file with every call; the file is read each time, so that a renewed token is sent.</summary>
    /// <param name="client">What <see cref="ClearanceClientServices.AddClearanceClient"/> returned.</param>
    /// <param name="path">The file.</param>
    /// <returns>The same.</returns>
    public static IHttpClientBuilder WithTokenFile(this IHttpClientBuilder client, string path) =>
        client.AddHttpMessageHandler(() => BearerToken.FromFile(path));

    /// <summary>Sends a token with every call.</summary>
    /// <param name="client">What <see cref="ClearanceClientServices.AddClearanceClient"/> returned.</param>
    /// <param name="token">The token.</param>
    /// <returns>The same.</returns>
    public static IHttpClientBuilder WithToken(this IHttpClientBuilder client, string token) =>
        client.AddHttpMessageHandler(() => new BearerToken(_ => ValueTask.FromResult(token)));

    /// <summary>Shows a certificate to the engine, and proves that it is the caller's.</summary>
    /// <param name="client">What <see cref="ClearanceClientServices.AddClearanceClient"/> returned.</param>
    /// <param name="certificate">The certificate, with its private key.</param>
    /// <returns>The same.</returns>
    public static IHttpClientBuilder WithCertificate(this IHttpClientBuilder client, X509Certificate2 certificate) =>
        client.ConfigurePrimaryHttpMessageHandler(() =>
        {
            var handler = new SocketsHttpHandler();
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
            return handler;
        });
}
