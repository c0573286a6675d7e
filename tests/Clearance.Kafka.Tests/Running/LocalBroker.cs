using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace Clearance.Kafka.Tests.Running;

/// <summary>One real broker for all tests that need one: Apache Kafka as deploy/local-kafka.sh starts it.</summary>
public sealed class LocalBroker : IAsyncLifetime
{
    private const int Terminate = 15;
    private const int Stop = 19;
    private const int Continue = 18;

    private readonly string _folder = Directory.CreateTempSubdirectory("clearance-kafka-").FullName;
    private Process? _script;

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

    /// <summary>The options of an engine that reads it.</summary>
    public string[] EngineOptions(string group) =>
    [
        "--Clearance:Kafka:Bootstrap", Bootstrap, "--Clearance:Kafka:Group", group,
        .. Client.SelectMany(property => (string[])[$"--Clearance:Kafka:Client:{property.Key}", property.Value]),
    ];

    /// <summary>The broker's process hears nothing until it is continued.</summary>
    public void Pause() => Signal(Stop);

    /// <summary>Goes on after a pause.</summary>
    public void Resume() => Signal(Continue);

    /// <summary>A bare member of a group: it takes its share of the partitions and reads nothing.</summary>
    public IConsumer<Ignore, Ignore> Join(string group, IEnumerable<string> topics)
    {
        var config = new ConsumerConfig { BootstrapServers = Bootstrap, GroupId = group, EnableAutoCommit = false };
        config.PartitionAssignmentStrategy = PartitionAssignmentStrategy.Range;
        Set(config);
        var consumer = new ConsumerBuilder<Ignore, Ignore>(config).SetLogHandler((_, _) => { }).Build();
        consumer.Subscribe(topics);
        return consumer;
    }

    /// <summary>A producer.</summary>
    public IProducer<Null, byte[]> Producer()
    {
        var config = new ProducerConfig { BootstrapServers = Bootstrap, Acks = Acks.All, LingerMs = 5, MessageMaxBytes = 12_000_000 };
        config.Set("api.version.request", "false");
        config.Set("broker.version.fallback", "0.9.0.1");
        return new ProducerBuilder<Null, byte[]>(config).SetLogHandler((_, _) => { }).Build();
    }

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        NativeClient.Require();
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

    private static void Set(ClientConfig config)
    {
        foreach (var (name, value) in Client)
        {
            config.Set(name, value);
        }
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
