using Clearance.Kafka.Tests.Running;
using Clearance.Silo.Tests.Running;
using Clearance.Storage;
using Clearance.Testing.Stores;

namespace Clearance.Kafka.Tests;

/// <summary>The engine or the broker dies, again and again, while events are read and decisions are published.</summary>
[Collection(OneBroker.Name)]
public sealed class KillTests(LocalBroker broker)
{
    [Fact]
    public Task An_engine_killed_again_and_again_applies_everything_once_and_publishes_its_journal() =>
        KillAgainAndAgain("killed", 2, LocalBroker.IsLong ? 100 : 5, [], KeptFacts.Of);

    [Fact]
    public async Task An_engine_on_PostgreSQL_killed_again_and_again_applies_everything_once_and_publishes_its_journal()
    {
        await using var server = await PostgresServer.Create();
        await PostgresMigrations.Run(server.Connection);
        await KillAgainAndAgain(
            "killed-postgres", 6, LocalBroker.IsLong ? 100 : 3,
            ["--Clearance:Store:Provider", "postgres", "--Clearance:Store:Postgres:ConnectionString", server.Connection],
            _ => KeptFacts.Of(server.Connection));
    }

    [Fact]
    public async Task A_broker_killed_while_it_is_read_and_written_loses_nothing()
    {
        var published = new PublicationAudit(broker);
        using var load = new KafkaLoad(broker, 7);
        load.MakeTopics();
        await using var engine = await EngineProcess.Start(broker.EngineOptions("broker-killed", publishes: true));
        var random = new Random(20261123);
        for (var round = 0; round < (LocalBroker.IsLong ? 20 : 2); round++)
        {
            load.Produce(300);
            await Task.Delay(random.Next(0, 300));
            await broker.Kill();
            await broker.Start();
        }

        load.Produce(50);
        var kept = KeptFacts.Of(engine);
        await KafkaAudit.Finished(engine, load);
        await KafkaAudit.Check(engine, load);
        await published.Check(engine, kept);
    }

    private async Task KillAgainAndAgain(
        string group, int number, int rounds, string[] store, Func<EngineProcess, KeptFacts> facts)
    {
        var published = new PublicationAudit(broker);
        using var load = new KafkaLoad(broker, number);
        load.MakeTopics();
        await using var engine = await EngineProcess.Start([.. broker.EngineOptions(group, publishes: true), .. store]);
        var kept = facts(engine);
        var tooLargeToPublish = new byte[DeadLetterMessages.RawBytesMax + 1];
        tooLargeToPublish.AsSpan().Fill((byte)number);
        load.ProduceFault(tooLargeToPublish);
        var random = new Random(20261122);
        for (var round = 0; round < rounds; round++)
        {
            load.Produce(400);
            await Task.Delay(random.Next(0, 400));
            await engine.Kill();
            await engine.Restart();
        }

        await KafkaAudit.Finished(engine, load, kept);
        await KafkaAudit.Check(engine, load, kept);
        await published.Check(engine, kept);
        (await engine.Stop()).ShouldBe(0);
        kept.Published().ShouldBe(kept.Journal().Count, "an ordinary stop leaves nothing to be published twice");
    }
}
