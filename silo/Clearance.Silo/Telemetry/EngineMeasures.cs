using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>Tells what is measured of the engine to its meter, where there is one, and what banks' events freed to the operations page.</summary>
internal sealed class EngineMeasures(BankFlows banks, IEntityMeasures? meter) : IEntityMeasures
{
    /// <inheritdoc/>
    public void Answered(EventStream stream, IReadOnlyList<EventResult> results, TimeSpan took) => meter?.Answered(stream, results, took);

    /// <inheritdoc/>
    public void Aged(EventStream stream, TimeSpan age) => meter?.Aged(stream, age);

    /// <inheritdoc/>
    public void Decided(DecisionTally decisions) => meter?.Decided(decisions);

    /// <inheritdoc/>
    public void Freed(BankCause cause, TimeSpan took)
    {
        banks.Freed(cause.Bank, took);
        meter?.Freed(cause, took);
    }

    /// <inheritdoc/>
    public void Landed(in CommitLanding landing) => meter?.Landed(landing);

    /// <inheritdoc/>
    public void Kept(DeadLetter letter) => meter?.Kept(letter);
}
