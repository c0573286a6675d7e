namespace Clearance.Signing;

/// <summary>A bank's side: signs what it sends. Thread-safe.</summary>
/// <param name="key">The bank's private key, whose public half the engine has pinned.</param>
public sealed class BankSigner(SigningKey key)
{
    /// <summary>The HTTP header that carries the signature of a body; a message header of Kafka has the same name in small letters.</summary>
    public const string Header = "Clearance-Signature";

    /// <summary>The same in Kafka, where names tell small letters from great ones.</summary>
    public const string MessageHeader = "clearance-signature";

    /// <summary>The type a header may name for a signature over bytes.</summary>
    internal const string Type = "clearance-event+jws";

    /// <summary>Signs a body or a message as it will be sent: not one byte may be changed afterwards.</summary>
    /// <returns>A detached JWS, for <see cref="Header"/>.</returns>
    public string Sign(ReadOnlySpan<byte> body) => Jws.SignDetached(key, Type, body);

    /// <summary>An event with its own signature, as one message.</summary>
    public byte[] Envelope(ReadOnlySpan<byte> utf8) => SealedEnvelope.Write(utf8, Sign(utf8));

    /// <summary>Puts a message and the signature that came in its header into an envelope, unverified.</summary>
    public static byte[] Envelope(ReadOnlySpan<byte> utf8, string signature) => SealedEnvelope.Write(utf8, signature);

    /// <summary>Signs many events once. Each message carries the seal and verifies alone, in any order.</summary>
    /// <param name="events">Each event's bytes: 1 to 1,000,000.</param>
    /// <returns>A message per event, in order.</returns>
    public IReadOnlyList<byte[]> Seal(IReadOnlyList<ReadOnlyMemory<byte>> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentOutOfRangeException.ThrowIfZero(events.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(events.Count, BatchSeal.CountMax);
        var leaves = new byte[events.Count][];
        for (var i = 0; i < leaves.Length; i++)
        {
            leaves[i] = MerkleTree.Leaf(events[i].Span);
        }

        var seal = Jws.Sign(key, BatchSeal.Type, new BatchSeal(MerkleTree.Root(leaves), leaves.Length).Payload());
        var paths = MerkleTree.Paths(leaves);
        var messages = new byte[leaves.Length][];
        for (var i = 0; i < messages.Length; i++)
        {
            messages[i] = SealedEnvelope.Write(events[i].Span, seal, i, paths[i]);
        }

        return messages;
    }
}
