namespace Clearance.Domain;

/// <summary>What decides between two facts about the same thing: the latest <c>at</c> wins, then the greater id.</summary>
/// <remarks>Instants are compared, ids ordinally (domain.md §8.12), so that any arrival order ends in the same state.</remarks>
/// <param name="At">The source's time.</param>
/// <param name="Id">The event's id.</param>
public readonly record struct Stamp(Instant At, string Id) : IComparable<Stamp>
{
    /// <inheritdoc/>
    public int CompareTo(Stamp other)
    {
        var byTime = At.CompareTo(other.At);
        return byTime != 0 ? byTime : string.CompareOrdinal(Id, other.Id);
    }

    /// <summary>Whether this fact replaces <paramref name="other"/>.</summary>
    public bool Supersedes(Stamp other) => CompareTo(other) > 0;
}
