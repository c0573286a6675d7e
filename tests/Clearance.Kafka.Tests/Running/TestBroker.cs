using System.Net;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Clearance.Kafka.Tests.Running;

/// <summary>
/// One real broker for all tests that need one: those of KAFKA_BOOTSTRAP where it is set, with topics of this run's own, else Apache
/// Kafka as deploy/local-kafka.sh starts it.
/// </summary>
public sealed class TestBroker : IAsyncLifetime
{
    private const int Partitions = 4;

    private static readonly string Given = Environment.GetEnvironmentVariable("KAFKA_BOOTSTRAP") ?? "";

    private readonly BrokerProcess? _ours;
    private readonly bool _canMakeTopics;
    private TestBroker? _stoppable;

    /// <summary>Who is given by whoever runs the tests, or else ours.</summary>
    public TestBroker()
        : this(Given.Length == 0, Given.Length == 0 ? OfLocalBroker : OfGivenBroker())
    {
    }

    private TestBroker(bool isOurs, IReadOnlyDictionary<string, string> client, string? properties = null)
    {
        (_ours, Client) = (isOurs ? new BrokerProcess(properties) : null, client);
        TopicPrefix = isOurs ? "" : $"clearance-test-{Guid.NewGuid():N}.";
        _canMakeTopics = !isOurs && client.GetValueOrDefault("api.version.request") != "false";
    }

    /// <summary>Whether tests that have a long version run it.</summary>
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("CLEARANCE_TEST_LONG") == "1";

    /// <summary>Where it listens.</summary>
    public string Bootstrap { get; private set; } = Given;

    /// <summary>What the names of its topics begin with.</summary>
    public string TopicPrefix { get; private init; }

    /// <summary>What is in the topics, of all tests: a new engine reads them from their beginning.</summary>
    internal Written Written { get; } = new();

    /// <summary>What clients are told besides.</summary>
    public IReadOnlyDictionary<string, string> Client { get; }

    /// <summary>What a client of so old a broker needs, and short times, for members that die.</summary>
    internal static IReadOnlyDictionary<string, string> OfLocalBroker { get; } = new Dictionary<string, string>
    {
        ["api.version.request"] = "false",
        ["broker.version.fallback"] = "0.9.0.1",
        ["session.timeout.ms"] = "2000",
        ["heartbeat.interval.ms"] = "200",
    };

    /// <summary>The options of an engine that reads it, and publishes where the test looks at that.</summary>
    public string[] EngineOptions(string group, bool publishes = false) =>
    [
        "--Clearance:Kafka:Bootstrap", Bootstrap, "--Clearance:Kafka:TopicPrefix", TopicPrefix,
        "--Clearance:Kafka:Group", TopicPrefix + group,
        "--Clearance:Kafka:Publish", publishes ? "true" : "false",
        .. Client.SelectMany(property => (string[])[$"--Clearance:Kafka:Client:{property.Key}", property.Value]),
    ];

    /// <summary>The broker's process hears nothing until it is continued.</summary>
    public void Pause() => _ours!.Pause();

    /// <summary>Goes on after a pause.</summary>
    public void Resume() => _ours!.Resume();

    /// <summary>Kills it as a power cut would, the disk's cache excepted; what looks after it ends too.</summary>
    public Task Kill() => _ours!.Kill();

    /// <summary>This one where it is ours, else one of ours beside it: for tests that stop it or kill it.</summary>
    public async Task<TestBroker> Stoppable()
    {
        if (_ours is not null)
        {
            return this;
        }

        if (_stoppable is null)
        {
            _stoppable = new TestBroker(isOurs: true, OfLocalBroker);
            await _stoppable.Start();
        }

        return _stoppable;
    }

    /// <summary>One of ours that everybody reaches over the proxy.</summary>
    /// <param name="proxy">Whose address the broker tells.</param>
    /// <param name="properties">A file that tells the broker to.</param>
    internal static async Task<TestBroker> StartBehind(SilencingProxy proxy, string properties)
    {
        var broker = new TestBroker(isOurs: true, OfLocalBroker, properties);
        try
        {
            await broker.InitializeAsync();
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }

        proxy.Target = IPEndPoint.Parse(broker.Bootstrap);
        broker.Bootstrap = proxy.Address;
        return broker;
    }

    /// <summary>The same broker with other topics.</summary>
    internal TestBroker Under(string prefix) => new(isOurs: false, Client) { Bootstrap = Bootstrap, TopicPrefix = TopicPrefix + prefix };

    /// <summary>The partitions of a topic, named without its prefix; it is made when it is not there.</summary>
    public IReadOnlyList<TopicPartition> PartitionsOf(string name)
    {
        var topic = TopicPrefix + name;
        using var admin = Admin();
        for (var i = 0; i < 100; i++)
        {
            var known = admin.GetMetadata(topic, TimeSpan.FromMinutes(1)).Topics.Single();
            if (!known.Error.IsError && known.Partitions.Count > 0 && known.Partitions.All(partition => partition.Leader >= 0))
            {
                return [.. known.Partitions.Select(partition => new TopicPartition(topic, partition.PartitionId))];
            }

            Thread.Sleep(100);
        }

        throw new TimeoutException($"The broker does not make topic {topic}.");
    }

    /// <summary>A consumer that is told what to read.</summary>
    public IConsumer<byte[]?, byte[]> Reader() =>
        new ConsumerBuilder<byte[]?, byte[]>(Set(new ConsumerConfig { BootstrapServers = Bootstrap, GroupId = "tests" }))
            .SetLogHandler((_, _) => { })
            .Build();

    /// <summary>A bare member of a group: it takes its share of the partitions and reads nothing.</summary>
    public IConsumer<Ignore, Ignore> Join(string group, IEnumerable<string> topics)
    {
        var config = new ConsumerConfig { BootstrapServers = Bootstrap, GroupId = TopicPrefix + group, EnableAutoCommit = false };
        config.PartitionAssignmentStrategy = PartitionAssignmentStrategy.Range;
        var consumer = new ConsumerBuilder<Ignore, Ignore>(Set(config)).SetLogHandler((_, _) => { }).Build();
        consumer.Subscribe(topics.Select(name => TopicPrefix + name));
        return consumer;
    }

    /// <summary>A producer.</summary>
    public IProducer<Null, byte[]> Producer()
    {
        var config = new ProducerConfig { BootstrapServers = Bootstrap, Acks = Acks.All, LingerMs = 5, MessageMaxBytes = 12_000_000 };

        // Where a batch is sent again none behind it may overtake it: of two contents with one id the first is what counts.
        config.MaxInFlight = 1;
        return new ProducerBuilder<Null, byte[]>(Set(config)).SetLogHandler((_, _) => { }).Build();
    }

    /// <inheritdoc/>
    public Task InitializeAsync()
    {
        NativeClient.Require();
        return _ours is not null ? Start() : MakeTopics();
    }

    /// <summary>Starts it, where it was before if it was killed.</summary>
    public async Task Start()
    {
        await _ours!.Start();
        Bootstrap = _ours.Bootstrap;
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_stoppable is not null)
        {
            await _stoppable.DisposeAsync();
        }

        if (_ours is not null)
        {
            await _ours.DisposeAsync();
        }
        else
        {
            await DeleteTopics();
        }
    }

    /// <summary>What brokers need to be reached; the times are the shortest that they allow unless told otherwise.</summary>
    private static Dictionary<string, string> OfGivenBroker()
    {
        var properties = new Dictionary<string, string> { ["session.timeout.ms"] = "6000", ["heartbeat.interval.ms"] = "200" };
        foreach (var property in (Environment.GetEnvironmentVariable("KAFKA_PROPERTIES") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = property.Split('=', 2) is [var left, var right] ? (left, right) : (property, "");
            properties[name] = value;
        }

        return properties;
    }

    private IAdminClient Admin() => new AdminClientBuilder(Set(new AdminClientConfig { BootstrapServers = Bootstrap }))
        .SetLogHandler((_, _) => { })
        .Build();

    /// <summary>Makes the topics with room for every message of the tests. Brokers too old for that make them when they are written to.</summary>
    private async Task MakeTopics()
    {
        if (_canMakeTopics)
        {
            using var admin = Admin();
            await admin.CreateTopicsAsync(KafkaTopics.Names.Select(name => new TopicSpecification
            {
                Name = TopicPrefix + name,
                NumPartitions = Partitions,
                ReplicationFactor = -1,
                Configs = new Dictionary<string, string> { ["max.message.bytes"] = "16777216" },
            }));
        }
    }

    private async Task DeleteTopics()
    {
        if (_canMakeTopics)
        {
            using var admin = Admin();
            await admin.DeleteTopicsAsync(KafkaTopics.Names.Select(name => TopicPrefix + name));
        }
    }

    private TConfig Set<TConfig>(TConfig config)
        where TConfig : ClientConfig
    {
        foreach (var (name, value) in Client)
        {
            // Those of a member of a group mean nothing to other clients, and these say so.
            if (config is ConsumerConfig || name is not ("session.timeout.ms" or "heartbeat.interval.ms"))
            {
                config.Set(name, value);
            }
        }

        return config;
    }
}

/// <summary>Tests that share one broker, and so run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class OneBroker : ICollectionFixture<TestBroker>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "one broker";
}
