using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Kafka;

/// <summary>Hears what operators should; must not block or throw.</summary>
public interface IKafkaObserver
{
    /// <summary>Partitions came or went: those it has now.</summary>
    void Assigned(IReadOnlyList<string> partitions);

    /// <summary>Messages were missing at the first reading and are read again.</summary>
    void SoughtBack(string partition, long expected, long came);

    /// <summary>Offsets are missing from the log itself.</summary>
    void Gap(string partition, long expected, long came);

    /// <summary>Nothing of this partition is read any more.</summary>
    void Halted(string partition, string why);

    /// <summary>The intake did not take a batch; it is repeated.</summary>
    void Retrying(EventStream stream, Exception why);

    /// <summary>The positions could not be stored or read; it is tried again.</summary>
    void PositionsFailed(Exception why);

    /// <summary>The client says that something is wrong with its connections.</summary>
    void ClientFailed(string why);

    /// <summary>A call with messages of a stream has ended; one that failed is repeated.</summary>
    void Processed(EventStream stream, int messages, TimeSpan took, bool failed)
    {
    }

    /// <summary>How the partitions it has stand, every second.</summary>
    void Measured(IReadOnlyList<PartitionState> partitions)
    {
    }

    /// <summary>Messages were written and acknowledged.</summary>
    void Published(PublishedSource source, int messages);

    /// <summary>Messages could not be read, written or noted as written; it is tried again.</summary>
    void PublishingFailed(PublishedSource source, Exception why);
}
