using Clearance.Domain;

namespace Clearance.Model;

/// <summary>What came of an event of right form.</summary>
/// <param name="Rejection">Why the state refuses it; null: accepted.</param>
/// <param name="ClearedAgainstHold">Whether it clears goods that are held (domain.md §6).</param>
public sealed record ModelResult(RejectionCode? Rejection, bool ClearedAgainstHold = false);
