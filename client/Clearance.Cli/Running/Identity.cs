using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Clearance.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Clearance.Cli;

/// <summary>Who the tool calls as: a token and a certificate, where they are given. None of them is ever an argument: those others can read.</summary>
internal static class Identity
{
    /// <summary>Where the token is when no file is named.</summary>
    public const string TokenVariable = "CLEARANCE_TOKEN";

    /// <summary>Gives a client what the command line and the environment say.</summary>
    /// <exception cref="UsageException">A file cannot be read.</exception>
    public static void Add(IHttpClientBuilder client, ParseResult parsed)
    {
        if (parsed.GetValue(Options.TokenFile) is { Length: > 0 } file)
        {
            _ = File.Exists(file) ? client.WithTokenFile(file) : throw new UsageException($"--token-file '{file}' is no file.");
        }
        else if (Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } token)
        {
            client.WithToken(token.Trim());
        }

        if (parsed.GetValue(Options.ClientCertificate) is { Length: > 0 } certificate)
        {
            client.WithCertificate(Read(certificate, parsed.GetValue(Options.ClientKey) ?? certificate));
        }
    }

    private static X509Certificate2 Read(string certificate, string key)
    {
        try
        {
            using var read = X509Certificate2.CreateFromPemFile(certificate, key);
            return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            // The second is what a key of another certificate throws.
            throw new UsageException($"--client-cert '{certificate}' and --client-key must be a certificate and its key, in PEM.");
        }
    }
}
