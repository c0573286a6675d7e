using System.Net.Sockets;
using System.Text;
using Clearance.Domain;
using Clearance.Entities;
using Clearance.Grains.Tests.Messages;
using Clearance.Testing.Certificates;
using Clearance.Testing.Events;
using Clearance.Testing.Stores;
using Npgsql;

namespace Clearance.Grains.Tests.Silos;

/// <summary>S7: silos that ask each other for certificates.</summary>
public sealed class SecuredClusterTests(ClusterServer server) : IClassFixture<ClusterServer>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_silos_say_of_a_declaration_can_be_read_on_the_way_only_without_TLS(bool isSecured)
    {
        using var authority = new TestAuthority();
        var tap = new Wiretap();
        await using var cluster = await ThreeSilos.On(
            await server.Make(), 3, options => tap.On(options.With(isSecured ? SiloIdentities.Of(authority) : null)));
        var registered = TestEvents.Registered(1, TestEvents.Importer);
        (await cluster.Engines[0].Intake.Take(EventStream.Declarations, [EventJson.Write(registered)], default))
            .ShouldHaveSingleItem().Status.ShouldBe(EventStatus.Accepted);

        foreach (var engine in cluster.Engines)
        {
            (await engine.Host.Declaration(TestEvents.Key(1)).Decide(null)).Outcome.ShouldBe(Outcome.Hold);
        }

        Contains(tap.Heard, TestEvents.Key(1).ToString()).ShouldBe(!isSecured);
        Contains(tap.Heard, TestEvents.Importer.Value).ShouldBe(!isSecured);

        // A record of a handshake of TLS, in each direction of each connection.
        tap.Firsts.Count.ShouldBeGreaterThanOrEqualTo(8);
        tap.Firsts.All(static first => first is [0x16, 0x03, <= 0x03]).ShouldBe(isSecured);
    }

    [Fact]
    public async Task A_silo_of_another_authority_or_of_none_does_not_get_in_and_the_others_go_on()
    {
        using var authority = new TestAuthority();
        using var another = new TestAuthority("another");
        var database = await server.Make();
        var port = FreePort.Find();
        await using var cluster = await ThreeSilos.On(database, 1, options => options.With(SiloIdentities.Of(authority)) with { SiloPort = port });
        await cluster.Add(database, options => options.With(SiloIdentities.Of(authority)));
        (await Place(cluster, 1)).Status.ShouldBe(EventStatus.Accepted);

        var log = new CapturedLines();
        using var enough = new CancellationTokenSource();
        await using var strangers = await ThreeSilos.On(database, 0, static options => options);
        var foreign = strangers.Add(database, options => options.With(SiloIdentities.Of(another)), log, enough.Token);
        var bare = strangers.Add(database, static options => options, log, enough.Token);

        // Both look for the others in the table of silos, connect to them, and are refused, again and again.
        await World.Until(() => log.Lines.Count(static line => line.Contains("its certificate is not taken")) >= 4, "the foreign one is refused");
        await Until(async () => await Silos(database, joining: true) == 2);
        (await Answered(port)).ShouldBeEmpty("what is no TLS gets nothing");
        (foreign.IsCompleted, bare.IsCompleted).ShouldBe((false, false));
        (await Silos(database, joining: false)).ShouldBe(2);
        (await Place(cluster, 2)).Status.ShouldBe(EventStatus.Accepted);
        (await Place(cluster, 1)).Status.ShouldBe(EventStatus.Duplicate);
        (await cluster.Taxpayer(Samples.Taxpayer).Root()).Version.ShouldBe(2);

        await enough.CancelAsync();
        await Should.ThrowAsync<Exception>(() => foreign.WaitAsync(Patience));
        await Should.ThrowAsync<Exception>(() => bare.WaitAsync(Patience));
    }

    private static bool Contains(byte[] heard, string text) => heard.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

    /// <summary>What a silo's port says to somebody without TLS, until it ends the connection.</summary>
    private static async Task<byte[]> Answered(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        var stream = client.GetStream();
        await stream.WriteAsync(new byte[64]);
        var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer).WaitAsync(Patience);
        }
        catch (IOException)
        {
            // Reset.
        }

        // The alert of TLS that there is none is seven bytes, of the first kind that there is.
        return answer.ToArray() is [0x15, ..] and { Length: 7 } ? [] : answer.ToArray();
    }

    /// <summary>How many silos are members, or want to be.</summary>
    private static async Task<long> Silos(string database, bool joining)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var query = source.CreateCommand($"SELECT count(*) FROM clearance.silo WHERE status {(joining ? "< 3" : "= 3")}");
        return (long)(await query.ExecuteScalarAsync())!;
    }

    private static async Task Until(Func<Task<bool>> isSo)
    {
        using var late = new CancellationTokenSource(Patience);
        while (!await isSo())
        {
            await Task.Delay(50, late.Token);
        }
    }

    private static async Task<EventResult> Place(ThreeSilos cluster, int number)
    {
        var json = Encoding.UTF8.GetString(Samples.Event.Raw.Span).Replace("TCHQ:1", $"TCHQ:{number}", StringComparison.Ordinal);
        return (await cluster.Take(EventStream.Taxpayers, [Encoding.UTF8.GetBytes(json)], CancellationToken.None)).ShouldHaveSingleItem();
    }
}
