using System.Diagnostics;
using System.Text;
using Clearance.Entities;
using Confluent.Kafka;

namespace Clearance.Kafka;

/// <summary>A message on its way through a lane.</summary>
/// <param name="From">The partition it came from, as it was assigned then.</param>
/// <param name="Offset">Its offset.</param>
/// <param name="Value">Its bytes; none when the message had no value.</param>
internal readonly record struct ReceivedMessage(PartitionProgress From, long Offset, ReadOnlyMemory<byte> Value)
{
    /// <summary>What its sender did when he sent it, if he said so and somebody traces.</summary>
    public ActivityContext Trace { get; init; }

    /// <summary>Reads a sender's <c>traceparent</c>.</summary>
    public static ActivityContext TraceOf(Headers? headers) =>
        Tracing.Source.HasListeners() && headers is not null && headers.TryGetLastBytes("traceparent", out var parent) && parent is not null
        && ActivityContext.TryParse(Encoding.ASCII.GetString(parent), null, isRemote: true, out var context) ? context : default;
}
