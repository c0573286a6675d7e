using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>The way in, with what comes and how long it takes counted: once for a call, whoever brings it.</summary>
internal sealed class CountedIntake(IIntake intake, Flows flows) : IIntake
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<EventResult>> Take(
        EventStream stream, IReadOnlyList<ReadOnlyMemory<byte>> events, CancellationToken cancel) => Take(stream, events, null, cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<EventResult>> Take(
        EventStream stream, IReadOnlyList<ReadOnlyMemory<byte>> events, BankCode? bank, CancellationToken cancel)
    {
        var begun = flows.Begin();
        IReadOnlyList<EventResult> results;
        try
        {
            results = await intake.Take(stream, events, bank, cancel);
        }
        catch
        {
            flows.EventsFailed(events.Count);
            throw;
        }

        flows.Events(stream, results, begun);
        return results;
    }
}
