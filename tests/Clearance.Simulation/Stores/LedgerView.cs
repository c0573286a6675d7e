using Clearance.Domain;
using Clearance.Entities;
using Clearance.Simulation.Planted;

namespace Clearance.Simulation.Stores;

/// <summary>The store as one ledger sees it: its lease is the process's lease and the ledger's claim.</summary>
internal sealed class LedgerView(SimulatedStore store, TaxpayerId taxpayer) : IClearanceStore
{
    public ReadOnlyMemory<byte> RegistrySecret => store.RegistrySecret;

    public long LeaseEpoch => store.LeaseEpoch;

    public bool HoldsLease => store.Disk.Sabotage.Is(PlantedFault.ShownWithoutLease) || store.HoldsLease && store.Disk.Holds(taxpayer, store.LeaseEpoch);

    public Task<LedgerRecord?> LoadLedger(TaxpayerId taxpayer, CancellationToken cancel) => store.LoadLedger(taxpayer, cancel);

    public Task<IReadOnlyList<LedgerRow>> LoadRows(
        TaxpayerId taxpayer, IReadOnlyList<LedgerRowKey> keys, CancellationToken cancel) => store.LoadRows(taxpayer, keys, cancel);

    public Task<IReadOnlyList<IdentityRecord?>> LoadIdentities(IReadOnlyList<DeclarationKey> keys, CancellationToken cancel) =>
        store.LoadIdentities(keys, cancel);

    public Task<IReadOnlyList<RegistryRecord?>> FindEvents(IReadOnlyList<Hash128> ids, CancellationToken cancel) =>
        store.FindEvents(ids, cancel);

    public Task<IReadOnlyList<CommitOutcome>> Commit(IReadOnlyList<CommitUnit> units, CancellationToken cancel) =>
        store.Commit(units, cancel);

    public Task<IReadOnlyList<IntentRecord>> PendingIntents(long after, int limit, CancellationToken cancel) =>
        store.PendingIntents(after, limit, cancel);

    public Task<IReadOnlyList<TaxpayerId>> DueLedgers(DateOnly today, TaxpayerId? after, int limit, CancellationToken cancel) =>
        store.DueLedgers(today, after, limit, cancel);

    public Task<IReadOnlyList<TaxpayerId>> LargestLedgers(int limit, CancellationToken cancel) =>
        store.LargestLedgers(limit, cancel);

    public Task<IReadOnlyList<JournalRecord>> ReadJournal(long after, int limit, CancellationToken cancel) =>
        store.ReadJournal(after, limit, cancel);

    public Task<IReadOnlyList<JournalRecord>> ReadJournal(
        DeclarationKey declaration, long from, int limit, CancellationToken cancel) =>
        store.ReadJournal(declaration, from, limit, cancel);

    public Task<IReadOnlyList<ParkedEvent>> ParkedEvents(string? home, int limit, CancellationToken cancel) =>
        store.Disk.Sabotage.Is(PlantedFault.StopForgotten)
            ? Task.FromResult<IReadOnlyList<ParkedEvent>>([])
            : store.ParkedEvents(home, limit, cancel);

    public Task AppendDeadLetters(IReadOnlyList<DeadLetter> letters, CancellationToken cancel) =>
        store.AppendDeadLetters(letters, cancel);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
