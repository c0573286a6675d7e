namespace Clearance.Domain;

/// <summary>Where a declaration's journal stands.</summary>
/// <param name="Sequence">How many decisions were journaled.</param>
/// <param name="Hash">The last entry's hash.</param>
/// <param name="Digest">A digest of the last decision, to tell whether another differs.</param>
/// <param name="DecidedAt">When the last decision was computed.</param>
public sealed record JournalHead(long Sequence, byte[] Hash, ulong Digest, Instant DecidedAt)
{
    /// <summary>Nothing journaled yet.</summary>
    public static JournalHead Empty { get; } = new(0, [], 0, default);

    /// <summary><see cref="DecidedAt"/>, or null while nothing is journaled.</summary>
    public Instant? LastDecidedAt => Sequence == 0 ? null : DecidedAt;
}
