namespace Clearance.Kafka;

/// <summary>A message on its way through a lane.</summary>
/// <param name="From">The partition it came from, as it was assigned then.</param>
/// <param name="Offset">Its offset.</param>
/// <param name="Value">Its bytes; none when the message had no value.</param>
internal readonly record struct ReceivedMessage(PartitionProgress From, long Offset, ReadOnlyMemory<byte> Value);
