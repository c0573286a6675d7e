namespace Clearance.Grains;

/// <summary>
/// What goes from one grain to another, or to a reader. Within a process it goes as it is, since it never changes; between
/// processes as bytes of the store's codec, which start with a format version and refuse what they do not know.
/// </summary>
/// <typeparam name="TSelf">The message.</typeparam>
public interface IWireMessage<TSelf>
    where TSelf : IWireMessage<TSelf>
{
    /// <summary>The message's bytes.</summary>
    byte[] Encode();

    /// <summary>The message of some bytes.</summary>
    /// <exception cref="Clearance.Entities.CorruptRecordException">These are no bytes of such a message.</exception>
    static abstract TSelf Decode(ReadOnlySpan<byte> body);
}
