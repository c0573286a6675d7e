using System.Collections.Concurrent;

namespace Clearance.Signing;

/// <summary>An envelope, opened.</summary>
/// <param name="Signed">The bytes inside; empty unless the signature is valid.</param>
/// <param name="Check">Whether it is, and whose.</param>
public readonly record struct OpenedEnvelope(ReadOnlyMemory<byte> Signed, SignatureCheck Check);

/// <summary>The engine's side: verifies what banks signed, by the bytes alone, before anybody reads them as an event. Thread-safe.</summary>
/// <param name="keys">The keys that count; for others make another verifier, so that nothing known by these is known any more.</param>
public sealed class BankVerifier(PinnedKeys keys)
{
    private const int SealsKeptMax = 1024;

    private readonly ConcurrentDictionary<string, KnownSeal> _seals = new(StringComparer.Ordinal);

    /// <summary>The keys it verifies by.</summary>
    public PinnedKeys Keys { get; } = keys;

    /// <summary>How many seals are known to be right.</summary>
    internal int SealsKept => _seals.Count;

    /// <summary>Whether a message is meant as an envelope.</summary>
    public static bool IsEnvelope(ReadOnlySpan<byte> message) => SealedEnvelope.IsOne(message);

    /// <summary>Verifies a detached signature over a body.</summary>
    public SignatureCheck Verify(string signature, ReadOnlySpan<byte> body, DateTimeOffset now) =>
        Jws.VerifyDetached(Keys, signature, BankSigner.Type, body, now);

    /// <summary>Opens an envelope, if what is in it is signed.</summary>
    public OpenedEnvelope Open(ReadOnlySpan<byte> message, DateTimeOffset now)
    {
        if (SealedEnvelope.Read(message) is not { } envelope)
        {
            return Refused("It is no envelope as it should be: signed, then signature, or signed, seal, index and path.");
        }

        var check = envelope.Signature is { } own ? Verify(own, envelope.Signed, now) : Verify(envelope, now);
        return check.IsValid ? new OpenedEnvelope(envelope.Signed, check) : new OpenedEnvelope(default, check);
    }

    private static OpenedEnvelope Refused(string why) => new(default, SignatureCheck.Refused(why));

    private SignatureCheck Verify(SealedEnvelope envelope, DateTimeOffset now)
    {
        var check = VerifySeal(envelope.Seal!, now, out var seal);
        return !check.IsValid || MerkleTree.Verify(MerkleTree.Leaf(envelope.Signed), envelope.Index, seal!.Count, envelope.Path, seal.Root)
            ? check
            : SignatureCheck.Refused("The event is not under the seal at this place.");
    }

    /// <summary>A seal's signature is verified once. That its key still counts is looked at each time.</summary>
    private SignatureCheck VerifySeal(string text, DateTimeOffset now, out BatchSeal? seal)
    {
        if (_seals.TryGetValue(text, out var known))
        {
            seal = known.Seal;
            return known.Key.WhyNot(now) is { } why ? SignatureCheck.Refused(why) : new SignatureCheck(known.Key, null);
        }

        seal = null;
        var check = Jws.Verify(Keys, text, BatchSeal.Type, BatchSeal.PayloadMax, now, out var payload);
        if (!check.IsValid)
        {
            return check;
        }

        seal = BatchSeal.Read(payload);
        if (seal is null)
        {
            return SignatureCheck.Refused("The seal's payload is not a root and a count as they are written.");
        }

        if (_seals.Count >= SealsKeptMax)
        {
            _seals.Clear();
        }

        _seals[text] = new KnownSeal(check.Key!, seal);
        return check;
    }

    private sealed record KnownSeal(PinnedKey Key, BatchSeal Seal);
}
