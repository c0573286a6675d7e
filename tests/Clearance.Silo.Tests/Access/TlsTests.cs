using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Clearance.Silo.Tests.Running;
using Clearance.Testing.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Clearance.Silo.Tests.Access;

/// <summary>S7, S10, S27: TLS 1.2 and 1.3, callers known by their certificate, and both replaced while the engine runs.</summary>
public sealed class TlsTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly AccessFolder folder = new();
    private readonly X509Certificate2 server = AccessFolder.Certificate("localhost");
    private readonly X509Certificate2 gate = AccessFolder.Certificate("gate");
    private readonly X509Certificate2 next = AccessFolder.Certificate("gate");
    private readonly X509Certificate2 expired = AccessFolder.Certificate("gate", TimeSpan.FromHours(-2), TimeSpan.FromHours(-1));
    private readonly X509Certificate2 early = AccessFolder.Certificate("gate", TimeSpan.FromHours(1), TimeSpan.FromHours(2));
    private readonly X509Certificate2 unknown = AccessFolder.Certificate("gate");
    private WebApplication? app;

    private Uri Url => new(app!.Urls.Single());

    public async Task InitializeAsync()
    {
        WriteClients(gate, next, expired, early);
        app = await Silos.Over(
            new InMemoryStore(), ["--host", "Local", "--urls", "https://127.0.0.1:0", .. folder.Options, .. folder.WriteTls(server)]);
        await app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await app!.StopAsync();
        await app.DisposeAsync();
    }

    public void Dispose()
    {
        foreach (var certificate in (X509Certificate2[])[server, gate, next, expired, early, unknown])
        {
            certificate.Dispose();
        }

        folder.Dispose();
    }

    [Fact]
    public async Task A_caller_is_known_by_its_certificate_and_both_of_an_overlap_are_taken()
    {
        (await Ask(gate)).ShouldBe(200);
        (await Ask(next)).ShouldBe(200);
        (await Ask(null)).ShouldBe(401);
        (await Ask(unknown)).ShouldBe(401);
        (await Ask(expired)).ShouldBe(401);
        (await Ask(early)).ShouldBe(401);
        (await Ask(gate, path: "/v1/decisions")).ShouldBe(403, "a gate follows no decisions");
        (await Ask(null, path: "/healthz")).ShouldBe(200);
    }

    [Fact]
    public async Task A_certificate_and_a_token_are_of_one_caller_or_of_nobody()
    {
        (await Ask(gate, Token("gate-1", "port"))).ShouldBe(200);
        (await Ask(gate, Token("gate-2", "port"))).ShouldBe(401);
        (await Ask(gate, Token("gate-1", "auditor"))).ShouldBe(401);
        (await Ask(unknown, Token("gate-1", "port"))).ShouldBe(401, "what is shown must be known");
        (await Ask(gate, "nonsense")).ShouldBe(401);
        (await Ask(null, Token("gate-1", "port"))).ShouldBe(200);
    }

    [Fact]
    public async Task A_right_that_is_taken_away_is_gone_in_seconds_and_a_broken_file_gives_and_takes_nothing()
    {
        folder.Write("access.json", "{ broken");
        await Task.Delay(AccessKeeper.BetweenLooks * 2);
        (await Ask(gate)).ShouldBe(200, "what held before holds on");

        var token = Token("gate-9", "port");
        (await Ask(null, token)).ShouldBe(200);
        WriteClients(next);
        await Until(async () => await Ask(gate) == 401);
        (await Ask(next)).ShouldBe(200);

        folder.Write("access.json", $$"""{"clients":[{"name":"gate-1","roles":["port"],"certificates":["{{AccessFolder.Thumbprint(next)}}"]}]}""");
        await Until(async () => await Ask(null, token) == 401);
    }

    [Fact]
    public async Task The_certificate_is_replaced_while_the_engine_runs()
    {
        (await Shown()).ShouldBe(AccessFolder.Thumbprint(server));
        using var renewed = AccessFolder.Certificate("localhost");
        folder.WriteTls(renewed);
        await Until(async () => await Shown() == AccessFolder.Thumbprint(renewed));
    }

    [Fact]
    public async Task Until_when_the_certificate_that_is_shown_is_valid_is_known()
    {
        Known().ShouldBe([("tls", server.NotAfter)]);
        using var longer = AccessFolder.Certificate("localhost", TimeSpan.FromDays(-1), TimeSpan.FromDays(400));
        folder.WriteTls(longer);
        await Until(() => Task.FromResult(Known().SequenceEqual([("tls", longer.NotAfter)])));

        IEnumerable<(string, DateTimeOffset)> Known() => app!.Services.GetServices<ICertificateExpiry>().SelectMany(static it => it.All);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, true)]
    [InlineData(SslProtocols.Tls13, true)]
#pragma warning disable CS0618, SYSLIB0039, CA5397 // What is tested is that these are refused.
    [InlineData(SslProtocols.Tls11, false)]
    [InlineData(SslProtocols.Tls, false)]
#pragma warning restore CS0618, SYSLIB0039, CA5397
    public async Task Only_TLS_1_2_and_1_3_are_spoken(SslProtocols protocol, bool isSpoken)
    {
        var spoken = await Handshake(protocol);
        spoken.ShouldBe(isSpoken);
    }

    [Fact]
    public async Task Whoever_does_not_trust_the_certificate_does_not_connect()
    {
        using var http = new HttpClient { BaseAddress = Url };
        await Should.ThrowAsync<HttpRequestException>(() => http.GetAsync("/healthz"));
    }

    [Fact]
    public async Task Plain_HTTP_is_not_answered_there()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Url.Host, Url.Port);
        await client.GetStream().WriteAsync("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        var answer = new byte[256];
        var length = 0;
        try
        {
            length = await client.GetStream().ReadAsync(answer);
        }
        catch (IOException)
        {
            // Reset: not answered either.
        }

        Encoding.ASCII.GetString(answer, 0, length).ShouldNotContain("HTTP/1.1 200");
    }

    private void WriteClients(params X509Certificate2[] certificates)
    {
        var content = AccessFolder.Content();
        content["clients"] = new JsonArray(new JsonObject
        {
            ["name"] = "gate-1",
            ["roles"] = new JsonArray("port"),
            ["certificates"] = new JsonArray([.. certificates.Select(static it => JsonValue.Create(AccessFolder.Thumbprint(it)))]),
        });
        folder.WriteAccess(content);
    }

    private string Token(string name, string role) => folder.Tokens.Token(Tokens.Claims(name, role));

    private async Task<int> Ask(X509Certificate2? certificate, string? token = null, string path = "/v1/declarations/105123456760/eligibility")
    {
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = IsOurs;
        handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate!;
        using var http = new HttpClient(handler) { BaseAddress = Url };
        http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.GetAsync(path);
        return (int)answer.StatusCode;
    }

    private async Task<string> Shown()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Url.Host, Url.Port);
        await using var tls = new SslStream(client.GetStream(), false, IsOurs);
        await tls.AuthenticateAsClientAsync("localhost");
        using var shown = new X509Certificate2(tls.RemoteCertificate!);
        return AccessFolder.Thumbprint(shown);
    }

    private async Task<bool> Handshake(SslProtocols protocol)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Url.Host, Url.Port);
        await using var tls = new SslStream(client.GetStream(), false, IsOurs);
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = protocol });
            return tls.SslProtocol == protocol;
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            return false;
        }
    }

    private static bool IsOurs(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors faults) => shown?.Subject == "CN=localhost";

    private static async Task Until(Func<Task<bool>> isSo)
    {
        using var late = new CancellationTokenSource(Patience);
        while (!await isSo())
        {
            await Task.Delay(100, late.Token);
        }
    }
}
