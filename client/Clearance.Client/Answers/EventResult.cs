namespace Clearance.Client;

/// <summary>What became of one event.</summary>
/// <param name="Id">The event's id; null when it cannot be read.</param>
/// <param name="Status"><c>accepted</c>, <c>duplicate</c>, <c>conflict</c> or <c>rejected</c>.</param>
/// <param name="Code">Why it is rejected.</param>
/// <param name="Field">The member meant, as a path.</param>
/// <param name="Detail">A sentence.</param>
public sealed record EventResult(string? Id, string Status, string? Code, string? Field, string? Detail)
{
    /// <summary>Whether the event is applied, now or before.</summary>
    public bool IsApplied => Status is "accepted" or "duplicate";
}
