using Clearance.Domain;
using Clearance.Entities;
using Clearance.LocalHost;
using Clearance.Simulation.Faults;
using Clearance.Simulation.Planted;
using Clearance.Testing.Stores;

namespace Clearance.Simulation.Stores;

/// <summary>The store as one process sees it: the real protocol over a common disk, with the plan's faults.</summary>
internal sealed class SimulatedStore(SimulatedDisk disk, SimulatedProcess process, FaultPlan faults, bool isCluster) : IClearanceStore
{
    private readonly Dictionary<ulong, ulong> _attempts = [];
    private ulong _reads;

    private Sabotage Planted => disk.Sabotage;

    /// <summary>Whose it is.</summary>
    public SimulatedProcess Process => process;

    public SimulatedDisk Disk => disk;

    public bool IsCluster => isCluster;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> RegistrySecret => disk.Secret;

    /// <inheritdoc/>
    public long LeaseEpoch { get; } = ++disk.LastEpoch;

    /// <summary>Set when the lease is taken away.</summary>
    public bool LeaseLost { get; set; }

    /// <inheritdoc/>
    /// <remarks>In a cluster each process has its own; the embedded store knows only the latest.</remarks>
    public bool HoldsLease => !LeaseLost && (isCluster || LeaseEpoch == disk.LastEpoch);

    /// <summary>Ends the process, as the plan says.</summary>
    public Action? OnCrash { get; set; }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CommitOutcome>> Commit(IReadOnlyList<CommitUnit> units, CancellationToken cancel)
    {
        var number = Number(units);
        await Travel(FaultKind.SlowCommit, number);
        if (faults.Hits(FaultKind.CommitFails, number))
        {
            if (Planted.Is(PlantedFault.ShowsTheUncommitted))
            {
                return [.. units.Select(_ => CommitOutcome.Committed)];
            }

            throw new StoreUnavailableException("The commit failed before it began.");
        }

        if (faults.Hits(FaultKind.OutcomeLostBefore, number))
        {
            throw new CommitOutcomeUnknownException("The connection broke; nothing was written.");
        }

        if (faults.Hits(FaultKind.CrashBeforeWrite, number))
        {
            await Crash();
        }

        if (!isCluster && !HoldsLease)
        {
            throw new StoreUnavailableException("The lease on the store is lost: nothing was committed.");
        }

        if (Planted.Is(PlantedFault.AcknowledgedBeforeWritten))
        {
            _ = WriteLater(units);
            return [.. units.Select(_ => CommitOutcome.Committed)];
        }

        var outcomes = disk.Commit(units, this);
        if (faults.Hits(FaultKind.CrashAfterWrite, number))
        {
            await Crash();
        }

        await Travel(FaultKind.SlowCommit, ~number);
        return faults.Hits(FaultKind.OutcomeLostAfter, number)
            ? throw new CommitOutcomeUnknownException("The connection broke after the commit was written.")
            : outcomes;
    }

    /// <inheritdoc/>
    public async Task AppendDeadLetters(IReadOnlyList<DeadLetter> letters, CancellationToken cancel) =>
        await Commit([new CommitUnit { DeadLetters = letters }], cancel);

    /// <inheritdoc/>
    /// <remarks>To load is to claim: only who holds a lease may.</remarks>
    public Task<LedgerRecord?> LoadLedger(TaxpayerId taxpayer, CancellationToken cancel) => Read(state =>
    {
        if (!HoldsLease)
        {
            throw new StoreUnavailableException("Without a lease no ledger can be claimed.");
        }

        disk.Claim(taxpayer, LeaseEpoch);
        return Planted.Loaded(state.LoadLedger(taxpayer));
    });

    /// <inheritdoc/>
    public Task<bool> IsAt(TaxpayerId taxpayer, long version, CancellationToken cancel) => Read(state =>
        HoldsLease && disk.Holds(taxpayer, LeaseEpoch) && state.LoadLedger(taxpayer)?.Version == version);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LedgerRow>> LoadRows(
        TaxpayerId taxpayer, IReadOnlyList<LedgerRowKey> keys, CancellationToken cancel) =>
        Read<IReadOnlyList<LedgerRow>>(state => Planted.Is(PlantedFault.CancelMissesPayment)
            ? [.. state.LoadRows(taxpayer, keys).Where(row => row.Key.Kind != LedgerRowKind.Payment)]
            : state.LoadRows(taxpayer, keys));

    /// <inheritdoc/>
    public Task<IReadOnlyList<IdentityRecord?>> LoadIdentities(IReadOnlyList<DeclarationKey> keys, CancellationToken cancel) =>
        Read(state => state.LoadIdentities(keys));

    /// <inheritdoc/>
    public Task<IReadOnlyList<RegistryRecord?>> FindEvents(IReadOnlyList<Hash128> ids, CancellationToken cancel) =>
        Read<IReadOnlyList<RegistryRecord?>>(state => [.. state.FindEvents(ids).Select(Planted.Found)]);

    /// <inheritdoc/>
    public Task<IReadOnlyList<IntentRecord>> PendingIntents(long after, int limit, CancellationToken cancel) =>
        Read<IReadOnlyList<IntentRecord>>(state => Planted.Is(PlantedFault.OutboxSkips)
            ? [.. state.PendingIntents(after, limit).Skip(1)]
            : state.PendingIntents(after, limit));

    /// <inheritdoc/>
    public Task<IReadOnlyList<TaxpayerId>> DueLedgers(DateOnly today, TaxpayerId? after, int limit, CancellationToken cancel) =>
        Read<IReadOnlyList<TaxpayerId>>(state => Planted.Is(PlantedFault.RedecisionForgotten) ? [] : state.DueLedgers(today, after, limit));

    /// <inheritdoc/>
    public Task<IReadOnlyList<TaxpayerId>> LargestLedgers(int limit, CancellationToken cancel) =>
        Read(state => state.LargestLedgers(limit));

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalRecord>> ReadJournal(long after, int limit, CancellationToken cancel) =>
        Read(state => state.ReadJournal(after, limit));

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalRecord>> ReadJournal(
        DeclarationKey declaration, long from, int limit, CancellationToken cancel) =>
        Read(state => state.ReadJournal(declaration, from, limit));

    /// <inheritdoc/>
    public Task<IReadOnlyList<ParkedEvent>> ParkedEvents(string? home, int limit, CancellationToken cancel) =>
        Read(state => state.ParkedEvents(home, limit));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<T> Read<T>(Func<InMemoryState, T> read)
    {
        var number = ((ulong)LeaseEpoch << 32) | ++_reads;
        await Travel(FaultKind.SlowRead, number);
        if (faults.Hits(FaultKind.ReadFails, number))
        {
            throw new StoreUnavailableException("The read failed.");
        }

        var found = read(disk.State);
        await Travel(FaultKind.SlowRead, ~number);
        return found;
    }

    /// <summary>The way to the store, or back: one step at least, so that others run meanwhile.</summary>
    private async Task Travel(FaultKind slow, ulong number)
    {
        if (faults.Hits(slow, number))
        {
            await process.Delay(faults.Time(slow, number, 40), CancellationToken.None);
        }
        else
        {
            await Task.Yield();
        }
    }

    private async Task WriteLater(IReadOnlyList<CommitUnit> units)
    {
        await process.Delay(TimeSpan.FromMilliseconds(3), CancellationToken.None);
        disk.Commit(units, this);
    }

    private Task Crash()
    {
        OnCrash?.Invoke();

        // Never, and of its own: a common one would keep every run that waited for it.
        return new TaskCompletionSource().Task;
    }

    /// <summary>What names a commit: its first event, or else its first ledger's version; and which attempt it is.</summary>
    private ulong Number(IReadOnlyList<CommitUnit> units)
    {
        var first = units[0];
        var name = first.Events.Count > 0 ? first.Events[0].Id.Low
            : first.Ledger is { } ledger ? TraceNumbers.Of(ledger.Taxpayer.Value) ^ (ulong)ledger.NewVersion
            : 1;
        var attempt = _attempts.GetValueOrDefault(name) + 1;
        _attempts[name] = attempt;
        return SeededChoice.Mix(name ^ (attempt << 48) ^ ((ulong)LeaseEpoch << 40));
    }
}
