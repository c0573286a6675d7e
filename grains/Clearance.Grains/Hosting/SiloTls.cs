using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Clearance.Grains;

/// <summary>TLS between silos: each end of every connection shows a certificate, or there is no connection.</summary>
/// <remarks>
/// Orleans has a package of its own for it, which is not everywhere that Orleans is. Both ends are asked for the same: a certificate that
/// is valid now, of an authority that is trusted, with the name of a silo. Nothing is revoked one by one: an authority that
/// is only for silos, certificates that end soon, and another authority are the ways to be rid of one. No connection takes up an earlier one's
/// session: those between a certificate and its authority are not shown then, and connections between silos are few and long.
/// </remarks>
internal sealed partial class SiloTls(Func<SiloIdentity> identity, ILogger logger)
{
    /// <summary>What is refused is a matter of security, not of Orleans.</summary>
    public const string LogCategory = "Clearance.Security";

    private const SslProtocols Spoken = SslProtocols.Tls12 | SslProtocols.Tls13;
    private const int BufferBytes = 16 * 1024;

    /// <summary>As long as Orleans waits for a connection of its own.</summary>
    private static readonly TimeSpan HandshakeWithin = TimeSpan.FromSeconds(5);

    /// <summary>Has every connection to and from a silo secured, those of Orleans' clients too.</summary>
    public static void Use(ISiloBuilder silo, Func<SiloIdentity> identity) => silo.Configure<SiloConnectionOptions>(connections =>
    {
        connections.ConfigureSiloInboundConnection(builder => builder.Use(next => Of(builder, identity).Inbound(next)));
        connections.ConfigureSiloOutboundConnection(builder => builder.Use(next => Of(builder, identity).Outbound(next)));
        connections.ConfigureGatewayInboundConnection(builder => builder.Use(next => Of(builder, identity).Inbound(next)));
    });

    /// <summary>Takes a connection that somebody else made. One that is refused is closed, and whoever made it is told nothing.</summary>
    public ConnectionDelegate Inbound(ConnectionDelegate next) => async connection =>
    {
        var peer = new SiloPeer(identity());
        await using var tls = new SslStream(new PipeStream(connection.Transport));
        if (await Shake(connection, peer, late => tls.AuthenticateAsServerAsync(AsServer(peer), late)) is null)
        {
            await Within(connection, tls, next);
        }
    };

    /// <summary>Makes a connection to another silo.</summary>
    /// <exception cref="AuthenticationException">Who is there is no silo that is known, or does not take this one for one.</exception>
    public ConnectionDelegate Outbound(ConnectionDelegate next) => async connection =>
    {
        var peer = new SiloPeer(identity());
        await using var tls = new SslStream(new PipeStream(connection.Transport));
        if (await Shake(connection, peer, late => tls.AuthenticateAsClientAsync(AsClient(peer), late)) is { } why)
        {
            throw new AuthenticationException($"The silo is not connected to: {why}.");
        }

        await Within(connection, tls, next);
    };

    private static SiloTls Of(IConnectionBuilder builder, Func<SiloIdentity> identity) =>
        new(identity, builder.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger(LogCategory));

    private static SslServerAuthenticationOptions AsServer(SiloPeer peer) => new()
    {
        ServerCertificateContext = peer.Identity.Own,
        ClientCertificateRequired = true,
        EnabledSslProtocols = Spoken,
        AllowRenegotiation = false,
        AllowTlsResume = false,
        CertificateChainPolicy = peer.Chain(),
        RemoteCertificateValidationCallback = peer.IsSilo,
    };

    private static SslClientAuthenticationOptions AsClient(SiloPeer peer) => new()
    {
        TargetHost = peer.Identity.Name,
        ClientCertificateContext = peer.Identity.Own,
        EnabledSslProtocols = Spoken,
        AllowRenegotiation = false,
        AllowTlsResume = false,
        CertificateChainPolicy = peer.Chain(),
        RemoteCertificateValidationCallback = peer.IsSilo,
    };

    /// <summary>Why there is no connection; null: there is one.</summary>
    private async Task<string?> Shake(ConnectionContext connection, SiloPeer peer, Func<CancellationToken, Task> authenticate)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        late.CancelAfter(HandshakeWithin);
        try
        {
            await authenticate(late.Token);
            return null;
        }
        catch (Exception e) when (e is AuthenticationException or IOException or OperationCanceledException)
        {
            var why = peer.Fault ?? (e is OperationCanceledException ? "no handshake in time" : "no TLS that both speak, or this silo's certificate is refused there");
            LogRefused(connection.RemoteEndPoint?.ToString() ?? "-", why);
            return why;
        }
    }

    private static async Task Within(ConnectionContext connection, SslStream tls, ConnectionDelegate next)
    {
        var plain = connection.Transport;
        var input = PipeReader.Create(tls, new StreamPipeReaderOptions(bufferSize: BufferBytes, leaveOpen: true));
        var output = PipeWriter.Create(tls, new StreamPipeWriterOptions(minimumBufferSize: BufferBytes, leaveOpen: true));
        connection.Transport = new Pair(input, output);
        try
        {
            await next(connection);
        }
        finally
        {
            // What lies beneath is closed by whoever opened it.
            connection.Transport = plain;
            await input.CompleteAsync();
            await Completed(output);
        }
    }

    private static async Task Completed(PipeWriter output)
    {
        try
        {
            await output.CompleteAsync();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or ObjectDisposedException)
        {
            // What was yet to be sent has nobody to go to.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "refused: a connection between silos, other end={From} why={Why}")]
    private partial void LogRefused(string from, string why);

    private sealed record Pair(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
