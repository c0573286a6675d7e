using Confluent.Kafka;

namespace Clearance.Kafka;

/// <summary>Where and how Kafka is read.</summary>
public sealed record KafkaOptions
{
    /// <summary>Properties of the client that what is promised rests on: nobody may set them.</summary>
    public static IReadOnlyList<string> Reserved { get; } =
    [
        "bootstrap.servers", "group.id", "enable.auto.commit", "enable.auto.offset.store", "auto.offset.reset",
        "partition.assignment.strategy",
    ];

    /// <summary>The brokers asked first, as <c>host:port,host:port</c>.</summary>
    public required string Bootstrap { get; init; }

    /// <summary>The group of consumers.</summary>
    public required string Group { get; init; }

    /// <summary>Further properties of the client, by its own names.</summary>
    public IReadOnlyDictionary<string, string> Client { get; init; } = new Dictionary<string, string>();

    /// <summary>Bounds.</summary>
    public KafkaLimits Limits { get; init; } = new();

    /// <summary>What the client is told.</summary>
    internal ConsumerConfig ToConfig()
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = Bootstrap,
            GroupId = Group,
            EnableAutoCommit = true,
            AutoCommitIntervalMs = 1000,
            EnableAutoOffsetStore = false,

            // The store says where reading begins. An offset that is not there is an alert, never a fresh start.
            AutoOffsetReset = AutoOffsetReset.Error,

            // Partitions that are taken away one by one were the source of several faults in older native clients.
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.Range,
            SessionTimeoutMs = 10_000,
            FetchWaitMaxMs = 50,
            QueuedMinMessages = 10_000,
            QueuedMaxMessagesKbytes = 64 * 1024,
            MaxPartitionFetchBytes = 1024 * 1024,
            ReceiveMessageMaxBytes = 128 * 1024 * 1024,
        };
        foreach (var (name, value) in Client)
        {
            config.Set(name, value);
        }

        return config;
    }
}
