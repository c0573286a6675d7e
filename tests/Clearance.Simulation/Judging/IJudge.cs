using Clearance.Domain;
using Clearance.Testing.Worlds;

namespace Clearance.Simulation.Judging;

/// <summary>Says what is right, one commit after the other, and writes answers so that equal ones are equal texts.</summary>
internal interface IJudge
{
    /// <summary>Takes an event in; says why the state refuses it, or null.</summary>
    RejectionCode? Apply(WorldEvent e);

    /// <summary>Delivers a message between ledgers; says what is wrong with it, or null.</summary>
    /// <param name="message">The message.</param>
    /// <param name="isAnyStopped">Whether a ledger was stopped before: then a sender's messages to others pass those to that one.</param>
    string? Deliver(LedgerMessage message, bool isAnyStopped);

    /// <summary>How many messages are under way.</summary>
    int UnderWay { get; }

    /// <summary>The right answer.</summary>
    string Decide(DeclarationKey key, DateOnly on);

    /// <summary>Whether a clearance was recorded: then it is answered whatever became of the ledger.</summary>
    bool IsRecorded(DeclarationKey key);

    /// <summary>A taxpayer's right sums.</summary>
    string Taxpayer(TaxpayerId taxpayer, DateOnly on);

    /// <summary>The engine's answer in the same words.</summary>
    string TextOf(Decision decision);

    /// <summary>The engine's sums in the same words.</summary>
    string TextOf(Ledger ledger, IReadOnlyList<Declaration> declarations, DateOnly on);
}
