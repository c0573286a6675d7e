namespace Clearance.Grains;

/// <summary>The bytes of a message, as Orleans carries them.</summary>
[GenerateSerializer]
[Immutable]
[Alias("clearance.bytes")]
public struct WireBytes
{
    /// <summary>What <see cref="IWireMessage{TSelf}.Encode"/> made.</summary>
    [Id(0)]
    public byte[] Body { get; set; }
}

/// <summary>Lets Orleans carry a message as its bytes.</summary>
internal abstract class WireConverter<TMessage> : IConverter<TMessage, WireBytes>
    where TMessage : IWireMessage<TMessage>
{
    /// <inheritdoc/>
    public TMessage ConvertFromSurrogate(in WireBytes surrogate) => TMessage.Decode(surrogate.Body);

    /// <inheritdoc/>
    public WireBytes ConvertToSurrogate(in TMessage value) => new() { Body = value.Encode() };
}

/// <inheritdoc/>
[RegisterConverter]
internal sealed class EventBatchConverter : WireConverter<EventBatch>;

/// <inheritdoc/>
[RegisterConverter]
internal sealed class EventResultsConverter : WireConverter<EventResults>;

/// <inheritdoc/>
[RegisterConverter]
internal sealed class IntentMessageConverter : WireConverter<IntentMessage>;

/// <inheritdoc/>
[RegisterConverter]
internal sealed class DecisionMessageConverter : WireConverter<DecisionMessage>;

/// <inheritdoc/>
[RegisterConverter]
internal sealed class RootMessageConverter : WireConverter<RootMessage>;

/// <inheritdoc/>
[RegisterConverter]
internal sealed class RootSliceConverter : WireConverter<RootSlice>;

/// <inheritdoc/>
[RegisterConverter]
internal sealed class ResumptionConverter : WireConverter<ResumptionMessage>;

/// <inheritdoc/>
[RegisterConverter]
internal sealed class ParkedConverter : WireConverter<ParkedMessage>;

/// <inheritdoc/>
[RegisterConverter]
internal sealed class EntityFaultConverter : WireConverter<EntityFaultException>;
