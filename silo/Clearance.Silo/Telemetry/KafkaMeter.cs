using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Clearance.Domain;
using Clearance.Entities;
using Clearance.Kafka;

namespace Clearance.Silo;

/// <summary>What is counted and timed of Kafka; messages by the names OpenTelemetry has for them.</summary>
internal static class KafkaMeter
{
    private const string Destination = "messaging.destination.name";

    private static readonly Meter Meter = new(Tracing.Name);
    private static readonly KeyValuePair<string, object?> System = new("messaging.system", "kafka");
    private static readonly ImmutableArray<object> Sources = Labels.Lower<PublishedSource>();

    private static readonly Counter<long> Consumed = Meter.CreateCounter<long>(
        "messaging.client.consumed.messages", "{message}", "Messages given to the engine.");

    private static readonly Histogram<double> ProcessDuration = Durations.Create(
        Meter, "messaging.process.duration", "How long the engine took for a call with messages of a topic.", Durations.Fast);

    private static readonly Counter<long> Sent = Meter.CreateCounter<long>(
        "messaging.client.sent.messages", "{message}", "Messages that brokers have acknowledged.");

    private static readonly Counter<long> SeeksBack = Meter.CreateCounter<long>(
        "clearance.kafka.seeks_back", "{seek}", "Readings again of messages that were missing at first.");

    private static readonly Counter<long> Gaps = Meter.CreateCounter<long>(
        "clearance.kafka.gaps", "{gap}", "Offsets that a log does not have.");

    private static readonly Counter<long> Halts = Meter.CreateCounter<long>(
        "clearance.kafka.halts", "{halt}", "Times a partition was halted.");

    private static readonly Counter<long> Retries = Meter.CreateCounter<long>(
        "clearance.kafka.retries", "{call}", "Calls with messages that failed and are repeated.");

    private static readonly Counter<long> PublishingFailures = Meter.CreateCounter<long>(
        "clearance.kafka.publishing_failures", "{page}", "Pages that could not be published and are tried again.");

    private static volatile IReadOnlyList<PartitionState> partitions = [];

    static KafkaMeter()
    {
        Meter.CreateObservableGauge(
            "clearance.kafka.lag", static () => Each(static state => state.Lag), "{message}", "Messages of a partition of this member that are not finished.");
        Meter.CreateObservableGauge(
            "clearance.kafka.paused", static () => Each(static state => state.IsPaused ? 1 : 0), null, "Whether nothing more is fetched for now, since enough is held.");
        Meter.CreateObservableGauge(
            "clearance.kafka.halted", static () => Each(static state => state.HaltedBecause is null ? 0 : 1), null, "Whether a partition is halted: nothing of it is read until somebody looks at it.");
    }

    /// <summary>Every count that must be seen to rise from nothing is there from the start.</summary>
    public static void Begin()
    {
        SeeksBack.Add(0);
        Gaps.Add(0);
        Halts.Add(0);
        Array.ForEach(Enum.GetValues<EventStream>(), static stream => Retries.Add(0, Labels.Of(stream)));
        Array.ForEach(Enum.GetValues<PublishedSource>(), static source => PublishingFailures.Add(0, Of(source)));
    }

    /// <summary>Messages were missing at the first reading.</summary>
    public static void SoughtBack() => SeeksBack.Add(1);

    /// <summary>Offsets are missing from the log.</summary>
    public static void Gap() => Gaps.Add(1);

    /// <summary>A partition is halted.</summary>
    public static void Halted() => Halts.Add(1);

    /// <summary>A call is repeated.</summary>
    public static void Retrying(EventStream stream) => Retries.Add(1, Labels.Of(stream));

    /// <summary>A page is tried again.</summary>
    public static void PublishingFailed(PublishedSource source) => PublishingFailures.Add(1, Of(source));

    /// <summary>A call has ended.</summary>
    public static void Processed(EventStream stream, int messages, TimeSpan took, bool failed)
    {
        var topic = new KeyValuePair<string, object?>(Destination, Labels.Streams[(int)stream]);
        if (failed)
        {
            ProcessDuration.Record(took.TotalSeconds, System, topic, new("error.type", "retried"));
            return;
        }

        Consumed.Add(messages, System, topic);
        ProcessDuration.Record(took.TotalSeconds, System, topic);
    }

    /// <summary>Messages are acknowledged. Of the journal they are decisions and obligations.</summary>
    public static void Published(PublishedSource source, int messages) =>
        Sent.Add(messages, System, new(Destination, source == PublishedSource.Journal ? "clearance.decisions" : "clearance.deadletters"));

    /// <summary>How the partitions stand.</summary>
    public static void Measured(IReadOnlyList<PartitionState> now) => partitions = now;

    private static KeyValuePair<string, object?> Of(PublishedSource source) => new("source", Sources[(int)source]);

    private static IEnumerable<Measurement<long>> Each(Func<PartitionState, long?> value)
    {
        foreach (var state in partitions)
        {
            if (value(state) is { } known)
            {
                yield return new Measurement<long>(known, Labels.Of(state.Stream), new("partition", state.Partition));
            }
        }
    }
}
