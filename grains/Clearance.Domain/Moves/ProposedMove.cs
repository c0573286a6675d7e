namespace Clearance.Domain;

/// <summary>How far a proposed move is. Stored values: append only.</summary>
public enum MoveStatus : byte
{
    /// <summary>Made by one officer, waiting for another.</summary>
    Proposed = 0,

    /// <summary>Approved by another; the engine is writing its event, or it waits for a stopped ledger to go on.</summary>
    Approved = 1,

    /// <summary>Its event is applied: the money is moved.</summary>
    Done = 2,

    /// <summary>Approved, and then refused by the ledger, as the state was by then.</summary>
    Rejected = 3,

    /// <summary>Refused by another officer, or taken back by its maker.</summary>
    Refused = 4,
}

/// <summary>A move of money that one officer proposes and another approves (domain.md §2; contract.md §1, officers' moves).</summary>
/// <remarks>Immutable. Who acts is said by access control, never by what is proposed.</remarks>
public sealed record ProposedMove
{
    /// <summary>The most characters of an id: with the taxpayer it names the move's event.</summary>
    public const int IdLengthMax = 40;

    /// <summary>What stands for the checker until there is one; no officer has this name.</summary>
    public const string Nobody = "-";

    /// <summary>The id, unique within the taxpayer.</summary>
    public required string Id { get; init; }

    /// <summary>The event it becomes: its time is that of the proposal, then of the approval.</summary>
    public required OfficersMove Event { get; init; }

    /// <summary>How far it is.</summary>
    public MoveStatus Status { get; init; }

    /// <summary>When it was proposed.</summary>
    public required Instant ProposedAt { get; init; }

    /// <summary>Who approved or refused it; null while nobody did.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>When; null while nobody did.</summary>
    public Instant? DecidedAt { get; init; }

    /// <summary>Why the ledger refused it, when it did.</summary>
    public Rejection? Rejection { get; init; }

    /// <summary>Whose money.</summary>
    public TaxpayerId Taxpayer => Event.Taxpayer;

    /// <summary>The id of the event a move becomes: the same however often it is written, so that twice is once.</summary>
    /// <param name="taxpayer">Whose money.</param>
    /// <param name="id">The move's id.</param>
    public static string EventIdOf(TaxpayerId taxpayer, string id) => $"move:{taxpayer}:{id}";

    /// <summary>Whether a text may be a move's id: 1–40 letters, digits, dots, underscores and hyphens.</summary>
    public static bool IsId(string text) =>
        text.Length is > 0 and <= IdLengthMax && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    /// <summary>Whether it is the same proposal: same maker, same move; when it was made counts for nothing.</summary>
    public bool IsSame(ProposedMove other) =>
        (Event with { At = default, Checker = Nobody }) == (other.Event with { At = default, Checker = Nobody });

    /// <summary>The move as an officer approves it.</summary>
    /// <param name="officer">Who.</param>
    /// <param name="at">When: the time of its event.</param>
    /// <param name="approved">The move approved; itself when it is refused.</param>
    /// <returns>Why not: made and checked by one person, or decided already; null when approved.</returns>
    public Rejection? Approve(string officer, Instant at, out ProposedMove approved)
    {
        approved = this;
        if (Status != MoveStatus.Proposed)
        {
            return Decided;
        }

        if (string.Equals(officer, Event.Maker, StringComparison.Ordinal))
        {
            return new Rejection(
                RejectionCode.SamePersonMadeAndChecked, null, "Who proposed a move cannot approve it; another officer must.");
        }

        approved = this with
        {
            Status = MoveStatus.Approved,
            DecidedBy = officer,
            DecidedAt = at,
            Event = Event with { Checker = officer, At = at },
        };
        return null;
    }

    /// <summary>The move as an officer refuses it, or its maker takes it back.</summary>
    /// <param name="officer">Who.</param>
    /// <param name="at">When.</param>
    /// <param name="refused">The move refused; itself when it is decided already.</param>
    /// <returns>Why not; null when refused.</returns>
    public Rejection? Refuse(string officer, Instant at, out ProposedMove refused)
    {
        refused = Status == MoveStatus.Proposed
            ? this with { Status = MoveStatus.Refused, DecidedBy = officer, DecidedAt = at }
            : this;
        return Status == MoveStatus.Proposed ? null : Decided;
    }

    /// <summary>The move once the ledger has judged its event.</summary>
    /// <param name="rejection">Why the ledger refused it; null when it was applied.</param>
    public ProposedMove Finished(Rejection? rejection) =>
        this with { Status = rejection is null ? MoveStatus.Done : MoveStatus.Rejected, Rejection = rejection };

    private Rejection Decided => new(
        RejectionCode.NotAllowedInStatus, null, $"The move is decided already: {DecidedBy} {(Status == MoveStatus.Refused ? "refused" : "approved")} it.");
}
