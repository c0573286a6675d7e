using Clearance.Domain;

namespace Clearance.Entities.Tests.Journal;

/// <summary>A store of which only the journal is there, in lanes; between any two reads somebody commits more of it.</summary>
internal sealed class GrowingJournal(IReadOnlyList<JournalRecord> commits, int lanes, Random random) : IClearanceStore
{
    /// <summary>How many entries are committed.</summary>
    public int Committed { get; set; }

    /// <summary>The most that are committed before a read.</summary>
    public int PerReadMax { get; init; }

    public ReadOnlyMemory<byte> RegistrySecret => default;

    public long LeaseEpoch => 1;

    public bool HoldsLease => true;

    public int JournalLanes => lanes;

    public Task<IReadOnlyList<JournalRecord>> ReadJournal(int lane, long after, int limit, CancellationToken cancel)
    {
        Committed = Math.Min(commits.Count, Committed + random.Next(PerReadMax + 1));
        return Task.FromResult<IReadOnlyList<JournalRecord>>(
            [.. commits.Take(Committed).Where(record => record.Lane == lane && record.Position > after).Take(limit)]);
    }

    public Task<LedgerRecord?> LoadLedger(TaxpayerId taxpayer, CancellationToken cancel) => throw new NotSupportedException();

    public Task<IReadOnlyList<LedgerRow>> LoadRows(TaxpayerId taxpayer, IReadOnlyList<LedgerRowKey> keys, CancellationToken cancel) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<IdentityRecord?>> LoadIdentities(IReadOnlyList<DeclarationKey> keys, CancellationToken cancel) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<RegistryRecord?>> FindEvents(IReadOnlyList<Hash128> ids, CancellationToken cancel) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<CommitOutcome>> Commit(IReadOnlyList<CommitUnit> units, CancellationToken cancel) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<IntentRecord>> PendingIntents(long after, int limit, CancellationToken cancel) => throw new NotSupportedException();

    public Task<IReadOnlyList<TaxpayerId>> DueLedgers(DateOnly today, TaxpayerId? after, int limit, CancellationToken cancel) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<TaxpayerId>> LargestLedgers(int limit, CancellationToken cancel) => throw new NotSupportedException();

    public Task<IReadOnlyList<JournalRecord>> ReadJournal(long after, int limit, CancellationToken cancel) => throw new NotSupportedException();

    public Task<IReadOnlyList<JournalRecord>> ReadJournal(DeclarationKey declaration, long from, int limit, CancellationToken cancel) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<ParkedEvent>> ParkedEvents(string? home, int limit, CancellationToken cancel) => throw new NotSupportedException();

    public Task AppendDeadLetters(IReadOnlyList<DeadLetter> letters, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
