using Confluent.Kafka;

namespace Clearance.Kafka;

/// <summary>Writes messages to topics and waits until the brokers have them.</summary>
internal sealed class MessageWriter : IDisposable
{
    private readonly IProducer<byte[]?, byte[]> _producer;
    private readonly string _prefix;

    public MessageWriter(KafkaOptions options, IKafkaObserver observer)
    {
        _prefix = options.TopicPrefix;
        _producer = new ProducerBuilder<byte[]?, byte[]>(options.ToProducerConfig())
            .SetErrorHandler((_, error) => observer.ClientFailed(error.ToString()))
            .SetLogHandler((_, _) => { })
            .Build();
    }

    /// <summary>Writes messages in order, and returns when all are acknowledged.</summary>
    /// <exception cref="KafkaException">One was refused. Some of the others may be written.</exception>
    public async Task Write(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancel)
    {
        var reports = new Reports(messages.Count);
        foreach (var message in messages)
        {
            _producer.Produce(
                _prefix + message.Topic, new Message<byte[]?, byte[]> { Key = message.Key, Value = message.Value }, reports.Add);
        }

        await reports.All.WaitAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Forgets what is not acknowledged.</summary>
    public void Dispose() => _producer.Dispose();

    private sealed class Reports(int count)
    {
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left = count;

        public Task All => _all.Task;

        public void Add(DeliveryReport<byte[]?, byte[]> report)
        {
            if (report.Error.IsError)
            {
                _all.TrySetException(new KafkaException(new Error(
                    report.Error.Code, $"{report.Topic} does not take a message of {report.Value.Length} bytes: {report.Error.Reason}")));
            }
            else if (Interlocked.Decrement(ref _left) == 0)
            {
                _all.TrySetResult();
            }
        }
    }
}
