using Clearance.Domain;
using Clearance.Entities;
using Clearance.Kafka;

namespace Clearance.Silo;

/// <summary>Writes what operators should hear of Kafka into the log, and counts it.</summary>
internal sealed partial class LoggingKafkaObserver(ILogger logger) : IKafkaObserver
{
    /// <inheritdoc/>
    public void Assigned(IReadOnlyList<string> partitions) => LogAssigned(string.Join(", ", partitions));

    /// <inheritdoc/>
    public void SoughtBack(string partition, long expected, long came)
    {
        KafkaMeter.SoughtBack();
        LogSoughtBack(partition, expected, came);
    }

    /// <inheritdoc/>
    public void Gap(string partition, long expected, long came)
    {
        KafkaMeter.Gap();
        LogGap(partition, expected, came);
    }

    /// <inheritdoc/>
    public void Halted(string partition, string why)
    {
        KafkaMeter.Halted();
        LogHalted(partition, why);
    }

    /// <inheritdoc/>
    public void Retrying(EventStream stream, Exception why)
    {
        KafkaMeter.Retrying(stream);
        LogRetrying(why, EventStreams.NameOf(stream));
    }

    /// <inheritdoc/>
    public void PositionsFailed(Exception why) => LogPositions(why);

    /// <inheritdoc/>
    public void ClientFailed(string why) => LogClient(why);

    /// <inheritdoc/>
    public void Published(PublishedSource source, int messages) =>
        KafkaMeter.Published(source, messages);

    /// <inheritdoc/>
    public void Processed(EventStream stream, int messages, TimeSpan took, bool failed) =>
        KafkaMeter.Processed(stream, messages, took, failed);

    /// <inheritdoc/>
    public void Measured(IReadOnlyList<PartitionState> partitions) => KafkaMeter.Measured(partitions);

    /// <inheritdoc/>
    public void PublishingFailed(PublishedSource source, Exception why)
    {
        KafkaMeter.PublishingFailed(source);
        LogPublishing(why, source);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Source} cannot be published now; it is tried again and nothing is left out")]
    private partial void LogPublishing(Exception why, PublishedSource source);

    [LoggerMessage(Level = LogLevel.Information, Message = "reading {Partitions}")]
    private partial void LogAssigned(string partitions);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Partition}: {Came} came where {Expected} should; reading again from there")]
    private partial void LogSoughtBack(string partition, long expected, long came);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Partition}: the log goes on from {Expected} at {Came}; what is between is not there")]
    private partial void LogGap(string partition, long expected, long came);

    [LoggerMessage(Level = LogLevel.Critical, Message = "alert: {Partition} is halted: {Why}")]
    private partial void LogHalted(string partition, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "events of {Stream} cannot be applied now and are tried again")]
    private partial void LogRetrying(Exception why, string stream);

    [LoggerMessage(Level = LogLevel.Error, Message = "the positions of Kafka cannot be stored or read now; it is tried again")]
    private partial void LogPositions(Exception why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Kafka's client: {Why}")]
    private partial void LogClient(string why);
}
