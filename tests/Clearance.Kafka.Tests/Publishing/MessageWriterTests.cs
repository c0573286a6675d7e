using Clearance.Kafka.Tests.Reading;

namespace Clearance.Kafka.Tests.Publishing;

/// <summary>What the client that writes is told.</summary>
public sealed class MessageWriterTests
{
    [Theory]
    [InlineData("linger.ms=1", true, 5)]
    [InlineData("api.version.request=true", true, 5)]
    [InlineData("api.version.request=false", false, 1)]
    [InlineData("api.version.request=false enable.idempotence=true", true, 5)]
    [InlineData("enable.idempotence=false", false, 1)]
    public void Order_is_kept_by_the_broker_or_else_by_one_request_at_a_time(string properties, bool isIdempotent, int inFlight)
    {
        var options = new KafkaOptions
        {
            Bootstrap = "127.0.0.1:1",
            Group = "any",
            Client = properties.Split(' ').Select(property => property.Split('=')).ToDictionary(it => it[0], it => it[1]),
        };

        NativeClient.Require();
        using var accepted = new MessageWriter(options, new RememberingObserver());

        var config = options.ToProducerConfig();
        config.EnableIdempotence.ShouldBe(isIdempotent);
        config.MaxInFlight.ShouldBe(inFlight);
        config.MessageTimeoutMs.ShouldBe(0, "a message is never given up");
    }

    /// <summary>Against the client's own imitation of a broker: the local one is too old to know of idempotence.</summary>
    [Fact]
    public async Task An_idempotent_client_writes_and_hears_that_all_is_there()
    {
        NativeClient.Require();
        var options = new KafkaOptions
        {
            Bootstrap = "127.0.0.1:1",
            Group = "any",
            Client = new Dictionary<string, string> { ["test.mock.num.brokers"] = "2" },
        };
        options.ToProducerConfig().EnableIdempotence.ShouldBe(true);
        using var writer = new MessageWriter(options, new RememberingObserver());
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(3));

        for (var page = 0; page < 3; page++)
        {
            await writer.Write(
                [.. Enumerable.Range(0, 500).Select(n => new OutgoingMessage(OutgoingTopics.Decisions, [(byte)(n % 8)], [1, 2, 3]))],
                late.Token);
        }
    }
}
