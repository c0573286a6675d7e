using System.Text;
using Clearance.Domain;
using Clearance.Workload;
using Confluent.Kafka;

namespace Clearance.Kafka.Tests.Running;

/// <summary>Produces events of every fate and remembers each, and where in the topics the last of each partition is.</summary>
internal sealed class KafkaLoad : IDisposable
{
    private const int Taxpayers = 8;
    private const int Partitions = 4;

    private readonly IProducer<Null, byte[]> _producer;
    private readonly CommonEvents _events;
    private readonly Written _written;
    private readonly string _prefix;
    private readonly string _tag;
    private int _faults;

    /// <param name="broker">Where to.</param>
    /// <param name="number">Tells this load's declarations and refused events from those of others.</param>
    public KafkaLoad(TestBroker broker, int number)
    {
        _producer = broker.Producer();
        _written = broker.Written;
        _prefix = broker.TopicPrefix;
        _tag = $"load {number}";
        _events = new CommonEvents(number, 1_000_000 * number, Taxpayers, 0.8, new DateOnly(2026, 11, 2));
    }

    /// <summary>The events to be applied, once each.</summary>
    public List<(EventStream Stream, byte[] Body)> ToApply { get; } = [];

    /// <summary>The messages that are no events, to be found among the dead letters.</summary>
    public List<byte[]> ToRefuse { get; } = [];

    /// <summary>What is in the topics, of this load and those before.</summary>
    public Written Written => _written;

    /// <summary>Registrations and their payments, some of them twice, one with other content, and messages that are no events.</summary>
    public void Produce(int declarations)
    {
        var (registrations, payments) = _events.Next(declarations);
        foreach (var batch in (CommonBatch[])[payments, registrations])
        {
            EventStreams.TryParse(batch.Stream, out var stream).ShouldBeTrue();
            foreach (var slice in EventBody.Split(batch.Body).Events)
            {
                var body = batch.Body.AsSpan(slice.Offset, slice.Length).ToArray();
                ToApply.Add((stream, body));
                Send(stream, body, ToApply.Count);
            }
        }

        foreach (var row in payments.Rows)
        {
            var taxpayer = _events.Taxpayers[row.Taxpayer];
            _written.Money[taxpayer] = _written.Money.GetValueOrDefault(taxpayer) + row.Amount + (row.Amount / 2) + 20_000;
        }

        foreach (var (stream, body) in ToApply[^(declarations / 10)..])
        {
            Send(stream, body);
        }

        ProduceFaults();
        _producer.Flush(TimeSpan.FromMinutes(3));
    }

    /// <summary>A message that is no event, with its bytes as they are.</summary>
    public void ProduceFault(byte[] body)
    {
        ToRefuse.Add(body);
        Send(EventStream.Payments, body);
    }

    /// <summary>A message without a value.</summary>
    public void ProduceTombstone() => Send(EventStream.Guarantees, null);

    /// <summary>A message of the test's own; the place tells the partition.</summary>
    public void Send(EventStream stream, byte[]? body, int place = 0) =>
        _producer.Produce(
            new TopicPartition(_prefix + EventStreams.NameOf(stream), place % Partitions),
            new Message<Null, byte[]> { Value = body! },
            report =>
            {
                var end = report.Error.IsError ? long.MaxValue : report.Offset.Value + 1;
                _written.Ends.AddOrUpdate((stream, report.Partition.Value), end, (_, before) => Math.Max(before, end));
            });

    /// <summary>Waits until everything is written.</summary>
    public void Flush() => _producer.Flush(TimeSpan.FromMinutes(3)).ShouldBe(0);

    /// <summary>Makes the topics there are: the broker makes one when it is first written to.</summary>
    public void MakeTopics()
    {
        foreach (var stream in KafkaReader.Streams)
        {
            ProduceFault(stream);
        }

        Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _producer.Dispose();

    private void ProduceFaults()
    {
        ProduceFault(EventStream.Declarations);

        // Not UTF-8.
        ProduceFault([.. Encoding.UTF8.GetBytes($"{{\"id\":\"{_tag} {_faults++}"), 0xFF, 0xFE, (byte)'"', (byte)'}']);

        // A known id with other content, behind the first in its partition: elsewhere it might be read before it.
        var known = ToApply.FindLastIndex(it => it.Stream == EventStream.Payments);
        var other = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(ToApply[known].Body).Replace(
            "\"slip\":null", $"\"slip\":\"{_faults++}\"", StringComparison.Ordinal));
        ToRefuse.Add(other);
        Send(EventStream.Payments, other, known + 1);
    }

    private void ProduceFault(EventStream stream)
    {
        var body = Encoding.UTF8.GetBytes($"{_tag}, fault {_faults++}");
        ToRefuse.Add(body);
        Send(stream, body);
    }
}
