using System.Diagnostics;
using Clearance.Kafka.Tests.Running;

namespace Clearance.Kafka.Tests;

/// <summary>Connections to the broker die, and nobody says so.</summary>
public sealed class SilentConnectionTests
{
    /// <summary>Kafka's clients wait so long for an answer unless they are told otherwise.</summary>
    private static readonly TimeSpan ClientsOwnPatience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Connections_that_fall_silent_delay_events_by_seconds_and_not_by_the_clients_minute()
    {
        await using var proxy = new SilencingProxy();
        await using var behind = await BrokerBehind.Start(proxy);
        await using var audit = await KafkaAudit.Start(behind.Broker, 8);
        audit.Load.Produce(20);
        await audit.Finished();

        proxy.Hush();
        var began = Stopwatch.GetTimestamp();
        using var load = new KafkaLoad(behind.Broker, 9);
        load.Produce(20);
        await audit.Finished();

        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(ClientsOwnPatience);
    }

    private sealed record BrokerBehind(TestBroker Broker, string Properties) : IAsyncDisposable
    {
        public static async Task<BrokerBehind> Start(SilencingProxy proxy)
        {
            var properties = Path.GetTempFileName();
            await File.WriteAllTextAsync(properties, $"advertised.listeners=PLAINTEXT://{proxy.Address}\n");
            var broker = await TestBroker.StartBehind(proxy, properties);
            return new BrokerBehind(broker, properties);
        }

        public async ValueTask DisposeAsync()
        {
            await Broker.DisposeAsync();
            File.Delete(Properties);
        }
    }
}
