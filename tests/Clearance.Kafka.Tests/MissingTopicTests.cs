using System.Text.Json;
using Clearance.Kafka.Tests.Running;
using Clearance.Silo.Tests.Running;
using Confluent.Kafka;

namespace Clearance.Kafka.Tests;

/// <summary>An engine that does not see a topic cannot know what it holds: it is not ready until it does.</summary>
[Collection(OneBroker.Name)]
public sealed class MissingTopicTests(TestBroker broker)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task An_engine_without_one_of_its_topics_says_which_and_reads_it_when_it_is_there()
    {
        var properties = Path.GetTempFileName();
        await File.WriteAllTextAsync(properties, "auto.create.topics.enable=false\n");
        await using var strict = await BrokerProcess.StartWith(properties);
        File.Delete(properties);
        await strict.Administer($"{Make(strict, "customs.declarations")} & {Make(strict, "customs.taxpayers")} & {Make(strict, "bank.payments")} & wait");
        await using var engine = await EngineProcess.StartUnready(
        [
            "--Clearance:Kafka:Bootstrap", strict.Bootstrap, "--Clearance:Kafka:Group", "half", "--Clearance:Kafka:Publish", "false",
            .. TestBroker.OfLocalBroker.SelectMany(static it => (string[])[$"--Clearance:Kafka:Client:{it.Key}", it.Value]),
        ]);
        await engine.Says("Kafka does not have a topic the engine reads: ", "bank.guarantees");

        await strict.Administer(Make(strict, "bank.guarantees"));
        Send(strict, "bank.guarantees", "no event");
        await engine.IsReady(Patience);
        var kept = KeptFacts.Of(engine);
        for (var i = 0; i < 100 && kept.DeadLetters().Count == 0; i++)
        {
            await Task.Delay(100);
        }

        kept.DeadLetters().ShouldHaveSingleItem().Code.ShouldBe("Malformed");
    }

    [Fact]
    public async Task An_engine_that_is_ready_has_all_topics_of_a_broker_that_makes_them_when_it_is_asked_for_them()
    {
        // So old a broker makes topics for whoever asks for them; newer ones make none for who only reads.
        var old = await broker.Stoppable();
        await using var engine = await EngineProcess.StartUnready(old.Under("made-for-me.").EngineOptions("made-for-me"));
        await engine.IsReady(Patience);

        var topics = new SortedSet<string>();
        for (var i = 0; i < 100 && topics.Count < KafkaReader.Streams.Count; i++)
        {
            await Task.Delay(100);
            topics = [.. await TopicsOf(engine)];
        }

        topics.ShouldBe(["bank.guarantees", "bank.payments", "customs.declarations", "customs.taxpayers"]);
    }

    private static async Task<IEnumerable<string>> TopicsOf(EngineProcess engine) =>
        JsonDocument.Parse(await engine.Http.GetStringAsync("/v1/operations")).RootElement.GetProperty("partitions").EnumerateArray()
            .Select(static it => it.GetProperty("topic").GetString()!);

    private static string Make(BrokerProcess strict, string topic) =>
        $"kafka-topics.sh --zookeeper {strict.ZooKeeper} --create --partitions 2 --replication-factor 1 --topic {topic}";

    private static void Send(BrokerProcess strict, string topic, string body)
    {
        var config = new ProducerConfig { BootstrapServers = strict.Bootstrap };
        config.Set("api.version.request", "false");
        config.Set("broker.version.fallback", "0.9.0.1");
        using var producer = new ProducerBuilder<Null, string>(config).SetLogHandler(static (_, _) => { }).Build();
        producer.Produce(topic, new Message<Null, string> { Value = body });
        producer.Flush(Patience).ShouldBe(0);
    }
}
