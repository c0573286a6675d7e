using System.Globalization;
using Clearance.Domain;
using Clearance.Entities;
using Clearance.Testing.Events;
using Clearance.Testing.Stores;

namespace Clearance.Testing.Engines;

/// <summary>An engine over a store in memory, whatever hosts its entities, and what tests ask of one.</summary>
public class TestedEngine(InMemoryStore store, EntityEngine engine)
{
    public InMemoryStore Store => store;

    /// <summary>The way in.</summary>
    public IIntake Intake => engine.Intake;

    /// <summary>Taxpayers and declarations.</summary>
    public IEntityHost Entities => engine.Services.Host;

    public async Task<EventResult> Post(ClearanceEvent e) => (await PostAll([e]))[0];

    /// <summary>Posts events of one stream in one call.</summary>
    public Task<IReadOnlyList<EventResult>> PostAll(IReadOnlyList<ClearanceEvent> events) => Intake.Take(
        EventJson.StreamOf(events[0]),
        [.. events.Select(e => (ReadOnlyMemory<byte>)EventJson.Write(e))],
        CancellationToken.None);

    public async Task<Decision> Ask(DeclarationKey key, string on = "2026-11-02") =>
        await Entities.Declaration(key).Decide(DateOnly.Parse(on, CultureInfo.InvariantCulture));

    public async Task<LedgerTotals> TotalsOf(TaxpayerId taxpayer) =>
        (await Entities.Taxpayer(taxpayer).Root()).Ledger.Totals;

    /// <summary>An event as the intake gives it to a ledger.</summary>
    public IntakeEvent Known(ClearanceEvent e)
    {
        var (stream, raw) = (EventJson.StreamOf(e), EventJson.Write(e));
        var read = EventReader.Read(stream, raw);
        return new IntakeEvent(stream, read.Event!, new EventHasher(store.RegistrySecret).Of(stream, e.Id), read.Content, raw);
    }
}
