using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Clearance.Testing.Certificates;
using Microsoft.AspNetCore.Connections;

namespace Clearance.Grains.Tests.Silos;

/// <summary>S7: one connection between silos, and who may be at its other end.</summary>
public sealed class SiloTlsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TestAuthority _authority = new();
    private readonly TestAuthority _other = new("other");
    private readonly CapturedLines _log = new();
    private readonly Lazy<SiloIdentity> _us;

    public SiloTlsTests() => _us = new Lazy<SiloIdentity>(() => SiloIdentities.Of(_authority));

    /// <summary>Who comes, or is found, and what the log says of it where it is refused.</summary>
    public static TheoryData<string, string> Strangers => new()
    {
        { "other authority", "its certificate is not taken" },
        { "signed by itself", "its certificate is not taken" },
        { "expired", "its certificate is not taken (NotTimeValid)" },
        { "not valid yet", "its certificate is not taken (NotTimeValid)" },
        { "another name", "its certificate has not the name of a silo" },
    };

    public void Dispose()
    {
        _authority.Dispose();
        _other.Dispose();
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task A_silo_of_the_same_authority_is_spoken_with(SslProtocols protocol)
    {
        var (here, there) = Wire();
        var serving = Tls().Inbound(Echo)(here);
        await using var tls = new SslStream(new PipeStream(there));
        await tls.AuthenticateAsClientAsync(Client(_authority.Issue(SiloIdentities.Name), protocol));
        tls.SslProtocol.ShouldBe(protocol);
        (await Said(tls)).ShouldBe("hello, silo");
        await tls.DisposeAsync();
        await there.Output.CompleteAsync();
        await serving.WaitAsync(Patience);
        _log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task Silos_that_signed_for_themselves_are_known_one_by_one()
    {
        using var first = TestAuthority.SelfSigned(SiloIdentities.Name);
        using var second = TestAuthority.SelfSigned(SiloIdentities.Name);
        using var third = TestAuthority.SelfSigned(SiloIdentities.Name);
        var trusted = first.ExportCertificatePem() + "\n" + second.ExportCertificatePem();
        (await Speak(SiloIdentities.Of(first, trusted), SiloIdentities.Of(second, trusted))).ShouldBeNull();
        (await Speak(SiloIdentities.Of(first, trusted), SiloIdentities.Of(third, trusted))).ShouldNotBeNull();
    }

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task Who_is_no_silo_is_not_let_in_and_hears_nothing(string who, string why)
    {
        var (here, there) = Wire();
        var reached = false;
        var serving = Tls().Inbound(connection =>
        {
            reached = true;
            return Echo(connection);
        })(here);
        await using var tls = new SslStream(new PipeStream(there));

        // With TLS 1.3 it learns of it when it reads.
        (await Heard(async () =>
        {
            await tls.AuthenticateAsClientAsync(Client(Certificate(who), SslProtocols.None));
            return await Said(tls);
        }, here, serving)).ShouldBe("");
        reached.ShouldBeFalse();
        _log.Lines.ShouldHaveSingleItem().ShouldContain(why);
    }

    [Fact]
    public async Task Who_shows_no_certificate_or_speaks_no_TLS_is_not_let_in_either()
    {
        var (here, there) = Wire();
        var serving = Tls().Inbound(Echo)(here);
        await using var tls = new SslStream(new PipeStream(there));
        (await Heard(async () =>
        {
            await tls.AuthenticateAsClientAsync(Client(null, SslProtocols.None));
            return await Said(tls);
        }, here, serving)).ShouldBe("");
        _log.Lines.ShouldHaveSingleItem().ShouldContain("it shows no certificate");

        (here, there) = Wire();
        serving = Tls().Inbound(Echo)(here);
        (await Heard(() => Said(new PipeStream(there)), here, serving)).ShouldNotContain("hello");
        _log.Lines.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_certificate_for_servers_alone_does_not_make_a_silo()
    {
        using var server = _authority.Issue(SiloIdentities.Name, use: TestAuthority.ServerUse);
        (await Speak(_us.Value, SiloIdentities.Of(server, _authority.Pem))).ShouldNotBeNull();
        _log.Lines.ShouldContain(static line => line.Contains("NotValidForUsage"));
    }

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task A_silo_connects_to_no_stranger(string who, string why)
    {
        var (here, there) = Wire();
        var reached = false;
        var connecting = Tls().Outbound(connection =>
        {
            reached = true;
            return Echo(connection);
        })(here);
        await using var tls = new SslStream(new PipeStream(there));
        var serving = tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate(who) });
        (await Should.ThrowAsync<AuthenticationException>(() => connecting.WaitAsync(Patience))).Message.ShouldContain(why);
        await here.Transport.Output.CompleteAsync();
        await Record.ExceptionAsync(() => serving.WaitAsync(Patience));
        reached.ShouldBeFalse();
        _log.Lines.ShouldHaveSingleItem().ShouldContain(why);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task A_silo_that_shows_one_above_it_is_taken_each_time_it_comes(SslProtocols protocol)
    {
        using var between = _authority.Under("between");
        using var above = between.Certificate;
        var us = SiloIdentities.Of(between.Issue(SiloIdentities.Name), _authority.Pem, above);
        var client = ClientOf(us, protocol);
        foreach (var time in (string[])["first", "second", "third"])
        {
            (await Spoken(us, client)).ShouldBe("hello, silo", $"{time}: {string.Join(' ', _log.Lines)}");
        }
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Who_was_taken_once_is_not_taken_again_when_its_authority_is_not(SslProtocols protocol)
    {
        var us = SiloIdentities.Of(_authority.Issue(SiloIdentities.Name), _authority.Pem);
        var client = ClientOf(SiloIdentities.Of(_authority), protocol);
        (await Spoken(us, client)).ShouldBe("hello, silo");
        var changed = us with { Trusted = SiloIdentities.Of(_other).Trusted };
        (await Spoken(changed, client)).ShouldBe("");
        _log.Lines.ShouldHaveSingleItem().ShouldContain("its certificate is not taken");
    }

    [Fact]
    public async Task Who_says_nothing_is_not_waited_for()
    {
        var (here, _) = Wire();
        await Tls().Inbound(Echo)(here).WaitAsync(Patience);
        _log.Lines.ShouldHaveSingleItem().ShouldContain("no handshake in time");
    }

    private static SslClientAuthenticationOptions Client(X509Certificate2? certificate, SslProtocols protocol) => new()
    {
        TargetHost = SiloIdentities.Name,
        EnabledSslProtocols = protocol,
        ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),
        RemoteCertificateValidationCallback = static (_, shown, _, _) => shown?.Subject == $"CN={SiloIdentities.Name}",
    };

    private static SslClientAuthenticationOptions ClientOf(SiloIdentity silo, SslProtocols protocol)
    {
        var options = Client(null, protocol);
        options.ClientCertificateContext = silo.Own;
        return options;
    }

    /// <summary>Answers what comes first, and ends.</summary>
    private static async Task Echo(ConnectionContext connection)
    {
        var read = await connection.Transport.Input.ReadAsync();
        foreach (var part in read.Buffer)
        {
            await connection.Transport.Output.WriteAsync(part);
        }

        connection.Transport.Input.AdvanceTo(read.Buffer.End);
        await connection.Transport.Output.FlushAsync();
    }

    private static async Task<string> Said(Stream stream)
    {
        await stream.WriteAsync("hello, silo"u8.ToArray());
        await stream.FlushAsync();
        var answer = new byte[64];
        return Encoding.ASCII.GetString(answer, 0, await stream.ReadAsync(answer));
    }

    /// <summary>What a caller gets to hear of a connection that ends; empty when it is thrown out.</summary>
    private static async Task<string> Heard(Func<Task<string>> call, ConnectionContext here, Task serving)
    {
        var heard = call();
        await serving.WaitAsync(Patience);

        // As the server of connections does when it is done with one.
        await here.Transport.Output.CompleteAsync();
        await here.Transport.Input.CompleteAsync();
        try
        {
            return await heard.WaitAsync(Patience);
        }
        catch (Exception e) when (e is AuthenticationException or IOException or InvalidOperationException)
        {
            return "";
        }
    }

    private static (DefaultConnectionContext Here, IDuplexPipe There) Wire()
    {
        var (there, here) = (new Pipe(), new Pipe());
        return (new DefaultConnectionContext("one") { Transport = new Ends(there.Reader, here.Writer) }, new Ends(here.Reader, there.Writer));
    }

    private X509Certificate2 Certificate(string who) => who switch
    {
        "other authority" => _other.Issue(SiloIdentities.Name),
        "signed by itself" => TestAuthority.SelfSigned(SiloIdentities.Name),
        "expired" => _authority.Issue(SiloIdentities.Name, TimeSpan.FromHours(-2), TimeSpan.FromHours(-1)),
        "not valid yet" => _authority.Issue(SiloIdentities.Name, TimeSpan.FromHours(1), TimeSpan.FromHours(2)),
        "another name" => _authority.Issue("clearance.example"),
        _ => throw new ArgumentException(who, nameof(who)),
    };

    /// <summary>What a silo says to who comes so; empty: nothing.</summary>
    private async Task<string> Spoken(SiloIdentity silo, SslClientAuthenticationOptions client)
    {
        var (here, there) = Wire();
        var serving = Tls(silo).Inbound(Echo)(here);
        await using var tls = new SslStream(new PipeStream(there));
        return await Heard(async () =>
        {
            await tls.AuthenticateAsClientAsync(client);
            return await Said(tls);
        }, here, serving);
    }

    private SiloTls Tls() => Tls(_us.Value);

    private SiloTls Tls(SiloIdentity identity) => new(() => identity, _log);

    /// <summary>Why two silos do not speak with each other; null: they do.</summary>
    private async Task<Exception?> Speak(SiloIdentity server, SiloIdentity client)
    {
        var (here, there) = Wire();
        var serving = Tls(server).Inbound(Echo)(here);
        var heard = "";
        var asking = Tls(client).Outbound(async connection => heard = await Said(new PipeStream(connection.Transport)))(
            new DefaultConnectionContext("two") { Transport = there });
        await serving.WaitAsync(Patience);
        await here.Transport.Output.CompleteAsync();
        var failure = await Record.ExceptionAsync(() => asking.WaitAsync(Patience));
        return failure ?? (heard == "hello, silo" ? null : new IOException($"It was answered '{heard}': {string.Join(' ', _log.Lines)}"));
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
