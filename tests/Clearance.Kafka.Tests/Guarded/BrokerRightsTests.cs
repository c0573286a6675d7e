using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Confluent.Kafka;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace Clearance.Kafka.Tests.Guarded;

/// <summary>S1, S2: who may do what at a broker that has the rules of deploy/kafka-acls.sh, tried cell by cell.</summary>
[Collection(OneGuardedBroker.Name)]
public sealed class BrokerRightsTests(GuardedBroker broker, AllAttempts attempts) : IClassFixture<AllAttempts>
{
    // What may be read (r) and written (w) of customs' two topics, the banks' two, the three of decisions, obligations and dead letters,
    // and of one that no rule names; and the group.
    [Theory]
    [InlineData("engine", "rr rr www -", "clearance")]
    [InlineData("customs", "ww -- --- -", "none")]
    [InlineData("bidv", "-- ww --- -", "none")]
    [InlineData("vcb", "-- ww --- -", "none")]
    [InlineData("gate-1", "-- -- r-- -", "gate-1")]
    [InlineData("gate-2", "-- -- r-- -", "gate-2")]
    [InlineData("stranger", "-- -- --- -", "none")]
    public void Everybody_may_do_what_the_table_says_and_nothing_else(string name, string rights, string group)
    {
        foreach (var (topic, right) in GuardedBroker.Topics.Zip(rights.Replace(" ", "", StringComparison.Ordinal)))
        {
            attempts.Written(name, topic).ShouldBe(right == 'w' ? ErrorCode.NoError : ErrorCode.TopicAuthorizationFailed, $"{name} writes {topic}");
            attempts.Read(name, topic).ShouldBe(right == 'r' ? ErrorCode.NoError : ErrorCode.TopicAuthorizationFailed, $"{name} reads {topic}");
        }

        foreach (var each in AllAttempts.Groups)
        {
            attempts.Joined(name, each).ShouldBe(each == group ? ErrorCode.NoError : ErrorCode.GroupAuthorizationFailed, $"{name} joins {each}");
        }
    }

    [Fact]
    public void The_table_has_every_principal_and_every_topic()
    {
        var rows = typeof(BrokerRightsTests).GetMethod(nameof(Everybody_may_do_what_the_table_says_and_nothing_else))!
            .GetCustomAttributes(typeof(InlineDataAttribute), false).Cast<InlineDataAttribute>().Select(static it => it.GetData(null!).Single()).ToList();
        rows.Select(static row => (string)row[0]).ShouldBe(AllAttempts.Known);
        rows.ShouldAllBe(static row => ((string)row[1]).Replace(" ", "", StringComparison.Ordinal).Length == GuardedBroker.Topics.Count);
    }

    [Theory]
    [InlineData("nobody", "SSL")]
    [InlineData("namesake", "SSL")]
    [InlineData("over", "SSL")]
    [InlineData("plain", "isconnected")]
    public void Without_a_certificate_that_counts_nobody_gets_past_the_handshake(string name, string why)
    {
        GuardedBroker.Topics.ShouldAllBe(topic => attempts.Written(name, topic) == ErrorCode.Local_MsgTimedOut);
        GuardedBroker.Topics.ShouldAllBe(topic => attempts.Read(name, topic) == ErrorCode.Local_TimedOut);
        AllAttempts.Groups.ShouldAllBe(group => attempts.Joined(name, group) == ErrorCode.Local_TimedOut);
        attempts.Refusals(name).ShouldContain(refusal => refusal.Contains(why, StringComparison.Ordinal), string.Join('\n', attempts.Refusals(name)));
    }

    [Fact]
    public void What_is_in_the_topics_was_written_by_those_who_may()
    {
        string[] customs = ["broker", "customs"], banks = ["broker", "bidv", "vcb"], engine = ["broker", "engine"];
        string[][] writers = [customs, customs, banks, banks, engine, engine, engine, ["broker"]];
        foreach (var (topic, expected) in GuardedBroker.Topics.Zip(writers))
        {
            attempts.WritersOf(topic).ShouldBe(expected, ignoreOrder: true, topic);
        }
    }

    [Fact]
    public async Task Plain_bytes_are_answered_with_none_of_Kafkas()
    {
        // A request for metadata, version 0, of every topic: a header of kind, version, number and name, and an empty list.
        byte[] request = [0, 0, 0, 14, 0, 3, 0, 0, 0, 0, 0, 7, 255, 255, 0, 0, 0, 0];
        using var client = new TcpClient();
        await client.ConnectAsync(IPEndPoint.Parse(broker.Bootstrap));
        await client.GetStream().WriteAsync(request);
        var answer = new byte[256];
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var length = 0;
        try
        {
            length = await client.GetStream().ReadAtLeastAsync(answer, 8, throwOnEndOfStream: false, late.Token);
        }
        catch (IOException)
        {
            // Reset: not answered either.
        }

        const byte AlertOfTls = 21;
        (length == 0 || answer[0] == AlertOfTls).ShouldBeTrue(Convert.ToHexString(answer.AsSpan(0, length)));
        BinaryPrimitives.ReadInt32BigEndian(answer.AsSpan(4)).ShouldNotBe(7, "the number of the request");
    }

    [Theory]
    [InlineData("another.pem", "127.0.0.1", "certificate verify failed")]
    [InlineData("authority.pem", "localhost", "certificate verify failed")]
    public void A_client_talks_to_no_broker_that_it_does_not_know(string trusted, string host, string why)
    {
        var said = new List<string>();
        var config = broker.Configure("engine", new AdminClientConfig());
        config.BootstrapServers = $"{host}:{broker.Bootstrap.Split(':')[1]}";
        config.SslCaLocation = broker.FileOf(trusted);
        using var client = new AdminClientBuilder(config).SetLogHandler(static (_, _) => { }).SetErrorHandler((_, error) => said.Add(error.Reason)).Build();

        Should.Throw<KafkaException>(() => client.GetMetadata(TimeSpan.FromSeconds(3)));
        said.ShouldContain(it => it.Contains(why, StringComparison.Ordinal), string.Join('\n', said));
    }
}
