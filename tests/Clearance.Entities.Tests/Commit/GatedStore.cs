using System.Threading.Channels;
using Clearance.Domain;

namespace Clearance.Entities.Tests.Commit;

/// <summary>A store of which a test answers every commit by hand, or, with a callback, one that answers by itself.</summary>
internal sealed class GatedStore(Action<IReadOnlyList<CommitUnit>>? onCommit = null) : IClearanceStore
{
    private readonly Channel<Group> _groups = Channel.CreateUnbounded<Group>();

    public ReadOnlyMemory<byte> RegistrySecret => default;

    public long LeaseEpoch => 1;

    public bool HoldsLease => true;

    public int Lanes { get; init; } = 1;

    /// <summary>The next group the committer hands over.</summary>
    public async Task<Group> NextGroup()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        return await _groups.Reader.ReadAsync(limit.Token);
    }

    public async Task<IReadOnlyList<CommitOutcome>> Commit(IReadOnlyList<CommitUnit> units, CancellationToken cancel)
    {
        if (onCommit is not null)
        {
            await Task.Yield();
            onCommit(units);
            return [.. units.Select(static _ => CommitOutcome.Committed)];
        }

        var group = new Group(units);
        _groups.Writer.TryWrite(group).ShouldBeTrue();
        return await group.Outcomes;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public Task<LedgerRecord?> LoadLedger(TaxpayerId taxpayer, CancellationToken cancel) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<LedgerRow>> LoadRows(
        TaxpayerId taxpayer, IReadOnlyList<LedgerRowKey> keys, CancellationToken cancel) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<IdentityRecord?>> LoadIdentities(
        IReadOnlyList<DeclarationKey> keys, CancellationToken cancel) => throw new NotSupportedException();

    public Task<IReadOnlyList<RegistryRecord?>> FindEvents(IReadOnlyList<Hash128> ids, CancellationToken cancel) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<IntentRecord>> PendingIntents(long after, int limit, CancellationToken cancel) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<TaxpayerId>> DueLedgers(
        DateOnly today, TaxpayerId? after, int limit, CancellationToken cancel) => throw new NotSupportedException();

    public Task<IReadOnlyList<TaxpayerId>> LargestLedgers(int limit, CancellationToken cancel) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<JournalRecord>> ReadJournal(long after, int limit, CancellationToken cancel) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<JournalRecord>> ReadJournal(
        DeclarationKey declaration, long from, int limit, CancellationToken cancel) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<ParkedEvent>> ParkedEvents(string? home, int limit, CancellationToken cancel) =>
        throw new NotSupportedException();

    public Task AppendDeadLetters(IReadOnlyList<DeadLetter> letters, CancellationToken cancel) =>
        throw new NotSupportedException();

    /// <summary>A commit waiting for its answer.</summary>
    internal sealed class Group(IReadOnlyList<CommitUnit> units)
    {
        private readonly TaskCompletionSource<IReadOnlyList<CommitOutcome>> _answer =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyList<CommitUnit> Units { get; } = units;

        public Task<IReadOnlyList<CommitOutcome>> Outcomes => _answer.Task;

        /// <summary>Answers the outcomes given; none given: all committed.</summary>
        public void Answer(params CommitOutcome[] outcomes) =>
            _answer.SetResult(outcomes.Length > 0 ? outcomes : [.. Units.Select(static _ => CommitOutcome.Committed)]);

        public void Throw(Exception exception) => _answer.SetException(exception);

        public Group Only()
        {
            Units.Count.ShouldBe(1);
            return this;
        }
    }
}
