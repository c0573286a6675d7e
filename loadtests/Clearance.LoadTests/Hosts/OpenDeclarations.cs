using Clearance.Domain;
using Clearance.Entities;
using Clearance.Workload;

namespace Clearance.LoadTests;

/// <summary>Open declarations of one line, registered by one engine and weighed in another that opens the same store.</summary>
/// <remarks>What is weighed is then what an engine holds of idle declarations, and nothing left over from intake.</remarks>
internal sealed class OpenDeclarations(int declarations, int taxpayers)
{
    private const int EventsPerCall = 1_000;

    private readonly List<DeclarationKey> _keys = [];

    /// <summary>What is registered.</summary>
    public IReadOnlyList<DeclarationKey> Keys => _keys;

    /// <summary>Whose they are.</summary>
    public IReadOnlyList<TaxpayerId> Taxpayers { get; private set; } = [];

    /// <summary>Registers them.</summary>
    public async Task Register(EntityEngine engine, CancellationToken cancel)
    {
        var events = new CommonEvents(1, 0, taxpayers, 0, FreshEvents.Today);
        Taxpayers = [.. events.Taxpayers.Select(static id => TaxpayerId.TryParse(id, out var taxpayer)
            ? taxpayer
            : throw new InvalidOperationException($"'{id}' is no taxpayer."))];
        for (var done = 0; done < declarations; done += EventsPerCall)
        {
            var batch = new TakenBody(events.NextOpen(Math.Min(EventsPerCall, declarations - done)));
            await batch.TakeBy(engine.Intake, cancel);
            _keys.AddRange(batch.Declarations);
        }
    }

    /// <summary>Activates every ledger, then every declaration, and weighs what the process holds before, between and after.</summary>
    public async Task<IdleMemory> Weigh(EntityEngine engine, CancellationToken cancel)
    {
        var host = engine.Services.Host;
        var empty = Settled();
        var open = 0;
        foreach (var taxpayer in Taxpayers)
        {
            cancel.ThrowIfCancellationRequested();
            var root = await host.Taxpayer(taxpayer).Root();
            open += root.Ledger.Declarations.Count;
        }

        var ledgers = Settled();
        var held = 0;
        foreach (var key in _keys)
        {
            cancel.ThrowIfCancellationRequested();
            var decision = await host.Declaration(key).Decide(null);
            held += decision.Outcome == Outcome.Hold ? 1 : 0;
        }

        var all = Settled();
        if (open != declarations || held != declarations)
        {
            throw new InvalidOperationException($"Of {declarations} declarations {open} are open and {held} held: no result.");
        }

        return new IdleMemory((ledgers - empty) / (double)open, (all - ledgers) / (double)_keys.Count);
    }

    private static long Settled()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}

/// <summary>Managed bytes of an idle open declaration.</summary>
/// <param name="InLedger">Inside its active ledger, with its share of the ledger's own.</param>
/// <param name="Besides">Of its own entity, once it was asked for its decision.</param>
internal readonly record struct IdleMemory(double InLedger, double Besides);
