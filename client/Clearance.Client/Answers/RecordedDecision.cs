namespace Clearance.Client;

/// <summary>A decision as the journal has it.</summary>
/// <param name="Sequence">Its number among the declaration's decisions, from 1.</param>
/// <param name="At">When it was recorded.</param>
/// <param name="LedgerVersion">The ledger's version with it.</param>
/// <param name="Causes">The events that led to it, as <c>bank.payments/BIDV:FT1</c>; none: the date alone.</param>
/// <param name="Alerts">Alerts it raised.</param>
/// <param name="Hash">Its link in the declaration's chain, SHA-256 in hexadecimal.</param>
/// <param name="Decision">What was decided.</param>
public sealed record RecordedDecision(
    long Sequence, DateTimeOffset At, long LedgerVersion, IReadOnlyList<string> Causes, IReadOnlyList<string> Alerts, string? Hash,
    Decision Decision);

/// <summary>What was in force at a moment.</summary>
/// <param name="Declaration">The 11-digit key.</param>
/// <param name="AsOf">The moment; never after that of the answer.</param>
/// <param name="Outcome">The outcome then; <c>unknown</c> before anything was recorded.</param>
/// <param name="Recorded">The decision; null: none was recorded yet.</param>
/// <param name="Until">When the next one was recorded; null: it is still in force.</param>
public sealed record DecisionInForce(
    string Declaration, DateTimeOffset AsOf, string Outcome, RecordedDecision? Recorded, DateTimeOffset? Until);

/// <summary>What would be if events came now.</summary>
/// <param name="Results">What would become of each event, in order.</param>
/// <param name="Before">The decision now.</param>
/// <param name="After">The decision then.</param>
public sealed record WhatIfAnswer(IReadOnlyList<EventResult> Results, Decision Before, Decision After);
