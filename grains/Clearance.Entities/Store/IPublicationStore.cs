namespace Clearance.Entities;

/// <summary>What is published. Stored values: append only.</summary>
public enum PublishedSource : byte
{
    /// <summary>The journal, by position in each lane.</summary>
    Journal = 0,

    /// <summary>The dead letters, by sequence in each lane.</summary>
    DeadLetters = 1,
}

/// <summary>How far something is published.</summary>
/// <param name="Source">What.</param>
/// <param name="Lane">Which lane of it.</param>
/// <param name="Through">The last position, or sequence, below and at which everything is with those who read it.</param>
public sealed record PublishedPosition(PublishedSource Source, int Lane, long Through);

/// <summary>A dead letter as it is kept.</summary>
/// <param name="Sequence">Its place in the order of commits of its lane; unique over all lanes.</param>
/// <param name="Letter">The letter.</param>
public sealed record DeadLetterRecord(long Sequence, DeadLetter Letter);

/// <summary>A lane that this process publishes.</summary>
/// <param name="Number">Which lane.</param>
/// <param name="End">Where its journal ends for good, because nobody writes in the lane any more; null: it goes on.</param>
public readonly record struct PublishedLane(int Number, long? End);

/// <summary>What a store keeps for whoever publishes the journal and the dead letters.</summary>
public interface IPublicationStore
{
    /// <summary>In how many lanes dead letters are numbered: a number that is passed in one lane may still come in another.</summary>
    int DeadLetterLanes => 1;

    /// <summary>The lanes of a source that this process is to publish; in a cluster others publish others, and they change hands.</summary>
    IReadOnlyList<PublishedLane> LanesOf(PublishedSource source) => [new PublishedLane(0, null)];

    /// <summary>How far each source is published; a lane that is not named is not published at all.</summary>
    Task<IReadOnlyList<PublishedPosition>> LoadPublished(CancellationToken cancel);

    /// <summary>Stores positions durably; one that is not ahead of what is stored changes nothing.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was stored.</exception>
    Task SavePublished(IReadOnlyList<PublishedPosition> positions, CancellationToken cancel);

    /// <summary>Dead letters of a lane after a sequence number, in order.</summary>
    Task<IReadOnlyList<DeadLetterRecord>> ReadDeadLetters(int lane, long after, int limit, CancellationToken cancel);
}
