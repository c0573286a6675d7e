using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace Clearance.Kafka.Tests.Running;

/// <summary>One real broker for all tests that need one: Apache Kafka as deploy/local-kafka.sh starts it.</summary>
public sealed class LocalBroker : IAsyncLifetime
{
    private const int Terminate = 15;
    private const int KillSignal = 9;
    private const int StopSignal = 19;
    private const int Continue = 18;

    private readonly string _folder = Directory.CreateTempSubdirectory("clearance-kafka-").FullName;
    private Process? _script;

    /// <summary>Whether tests that have a long version run it.</summary>
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("CLEARANCE_TEST_LONG") == "1";

    /// <summary>Where it listens.</summary>
    public string Bootstrap { get; private set; } = "";

    /// <summary>What is in the topics, of all tests: a new engine reads them from their beginning.</summary>
    internal Written Written { get; } = new();

    /// <summary>What a client of so old a broker needs, and short times, for members that die.</summary>
    public static IReadOnlyDictionary<string, string> Client { get; } = new Dictionary<string, string>
    {
        ["api.version.request"] = "false",
        ["broker.version.fallback"] = "0.9.0.1",
        ["session.timeout.ms"] = "2000",
        ["heartbeat.interval.ms"] = "200",
    };

    /// <summary>The options of an engine that reads it, and publishes where the test looks at that.</summary>
    public string[] EngineOptions(string group, bool publishes = false) =>
    [
        "--Clearance:Kafka:Bootstrap", Bootstrap, "--Clearance:Kafka:Group", group,
        "--Clearance:Kafka:Publish", publishes ? "true" : "false",
        .. Client.SelectMany(property => (string[])[$"--Clearance:Kafka:Client:{property.Key}", property.Value]),
    ];

    /// <summary>The broker's process hears nothing until it is continued.</summary>
    public void Pause() => Signal(StopSignal);

    /// <summary>Goes on after a pause.</summary>
    public void Resume() => Signal(Continue);

    /// <summary>Kills it as a power cut would, the disk's cache excepted; what looks after it ends too.</summary>
    public async Task Kill()
    {
        Signal(KillSignal);
        await _script!.WaitForExitAsync();
        _script.Dispose();
    }

    /// <summary>The partitions of a topic, which is made when it is not there.</summary>
    public IReadOnlyList<TopicPartition> PartitionsOf(string topic)
    {
        using var admin = new AdminClientBuilder(Set(new AdminClientConfig { BootstrapServers = Bootstrap }))
            .SetLogHandler((_, _) => { })
            .Build();
        for (var i = 0; i < 100; i++)
        {
            var known = admin.GetMetadata(topic, TimeSpan.FromSeconds(20)).Topics.Single();
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
        var config = new ConsumerConfig { BootstrapServers = Bootstrap, GroupId = group, EnableAutoCommit = false };
        config.PartitionAssignmentStrategy = PartitionAssignmentStrategy.Range;
        var consumer = new ConsumerBuilder<Ignore, Ignore>(Set(config)).SetLogHandler((_, _) => { }).Build();
        consumer.Subscribe(topics);
        return consumer;
    }

    /// <summary>A producer.</summary>
    public IProducer<Null, byte[]> Producer()
    {
        var config = new ProducerConfig { BootstrapServers = Bootstrap, Acks = Acks.All, LingerMs = 5, MessageMaxBytes = 12_000_000 };

        // Where a batch is sent again none behind it may overtake it: of two contents with one id the first is what counts.
        config.MaxInFlight = 1;
        config.Set("api.version.request", "false");
        config.Set("broker.version.fallback", "0.9.0.1");
        return new ProducerBuilder<Null, byte[]>(config).SetLogHandler((_, _) => { }).Build();
    }

    /// <inheritdoc/>
    public Task InitializeAsync()
    {
        NativeClient.Require();
        return Start();
    }

    /// <summary>Starts it, where it was before if it was killed.</summary>
    public async Task Start()
    {
        var start = new ProcessStartInfo("bash", [Script(), _folder]) { RedirectStandardOutput = true };
        _script = Process.Start(start)!;
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        while (await _script.StandardOutput.ReadLineAsync(late.Token) is { } line)
        {
            if (line.StartsWith("Kafka listens on ", StringComparison.Ordinal))
            {
                Bootstrap = line.Split(' ')[^1];
                return;
            }
        }

        throw new InvalidOperationException("The broker did not start; it says why above.");
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_script is { HasExited: false })
        {
            Resume();
            _ = SendSignal(_script.Id, Terminate);
            await _script.WaitForExitAsync();
        }

        _script?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static TConfig Set<TConfig>(TConfig config)
        where TConfig : ClientConfig
    {
        foreach (var (name, value) in Client)
        {
            config.Set(name, value);
        }

        return config;
    }

    private static string Script()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "deploy", "local-kafka.sh")))
        {
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("deploy/local-kafka.sh is not there.");
        }

        return Path.Combine(root, "deploy", "local-kafka.sh");
    }

    private void Signal(int signal) => SendSignal(
        int.Parse(File.ReadAllText(Path.Combine(_folder, "kafka.pid")), CultureInfo.InvariantCulture), signal).ShouldBe(0);

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int pid, int signal);
}

/// <summary>Tests that share one broker, and so run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class OneBroker : ICollectionFixture<LocalBroker>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "one broker";
}
