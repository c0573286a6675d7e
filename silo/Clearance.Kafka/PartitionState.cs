using System.Globalization;
using System.Text.Json;
using Clearance.Domain;

namespace Clearance.Kafka;

/// <summary>How a partition of this member stands.</summary>
/// <param name="Stream">Whose topic.</param>
/// <param name="Partition">Which partition.</param>
/// <param name="Lag">How many messages of it are not finished; null: the brokers have not said how many there are.</param>
/// <param name="IsPaused">Whether nothing more is fetched for now, since enough is held.</param>
/// <param name="IsHalted">Whether nothing of it is read until somebody looks at it.</param>
public sealed record PartitionState(EventStream Stream, int Partition, long? Lag, bool IsPaused, bool IsHalted);

/// <summary>Reads the ends of partitions out of the client's statistics.</summary>
internal static class PartitionEnds
{
    /// <summary>The states of partitions, in their order.</summary>
    public static IReadOnlyList<PartitionState> States(
        string statistics, IEnumerable<KeyValuePair<Confluent.Kafka.TopicPartition, PartitionProgress>> partitions)
    {
        using var json = JsonDocument.Parse(statistics);
        _ = json.RootElement.TryGetProperty("topics", out var topics);
        return
        [
            .. partitions
                .Select(it => new PartitionState(
                    it.Value.Stream, it.Value.Partition, LagOf(topics, it.Key, it.Value), it.Value.IsPaused, it.Value.HaltedBecause is not null))
                .OrderBy(static state => state.Stream).ThenBy(static state => state.Partition),
        ];
    }

    private static long? LagOf(JsonElement topics, Confluent.Kafka.TopicPartition key, PartitionProgress progress)
    {
        if (topics.ValueKind != JsonValueKind.Object
            || !topics.TryGetProperty(key.Topic, out var topic)
            || !topic.GetProperty("partitions").TryGetProperty(key.Partition.Value.ToString(CultureInfo.InvariantCulture), out var partition)
            || !TryOffset(partition, "hi_offset", out var end))
        {
            return null;
        }

        // Of one of which nothing was read yet, all there is waits.
        var next = progress.Expected - progress.Outstanding ?? (TryOffset(partition, "lo_offset", out var begin) ? begin : end);
        return Math.Max(0, end - next);
    }

    /// <summary>What the client does not know is below zero.</summary>
    private static bool TryOffset(JsonElement partition, string name, out long offset)
    {
        offset = -1;
        return partition.TryGetProperty(name, out var value) && value.TryGetInt64(out offset) && offset >= 0;
    }
}
