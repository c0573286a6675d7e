using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Confluent.Kafka;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace Clearance.Kafka.Tests.Guarded;

/// <summary>Everybody tries to write every topic, to read every topic and to join every group, all at once; and what came of each.</summary>
public sealed class AllAttempts(GuardedBroker broker) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>How long those try that the broker does not answer.</summary>
    private static readonly TimeSpan Outside = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<(string Name, string Topic), ErrorCode> _written = new();
    private readonly ConcurrentDictionary<(string Name, string Topic), ErrorCode> _read = new();
    private readonly ConcurrentDictionary<(string Name, string Group), ErrorCode> _joined = new();
    private readonly ConcurrentDictionary<(string Name, string Why), bool> _refusals = new();

    /// <summary>Whom the broker knows.</summary>
    public static IReadOnlyList<string> Known { get; } = ["engine", "customs", "bidv", "vcb", "gate-1", "gate-2", "stranger"];

    /// <summary>Those without a certificate that counts: none, another authority's, one that is over, and no TLS at all.</summary>
    public static IReadOnlyList<string> Unknown { get; } = ["nobody", "namesake", "over", "plain"];

    /// <summary>The groups of consumers.</summary>
    public static IReadOnlyList<string> Groups { get; } = ["clearance", "gate-1", "gate-2"];

    /// <summary>What became of a message.</summary>
    public ErrorCode Written(string name, string topic) => _written[(name, topic)];

    /// <summary>What came instead of a topic's first message; no error: that came.</summary>
    public ErrorCode Read(string name, string topic) => _read[(name, topic)];

    /// <summary>What came instead of a share of the partitions.</summary>
    public ErrorCode Joined(string name, string group) => _joined[(name, group)];

    /// <summary>Why connections failed.</summary>
    public IReadOnlyList<string> Refusals(string name) => [.. _refusals.Keys.Where(it => it.Name == name).Select(static it => it.Why)];

    /// <summary>Who wrote the messages of a topic that are somebody's attempt.</summary>
    public IReadOnlyList<string> WritersOf(string topic)
    {
        using var reader = Consumer("broker", "any");
        var first = new TopicPartition(topic, 0);
        var end = reader.QueryWatermarkOffsets(first, Patience).High;
        reader.Assign(new TopicPartitionOffset(first, Offset.Beginning));
        var writers = new List<string>();
        var began = Stopwatch.StartNew();
        for (var next = new Offset(0); next < end;)
        {
            began.Elapsed.ShouldBeLessThan(Patience);
            if (reader.Consume(TimeSpan.FromMilliseconds(100)) is { } result)
            {
                next = result.Offset + 1;
                writers.AddRange(Encoding.UTF8.GetString(result.Message.Value).Split("an attempt of ")[1..]);
            }
        }

        return writers;
    }

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        await OnItsOwn(() => Write("broker"));
        await Task.WhenAll(Known.Concat(Unknown).SelectMany(name => (Task[])
        [
            OnItsOwn(() => Write(name)),
            OnItsOwn(() => Read(name)),
            .. Groups.Select(group => OnItsOwn(() => Join(name, group))),
        ]));
    }

    /// <inheritdoc/>
    public Task DisposeAsync() => Task.CompletedTask;

    private static Task OnItsOwn(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static TimeSpan PatienceOf(string name) => Unknown.Contains(name) ? Outside : Patience;

    private void Write(string name)
    {
        var config = broker.Configure(name, new ProducerConfig { MessageTimeoutMs = (int)PatienceOf(name).TotalMilliseconds });
        using var producer = new ProducerBuilder<Null, byte[]>(config)
            .SetLogHandler(static (_, _) => { })
            .SetErrorHandler((_, error) => Hear(name, error))
            .Build();
        foreach (var topic in GuardedBroker.Topics)
        {
            producer.Produce(
                new TopicPartition(topic, 0),
                new Message<Null, byte[]> { Value = Encoding.UTF8.GetBytes($"an attempt of {name}") },
                report => _written[(name, topic)] = report.Error.Code);
        }

        producer.Flush(Patience);
    }

    private void Read(string name)
    {
        using var consumer = Consumer(name, "any");
        var left = Unknown.Contains(name) ? [.. GuardedBroker.Topics] : Found(name, consumer.Handle);
        consumer.Assign(left.Select(static topic => new TopicPartitionOffset(topic, 0, Offset.Beginning)));
        var began = Stopwatch.StartNew();
        while (left.Count > 0 && began.Elapsed < PatienceOf(name))
        {
            try
            {
                if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is { } result && left.Remove(result.Topic))
                {
                    _read[(name, result.Topic)] = ErrorCode.NoError;
                }
            }
            catch (ConsumeException e) when (e.ConsumerRecord.Topic is { } topic)
            {
                if (left.Remove(topic))
                {
                    _read[(name, topic)] = e.Error.Code;
                }
            }
            catch (ConsumeException e) when (e.Error.Code == ErrorCode.GroupAuthorizationFailed)
            {
                // It is told what to read: no group gives it partitions.
            }
        }

        foreach (var topic in left)
        {
            _read[(name, topic)] = ErrorCode.Local_TimedOut;
        }
    }

    /// <summary>The topics that it is told of: of others the client would wait for ever.</summary>
    private HashSet<string> Found(string name, Handle handle)
    {
        using var client = new DependentAdminClientBuilder(handle).Build();
        var found = new HashSet<string>();
        foreach (var topic in GuardedBroker.Topics)
        {
            var told = client.GetMetadata(topic, Patience).Topics.Single().Error.Code;
            if (told == ErrorCode.NoError)
            {
                found.Add(topic);
            }
            else
            {
                _read[(name, topic)] = told;
            }
        }

        return found;
    }

    /// <summary>Joins with a topic that it may read, if there is one.</summary>
    private void Join(string name, string group)
    {
        var isAssigned = false;
        using var consumer = Consumer(name, group, () => isAssigned = true);
        consumer.Subscribe(name.StartsWith("gate", StringComparison.Ordinal) ? OutgoingTopics.Decisions : "bank.payments");
        var began = Stopwatch.StartNew();
        var came = ErrorCode.Local_TimedOut;
        while (came == ErrorCode.Local_TimedOut && began.Elapsed < PatienceOf(name))
        {
            try
            {
                _ = consumer.Consume(TimeSpan.FromMilliseconds(100));
                came = isAssigned ? ErrorCode.NoError : came;
            }
            catch (ConsumeException e)
            {
                came = e.Error.Code == ErrorCode.GroupAuthorizationFailed ? e.Error.Code : came;
            }
        }

        _joined[(name, group)] = came;
        consumer.Close();
    }

    private IConsumer<Ignore, byte[]> Consumer(string name, string group, Action? assigned = null)
    {
        var config = new ConsumerConfig { GroupId = group, EnableAutoCommit = false, PartitionAssignmentStrategy = PartitionAssignmentStrategy.Range };
        return new ConsumerBuilder<Ignore, byte[]>(broker.Configure(name, config))
            .SetLogHandler(static (_, _) => { })
            .SetErrorHandler((_, error) => Hear(name, error))
            .SetPartitionsAssignedHandler((_, _) => assigned?.Invoke())
            .Build();
    }

    private void Hear(string name, Error error)
    {
        if (error.Code != ErrorCode.Local_AllBrokersDown)
        {
            _refusals[(name, $"{error.Code}: {error.Reason}")] = true;
        }
    }
}
