using Clearance.Domain;
using Confluent.Kafka;

namespace Clearance.Kafka;

/// <summary>Where and how Kafka is read and written.</summary>
public sealed record KafkaOptions
{
    /// <summary>A decision over thousands of debts has its size; the topics must allow it too.</summary>
    private const int MessageBytesMax = 16 * 1024 * 1024;

    /// <summary>
    /// How long a request may go unanswered, in milliseconds. The client waits for a minute unless it is told otherwise, and of a connection
    /// that a firewall forgot nobody hears anything else: for so long no event would be read.
    /// </summary>
    private const int AnswerWithinMs = 10_000;

    /// <summary>How long a broker that is back may wait to be asked again, in milliseconds.</summary>
    private const int ReconnectWithinMs = 1_000;

    /// <summary>Properties of the client that what is promised rests on: nobody may set them.</summary>
    public static IReadOnlyList<string> Reserved { get; } =
    [
        "bootstrap.servers", "group.id", "enable.auto.commit", "enable.auto.offset.store", "auto.offset.reset",
        "partition.assignment.strategy", "acks", "request.required.acks", "max.in.flight", "max.in.flight.requests.per.connection",
        "message.timeout.ms", "delivery.timeout.ms", "partitioner", "transactional.id", "statistics.interval.ms",
    ];

    /// <summary>The brokers asked first, as <c>host:port,host:port</c>.</summary>
    public required string Bootstrap { get; init; }

    /// <summary>The group of consumers.</summary>
    public required string Group { get; init; }

    /// <summary>What the names of the topics begin with, where brokers serve several engines.</summary>
    public string TopicPrefix { get; init; } = "";

    /// <summary>Further properties of the client, by its own names.</summary>
    public IReadOnlyDictionary<string, string> Client { get; init; } = new Dictionary<string, string>();

    /// <summary>Bounds.</summary>
    public KafkaLimits Limits { get; init; } = new();

    /// <summary>Whether the journal and the dead letters are published.</summary>
    public bool Publish { get; init; } = true;

    /// <summary>Before which offset reading ends, by partition, where a store is made anew as another was; one without is not read. Null: never.</summary>
    public IReadOnlyDictionary<(EventStream Stream, int Partition), long>? Until { get; init; }

    /// <summary>Whether the intake opens envelopes: a bank's signature in a message's header is put into one with the message.</summary>
    public bool TakesSignatures { get; init; }

    /// <summary>With how many partitions topics that are missing are made at start; 0: none is made.</summary>
    public int CreateTopics { get; init; }

    /// <summary>
    /// Whether brokers drop what they are sent twice over one connection: those from 0.11 on do, and a client that is told not to
    /// ask for their version is told of older ones.
    /// </summary>
    private bool IsIdempotent => Client.TryGetValue("enable.idempotence", out var set)
        ? IsTrue(set)
        : !Client.TryGetValue("api.version.request", out var asks) || IsTrue(asks);

    /// <summary>What the client that writes is told.</summary>
    internal ProducerConfig ToProducerConfig()
    {
        var isIdempotent = IsIdempotent;
        var config = new ProducerConfig
        {
            BootstrapServers = Bootstrap,
            Acks = Acks.All,
            EnableIdempotence = isIdempotent,

            // Without idempotence a second request under way could overtake a first one that is repeated.
            MaxInFlight = isIdempotent ? 5 : 1,

            // It is tried for ever: a message that was given up would come again behind those after it.
            MessageTimeoutMs = 0,

            // The broker says that its replicas are late before the client gives up listening.
            RequestTimeoutMs = AnswerWithinMs - 2_000,
            MessageMaxBytes = MessageBytesMax,
            LingerMs = 5,

            // What Java's clients do with a key, so that who joins topics finds equal keys in equal partitions.
            Partitioner = Partitioner.Murmur2Random,
        };
        return With(config, Client);
    }

    /// <summary>What a client is told that looks after topics.</summary>
    internal AdminClientConfig ToAdminConfig() => With(new AdminClientConfig { BootstrapServers = Bootstrap }, Client);

    /// <summary>What the client that reads is told.</summary>
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

            // By them it is known whether any broker is there.
            StatisticsIntervalMs = 1000,
            FetchWaitMaxMs = 50,
            QueuedMinMessages = 10_000,
            QueuedMaxMessagesKbytes = 64 * 1024,
            MaxPartitionFetchBytes = 1024 * 1024,

            // What one answer may bring must come within the time for an answer, over a slow line too, or it is asked for again for ever.
            FetchMaxBytes = 8 * 1024 * 1024,
            ReceiveMessageMaxBytes = 128 * 1024 * 1024,
        };
        return With(config, Client);
    }

    private static TConfig With<TConfig>(TConfig config, IReadOnlyDictionary<string, string> properties)
        where TConfig : ClientConfig
    {
        config.SocketTimeoutMs = AnswerWithinMs;
        if (!properties.ContainsKey("reconnect.backoff.ms"))
        {
            // The client refuses a greatest wait below the first one, which is then somebody's own.
            config.ReconnectBackoffMaxMs = ReconnectWithinMs;
        }

        foreach (var (name, value) in properties)
        {
            config.Set(name, value);
        }

        return config;
    }

    private static bool IsTrue(string value) => value.Equals("true", StringComparison.OrdinalIgnoreCase);
}
