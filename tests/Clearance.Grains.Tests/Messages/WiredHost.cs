using Clearance.Domain;
using Clearance.Entities;
using Clearance.Entities.Tests.Codec;

namespace Clearance.Grains.Tests.Messages;

/// <summary>
/// Entities as if each were in another process: what goes to one and what comes back is carried, and a declaration decides
/// from the slice of its owner's ledger that arrived. Whatever is carried must arrive as it was sent.
/// </summary>
internal sealed class WiredHost(IEntityHost behind, Wire wire) : IEntityHost
{
    public ITaxpayer Taxpayer(TaxpayerId id) => new WiredTaxpayer(behind.Taxpayer(id), wire);

    public IDeclaration Declaration(DeclarationKey key) => new WiredDeclaration(behind.Declaration(key), wire);

    private static T Alike<T>(T sent, T arrived)
    {
        Printout.Of(arrived).ShouldBe(Printout.Of(sent));
        return arrived;
    }

    private static IReadOnlyList<IntakeEvent> Carried(IReadOnlyList<IntakeEvent> events, Wire wire)
    {
        var arrived = wire.Carry(new EventBatch(events)).Events;
        Alike(events.Select(e => e.Event), arrived.Select(e => e.Event));
        arrived.Select(e => (e.Stream, e.Id, e.Content)).ShouldBe(events.Select(e => (e.Stream, e.Id, e.Content)));
        arrived.Select(e => e.Raw.ToArray()).ShouldBe(events.Select(e => e.Raw.ToArray()));
        return arrived;
    }

    private static IReadOnlyList<EventResult> Carried(IReadOnlyList<EventResult> results, Wire wire) =>
        Alike(results, wire.Carry(new EventResults(results)).Results);

    private sealed class WiredTaxpayer(ITaxpayer other, Wire wire) : ITaxpayer
    {
        public async Task<IReadOnlyList<EventResult>> Apply(IReadOnlyList<IntakeEvent> events) =>
            Carried(await other.Apply(Carried(events, wire)), wire);

        public Task Deliver(IntentWrite intent) => other.Deliver(Alike(intent, wire.Carry(new IntentMessage(intent)).Intent));

        public Task Settled() => other.Settled();

        public Task Sweep() => other.Sweep();

        public Task Adopt(ParkedEvent parked) => other.Adopt(wire.Carry(new ParkedMessage(parked)).Parked);

        public async Task<Resumption> Resume()
        {
            var resumption = await other.Resume();
            return Alike(resumption, wire.Carry(new ResumptionMessage(resumption)).Resumption);
        }

        public async ValueTask<LedgerRoot> Root()
        {
            var root = await other.Root();
            return Alike(root, wire.Carry(new RootMessage(root)).Root);
        }

        public async ValueTask<(LedgerRoot Root, Declaration? Declaration)> Find(DeclarationKey key)
        {
            var (root, declaration) = await other.Find(key);
            var slice = wire.Carry(new RootSlice(root, declaration));
            Alike(declaration, slice.Declaration);
            Alike(
                root.Ledger.Standing with { Guarantees = Standing.Empty.Guarantees },
                slice.Root.Ledger.Standing with { Guarantees = Standing.Empty.Guarantees });
            return (slice.Root, slice.Declaration);
        }
    }

    private sealed class WiredDeclaration(IDeclaration other, Wire wire) : IDeclaration
    {
        public async ValueTask<Decision> Decide(DateOnly? on)
        {
            var decision = await other.Decide(on);
            return Alike(decision, wire.Carry(new DecisionMessage(decision)).Decision);
        }

        public async Task<IReadOnlyList<EventResult>?> Apply(IReadOnlyList<IntakeEvent> events) =>
            await other.Apply(Carried(events, wire)) is { } results ? Carried(results, wire) : null;

        public Task<bool> Adopt(ParkedEvent parked) => other.Adopt(wire.Carry(new ParkedMessage(parked)).Parked);

        public async Task<Resumption?> Resume() =>
            await other.Resume() is { } resumption ? wire.Carry(new ResumptionMessage(resumption)).Resumption : null;

        public ValueTask<TaxpayerId?> Owner() => other.Owner();
    }
}
