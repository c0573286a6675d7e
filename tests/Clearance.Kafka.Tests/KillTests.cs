using Clearance.Kafka.Tests.Running;
using Clearance.Storage;
using Clearance.Testing.Stores;

namespace Clearance.Kafka.Tests;

/// <summary>The engine or the broker dies, again and again, while events are read and decisions are published.</summary>
[Collection(OneBroker.Name)]
public sealed class KillTests(TestBroker broker)
{
    [Fact]
    public Task An_engine_killed_again_and_again_applies_everything_once_and_publishes_its_journal() =>
        KillAgainAndAgain(2, TestBroker.IsLong ? 100 : 5, postgres: null);

    [Fact]
    public async Task An_engine_on_PostgreSQL_killed_again_and_again_applies_everything_once_and_publishes_its_journal()
    {
        await using var server = await PostgresServer.Create();
        await PostgresMigrations.Run(server.Connection);
        await KillAgainAndAgain(6, TestBroker.IsLong ? 100 : 3, server.Connection);
    }

    [Fact]
    public async Task A_broker_killed_while_it_is_read_and_written_loses_nothing()
    {
        var killed = await broker.Stoppable();
        await using var audit = await KafkaAudit.Start(killed, 7, publishes: true);
        var random = new Random(20261123);
        for (var round = 0; round < (TestBroker.IsLong ? 20 : 2); round++)
        {
            audit.Load.Produce(300);
            await Task.Delay(random.Next(0, 300));
            await killed.Kill();
            await killed.Start();
        }

        audit.Load.Produce(50);
        await audit.Check();
    }

    private async Task KillAgainAndAgain(int number, int rounds, string? postgres)
    {
        await using var audit = await KafkaAudit.Start(broker, number, publishes: true, postgres);
        var tooLargeToPublish = new byte[DeadLetterMessages.RawBytesMax + 1];
        tooLargeToPublish.AsSpan().Fill((byte)number);
        audit.Load.ProduceFault(tooLargeToPublish);
        var random = new Random(20261122);
        for (var round = 0; round < rounds; round++)
        {
            audit.Load.Produce(400);
            await Task.Delay(random.Next(0, 400));
            await audit.Engine.Kill();
            await audit.Engine.Restart();
        }

        await audit.Check();
        (await audit.Engine.Stop()).ShouldBe(0);
        audit.Kept.Published().ShouldBe(audit.Kept.Journal().Count, "an ordinary stop leaves nothing to be published twice");
    }
}
