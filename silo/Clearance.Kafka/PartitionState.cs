using Clearance.Domain;
using Confluent.Kafka;

namespace Clearance.Kafka;

/// <summary>Where a partition is.</summary>
/// <param name="Stream">Of which topic.</param>
/// <param name="Partition">Its number.</param>
/// <param name="Next">The offset after the last message below which all are finished; null: none is yet.</param>
/// <param name="End">The offset after the last message the broker has; null: it has not said yet.</param>
/// <param name="Lag">How many messages lie between; null while that is not known.</param>
/// <param name="IsPaused">Whether fetching waits, because enough is held already, or it is halted.</param>
/// <param name="HaltedBecause">Why nothing of it is read any more; null: it is.</param>
public sealed record PartitionState(
    EventStream Stream, int Partition, long? Next, long? End, long? Lag, bool IsPaused, string? HaltedBecause)
{
    internal static PartitionState Of(PartitionProgress progress, WatermarkOffsets known)
    {
        long? end = known.High.IsSpecial ? null : known.High.Value;

        // Where a log begins the client may not know; of one that was never read all counts then, also what retention removed.
        var from = progress.Finished ?? (known.Low.IsSpecial ? 0 : known.Low.Value);
        return new PartitionState(
            progress.Stream, progress.Partition, progress.Finished, end,
            end - from is { } lag ? Math.Max(0, lag) : null, progress.IsPaused, progress.HaltedBecause);
    }
}
