namespace Clearance.Simulation.Planted;

/// <summary>Mistakes an engine could have: planted one by one, each must be noticed.</summary>
public enum PlantedFault
{
    /// <summary>M1: an event that comes again is applied again.</summary>
    NoDeduplication,

    /// <summary>M2: a message counts as finished before what it says is durable.</summary>
    FinishedBeforeDurable,

    /// <summary>M3: commits state neither version nor claim.</summary>
    NoFencing,

    /// <summary>M4: a commit is acknowledged before it is written, and a crash in between loses it.</summary>
    AcknowledgedBeforeWritten,

    /// <summary>M5: a reader of the log begins at its end.</summary>
    ReadsFromTheEnd,

    /// <summary>M6: a decision is made for the date of the clock.</summary>
    ClockInARule,

    /// <summary>M7: sums in floating point.</summary>
    FloatingPoint,

    /// <summary>M8: who gets no answer lets the goods go.</summary>
    TimeoutAllows,

    /// <summary>M9: what is reserved of a letter is not part of the commit.</summary>
    ReservationApart,

    /// <summary>M10: whoever reads on from a number misses what got a smaller one later.</summary>
    OutboxSkips,

    /// <summary>M11: a commit that failed is shown.</summary>
    ShowsTheUncommitted,

    /// <summary>M12: ids are forgotten after a while.</summary>
    ForgetsIds,

    /// <summary>A fact is kept for a declaration without an owner, after it was registered.</summary>
    FactParkedTooLate,

    /// <summary>Money is parked for a declaration that is another's by now.</summary>
    RowParkedTooLate,

    /// <summary>A cancellation misses the payment it races.</summary>
    CancelMissesPayment,

    /// <summary>A payment is cancelled whose money was passed on, and nobody tells.</summary>
    SourceCancelledSilently,

    /// <summary>A message is lost with its sender.</summary>
    MessageLost,

    /// <summary>A message is applied twice.</summary>
    MessageTwice,

    /// <summary>A ledger is shown after its claim or its lease ended.</summary>
    ShownWithoutLease,

    /// <summary>An old declaration is decided with a new standing.</summary>
    TornRoot,

    /// <summary>A re-decision that a crash cut short is forgotten.</summary>
    RedecisionForgotten,

    /// <summary>A restart forgets that a ledger is stopped.</summary>
    StopForgotten,
}
