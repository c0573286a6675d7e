namespace Clearance.Grains.Tests.Messages;

/// <summary>Takes a message from one process to another.</summary>
internal abstract class Wire
{
    /// <summary>How many messages went over.</summary>
    public int Messages { get; private set; }

    /// <summary>The message as it arrives.</summary>
    public T Carry<T>(T message)
        where T : class, IWireMessage<T>
    {
        Messages++;
        var arrived = Pass(message);
        arrived.ShouldNotBeSameAs(message);
        return arrived;
    }

    protected abstract T Pass<T>(T message)
        where T : class, IWireMessage<T>;
}

/// <summary>Takes it over as its bytes.</summary>
internal sealed class BytesWire : Wire
{
    protected override T Pass<T>(T message) => T.Decode(message.Encode());
}
