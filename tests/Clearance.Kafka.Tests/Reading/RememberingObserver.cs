using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Kafka.Tests.Reading;

/// <summary>Counts what it is told.</summary>
internal sealed class RememberingObserver : IKafkaObserver
{
    private int _retries;

    public int Retries => _retries;

    public void Assigned(IReadOnlyList<string> partitions)
    {
    }

    public void SoughtBack(string partition, long expected, long came)
    {
    }

    public void Gap(string partition, long expected, long came)
    {
    }

    public void Halted(string partition, string why)
    {
    }

    public void Retrying(EventStream stream, Exception why) => Interlocked.Increment(ref _retries);

    public void PositionsFailed(Exception why)
    {
    }

    public void ClientFailed(string why)
    {
    }

    public void Published(PublishedSource source, int messages)
    {
    }

    public void PublishingFailed(PublishedSource source, Exception why)
    {
    }
}
