using System.Collections.Concurrent;
using Clearance.Domain;
using Clearance.Kafka;
using Clearance.Workload;
using Confluent.Kafka;

namespace Clearance.LoadTests;

/// <summary>Writes batches to the topics of their streams, a message per event, and remembers which came last in each partition.</summary>
internal sealed class TopicWriter : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly IProducer<string, byte[]> _producer;
    private readonly IReadOnlyList<string> _taxpayers;
    private readonly ConcurrentDictionary<TopicPartition, (long Offset, string Declaration)> _last = new();
    private int _failed;

    public TopicWriter(CatchUpOptions options, IReadOnlyList<string> taxpayers)
    {
        NativeClient.Require();
        _taxpayers = taxpayers;
        var config = new ProducerConfig
        {
            BootstrapServers = options.Bootstrap,
            Acks = Acks.All,
            LingerMs = 20,
            BatchNumMessages = 10_000,
            QueueBufferingMaxMessages = 4_000_000,
            QueueBufferingMaxKbytes = 2_000_000,
        };
        foreach (var (name, value) in options.Client)
        {
            config.Set(name, value);
        }

        _producer = new ProducerBuilder<string, byte[]>(config).Build();
    }

    /// <summary>The declarations of the last message of each partition: when all of them are decided, everything before is too.</summary>
    public IReadOnlyList<string> Last => [.. _last.Values.Select(static it => it.Declaration).Distinct()];

    /// <summary>Writes batches of one size, registrations and payments by turns, and waits until the brokers have them.</summary>
    public void Write(IReadOnlyList<(CommonBatch Registrations, CommonBatch Payments)> batches)
    {
        _last.Clear();
        foreach (var (registrations, payments) in batches)
        {
            Write(registrations);
            Write(payments);
        }

        var left = _producer.Flush(Patience);
        if (left > 0 || _failed > 0)
        {
            throw new InvalidOperationException($"The brokers did not take {left + _failed} messages.");
        }
    }

    public void Dispose() => _producer.Dispose();

    private void Write(CommonBatch batch)
    {
        var events = EventBody.Split(batch.Body).Events;
        for (var i = 0; i < events.Length; i++)
        {
            var row = batch.Rows[i];
            var value = batch.Body.AsSpan(events[i].Offset, events[i].Length).ToArray();
            var message = new Message<string, byte[]> { Key = _taxpayers[row.Taxpayer], Value = value };
            _producer.Produce(batch.Stream, message, report => Note(report, row));
        }
    }

    private void Note(DeliveryReport<string, byte[]> report, CommonRow row)
    {
        if (report.Error.IsError)
        {
            Interlocked.Increment(ref _failed);
            return;
        }

        var it = (report.Offset.Value, row.Declaration);
        _last.AddOrUpdate(
            report.TopicPartition, static (_, it) => it, static (_, before, it) => it.Value > before.Offset ? it : before, it);
    }
}
