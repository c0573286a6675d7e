using Clearance.Kafka;
using Confluent.Kafka;

namespace Clearance.LoadTests.Open.Ways;

/// <summary>Which brokers and topics an engine reads, and its clients here.</summary>
internal sealed record Brokers
{
    private const int QueuedMax = 500_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>HOST:PORT.</summary>
    public required string Bootstrap { get; init; }

    /// <summary>Further properties of the client.</summary>
    public required IReadOnlyDictionary<string, string> Client { get; init; }

    /// <summary>What the names of the topics begin with.</summary>
    public required string Prefix { get; init; }

    /// <summary>The engine's group.</summary>
    public required string Group { get; init; }

    /// <summary>Whether the brokers are so old that they make topics by being asked about them, and not otherwise.</summary>
    private bool AreOld => Client.TryGetValue("api.version.request", out var asks) && asks == "false";

    /// <summary>What an engine that is started is told, by its environment.</summary>
    public IEnumerable<(string Name, string Value)> EngineOptions =>
    [
        ("Clearance__Kafka__Bootstrap", Bootstrap),
        ("Clearance__Kafka__TopicPrefix", Prefix),
        ("Clearance__Kafka__Group", Group),
        AreOld ? ("Clearance__Kafka__Client__allow.auto.create.topics", "true") : ("Clearance__Kafka__CreateTopics", "4"),
        .. Client.Select(static property => ($"Clearance__Kafka__Client__{property.Key}", property.Value)),
    ];

    /// <summary>Writes events.</summary>
    public IProducer<string, byte[]> Producer()
    {
        NativeClient.Require();
        return new ProducerBuilder<string, byte[]>(With(new ProducerConfig
        {
            BootstrapServers = Bootstrap,
            Acks = Acks.All,
            LingerMs = 5,
            QueueBufferingMaxMessages = QueuedMax,
            QueueBufferingMaxKbytes = 2_000_000,
        })).Build();
    }

    /// <summary>Reads partitions that it is told, as nobody's member.</summary>
    public IConsumer<Ignore, byte[]> Reader() => Consumer($"loadtests-{Guid.NewGuid():N}");

    /// <summary>Asks how far the engine's group is, without becoming a member.</summary>
    public IConsumer<Ignore, byte[]> Onlooker() => Consumer(Group);

    /// <summary>The partitions of a topic, as soon as there are any.</summary>
    public IReadOnlyList<TopicPartition> Partitions(string topic)
    {
        NativeClient.Require();
        using var admin = new AdminClientBuilder(With(new AdminClientConfig { BootstrapServers = Bootstrap })).Build();
        for (var tries = 0; tries < 100; tries++)
        {
            var found = admin.GetMetadata(Prefix + topic, Patience).Topics.SelectMany(
                static it => it.Partitions.Select(partition => new TopicPartition(it.Topic, partition.PartitionId))).ToList();
            if (found.Count > 0)
            {
                return found;
            }

            Thread.Sleep(100);
        }

        throw new InvalidOperationException($"There is no topic {Prefix}{topic}.");
    }

    private IConsumer<Ignore, byte[]> Consumer(string group)
    {
        NativeClient.Require();
        return new ConsumerBuilder<Ignore, byte[]>(With(new ConsumerConfig
        {
            BootstrapServers = Bootstrap,
            GroupId = group,
            EnableAutoCommit = false,
            AutoOffsetReset = AutoOffsetReset.Error,
            FetchWaitMaxMs = 5,
        })).Build();
    }

    private TConfig With<TConfig>(TConfig config)
        where TConfig : Config
    {
        foreach (var (name, value) in Client)
        {
            config.Set(name, value);
        }

        return config;
    }
}
