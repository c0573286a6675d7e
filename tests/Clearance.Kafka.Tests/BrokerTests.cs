using System.Net;
using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;
using Clearance.Kafka.Tests.Running;
using Clearance.Storage;

namespace Clearance.Kafka.Tests;

/// <summary>A real broker, and the engine as a process of its own, which dies.</summary>
[Collection(OneBroker.Name)]
public sealed class BrokerTests(TestBroker broker)
{
    [Fact]
    public async Task Events_of_the_topics_are_applied_once_and_answered()
    {
        await using var audit = await KafkaAudit.Start(broker, 1);
        audit.Load.Produce(300);
        audit.Load.ProduceTombstone();
        var large = new byte[10_000_000];
        large.AsSpan().Fill((byte)'x');
        audit.Load.ProduceFault(large);
        audit.Load.Flush();

        await audit.Check();
        var letters = audit.Kept.DeadLetters();
        letters.ShouldContain(letter => letter.Code == "Malformed" && letter.Raw.Length == 0, "a message without a value");
        letters.Single(letter => letter.Raw.Length == large.Length).Detail.ShouldContain("10000000 bytes");
        letters.ShouldContain(letter => letter.Code == "Conflict");

        (await audit.Engine.Stop()).ShouldBe(0);
        await audit.Engine.Restart();
        audit.Load.Produce(20);
        await audit.Check();
        audit.Kept.DeadLetters().Count(letter => letter.Raw.Length == large.Length)
            .ShouldBe(1, "after an ordinary stop nothing comes again");
    }

    [Fact]
    public async Task How_far_each_partition_is_shows_on_the_operations_page()
    {
        await using var audit = await KafkaAudit.Start(broker, 21);
        audit.Load.Produce(100);
        await audit.Finished();

        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var partitions = await Partitions();
        while (partitions.Count == 0 || partitions.Any(static it => it.GetProperty("lag").ToString() != "0"))
        {
            await Task.Delay(200, patience.Token);
            partitions = await Partitions();
        }

        partitions.Sum(static it => it.GetProperty("end").GetInt64()).ShouldBeGreaterThan(0);
        partitions.ShouldAllBe(static it => it.GetProperty("halted").ValueKind == JsonValueKind.Null);

        async Task<List<JsonElement>> Partitions() =>
            [.. JsonDocument.Parse(await audit.Engine.Http.GetStringAsync("/v1/operations")).RootElement.GetProperty("partitions").EnumerateArray()];
    }

    [Fact]
    public async Task A_member_that_comes_and_goes_takes_partitions_and_nothing_is_lost()
    {
        await using var audit = await KafkaAudit.Start(broker, 3);
        var stolen = 0;
        for (var round = 0; round < (TestBroker.IsLong ? 24 : 3); round++)
        {
            using var thief = broker.Join(audit.Group, KafkaReader.Streams.Select(EventStreams.NameOf));
            for (var i = 0; i < 40; i++)
            {
                audit.Load.Produce(10);
                thief.Consume(TimeSpan.Zero);
                await Task.Delay(100);
            }

            stolen += thief.Assignment.Count;
            thief.Close();
        }

        stolen.ShouldBeGreaterThan(0);
        await audit.Check();
    }

    [Fact]
    public async Task A_broker_that_stops_and_goes_on_loses_nothing()
    {
        var stoppable = await broker.Stoppable();
        await using var audit = await KafkaAudit.Start(stoppable, 4);
        audit.Load.Produce(300);
        stoppable.Pause();
        await Task.Delay(TimeSpan.FromSeconds(TestBroker.IsLong ? 30 : 5));
        stoppable.Resume();
        audit.Load.Produce(300);

        await audit.Check();
    }

    [Fact]
    public async Task Topics_whose_names_have_a_prefix_are_read_and_written()
    {
        var other = broker.Under("other.");
        await other.InitializeAsync();
        await using (var audit = await KafkaAudit.Start(other, 12, publishes: true))
        {
            audit.Load.Produce(50);
            await audit.Check();
        }

        await other.DisposeAsync();
    }

    [Fact]
    public async Task Topics_that_are_there_are_left_as_they_are()
    {
        var before = KafkaTopics.Names.Select(name => broker.PartitionsOf(name).Count).ToList();

        await KafkaTopics.Make(new KafkaOptions
        {
            Bootstrap = broker.Bootstrap,
            TopicPrefix = broker.TopicPrefix,
            Group = "any",
            Client = broker.Client,
            CreateTopics = 9,
        });

        KafkaTopics.Names.Count.ShouldBe(7);
        KafkaTopics.Names.Select(name => broker.PartitionsOf(name).Count).ShouldBe(before);
    }

    [Fact]
    public async Task A_topic_that_is_another_one_now_halts_its_partition_and_the_engine_says_so()
    {
        await using var audit = await KafkaAudit.Start(broker, 5);
        var engine = audit.Engine;
        audit.Load.Produce(50);
        await audit.Finished();
        await engine.Stop();
        await Forge(engine.Data, EventStream.Payments, position => position with { LastHash = new Hash128(1, 1), Next = position.Next - 1 });
        await Forge(engine.Data, EventStream.Declarations, position => position with { Next = position.Next + 1000 });

        // It never becomes ready.
        _ = engine.Restart();
        await Until(() => Halts(engine.Output) == 2);
        using var http = new HttpClient();
        using var answer = await http.GetAsync($"{ListeningOn(engine.Output)}/readyz");
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("is halted");
        engine.Output.ShouldContain("made anew");
        engine.Output.ShouldContain("does not hold offset");
    }

    /// <summary>Makes one partition's position another one, as a topic made anew would.</summary>
    private static async Task Forge(string data, EventStream stream, Func<InputPosition, InputPosition> change)
    {
        await using var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Directory = data }, default);
        var position = (await store.LoadPositions(default)).First(it => it.Stream == stream);
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection(
            $"Data Source={Path.Combine(data, "clearance.db")};Pooling=False");
        connection.Open();
        using var delete = connection.CreateCommand();
        delete.CommandText = "DELETE FROM input_position WHERE stream = $stream AND partition = $partition";
        delete.Parameters.AddWithValue("$stream", (int)stream);
        delete.Parameters.AddWithValue("$partition", position.Partition);
        delete.ExecuteNonQuery().ShouldBe(1);
        await store.SavePositions([change(position)], default);
    }

    private static int Halts(string output) => output.Split("alert:").Length - 1;

    private static string ListeningOn(string output) =>
        output.Split('\n').Last(line => line.StartsWith("Clearance ", StringComparison.Ordinal)).Split("listening on ")[1].Split(' ')[0];

    private static async Task Until(Func<bool> holds)
    {
        for (var i = 0; !holds() && i < 300; i++)
        {
            await Task.Delay(100);
        }

        holds().ShouldBeTrue();
    }
}
