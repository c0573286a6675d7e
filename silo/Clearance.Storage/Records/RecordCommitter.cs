using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>Commits units to single records: each is durable when its home is written, and then what it changes elsewhere is done.</summary>
/// <remarks>
/// <para>
/// One group at a time, in this order: read what the units state something about; judge them; cover their homes in
/// <see cref="OpenHomes"/> and <see cref="LedgerDirectory"/>; write the homes, each with what its unit changes elsewhere; make those
/// changes. A group is answered when all of it is made, and none begins before that, so that at any moment only the last
/// group can be unfinished, and all its homes can be found.
/// </para>
/// <para>
/// Whatever fails once writing has begun, everything held is dropped, and whoever comes next first reads it again, which
/// finishes that group (<see cref="RecordState.Load"/>) or comes to nothing, and then so does the call.
/// </para>
/// </remarks>
internal sealed class RecordCommitter(RecordAccess access, RecordStoreOptions options, long epoch) : IDisposable
{
    private const int SequenceBits = 32;

    private readonly SemaphoreSlim _gate = new(1);
    private readonly HomeWriter _homes = new(access);
    private readonly Dictionary<string, GroupStamp> _unresolved = new(StringComparer.Ordinal);
    private volatile RecordState? _state;
    private long _group;
    private long _sequence;

    /// <summary>Events that came lately.</summary>
    public RecentEvents Recent { get; } = new(options.RecentEventsMax);

    /// <summary>What is held in memory, read again where it was dropped.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be read, or the last group cannot be finished.</exception>
    public async Task<RecordState> State(CancellationToken cancel)
    {
        if (_state is { } state)
        {
            return state;
        }

        await _gate.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            return await Loaded().ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Commits units: see <see cref="IClearanceStore.Commit"/>.</summary>
    public async Task<IReadOnlyList<CommitOutcome>> Commit(IReadOnlyList<CommitUnit> units, CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel).ConfigureAwait(false);
        var isBegun = false;
        try
        {
            var outcomes = units.Select(static unit => UnitWaves.Contradicts(unit) ? CommitOutcome.Conflict : default).ToArray();
            foreach (var wave in UnitWaves.Of(units, outcomes))
            {
                await CommitWave(await Loaded().ConfigureAwait(false), units, wave, outcomes).ConfigureAwait(false);
                isBegun = true;
            }

            return outcomes;
        }
        catch (StoreUnavailableException failed) when (isBegun)
        {
            throw new CommitOutcomeUnknownException($"Some units of a call were committed: {failed.Message}", failed);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Leaves as little as possible for the next process to look at. It may come to nothing.</summary>
    public async Task Close()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_state is { } state)
            {
                await state.Directory.Close().ConfigureAwait(false);
                await state.Open.Close(new GroupStamp(epoch, _group + 1), state.Intents.IsIn).ConfigureAwait(false);
            }
        }
        catch (Exception failed) when (failed.IsOfTheStore())
        {
            // The next process reads more; that is all.
        }
        finally
        {
            _state = null;
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private async Task<RecordState> Loaded()
    {
        if (_state is { } held)
        {
            return held;
        }

        foreach (var (home, stamp) in _unresolved.ToList())
        {
            if (await _homes.Resolve(home, stamp).ConfigureAwait(false) == HomeOutcome.Unknown)
            {
                throw new StoreUnavailableException($"Whether the record '{home}' was written is still not known.");
            }

            _unresolved.Remove(home);
        }

        var state = new RecordState(access, options.CacheBytes);
        try
        {
            await state.Load().ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is CommitOutcomeUnknownException or StateConflictException)
        {
            throw new StoreUnavailableException($"The last group of commits could not be finished: {failed.Message}", failed);
        }

        return _state = state;
    }

    private async Task CommitWave(
        RecordState state, IReadOnlyList<CommitUnit> units, List<int> wave, CommitOutcome[] outcomes)
    {
        var reads = await GroupReads.Load(access, state, Recent, [.. wave.Select(i => units[i])]).ConfigureAwait(false);
        var stamp = new GroupStamp(epoch, ++_group);
        var plan = new GroupPlan(state, reads, stamp, () => (epoch << SequenceBits) + ++_sequence);
        foreach (var i in wave)
        {
            outcomes[i] = plan.TryAdd(units[i], i) ? CommitOutcome.Committed : CommitOutcome.Conflict;
        }

        if (plan.Drafts.Count == 0)
        {
            return;
        }

        Recent.Add(wave.Where(i => outcomes[i] == CommitOutcome.Committed).SelectMany(i => units[i].Events));
        try
        {
            await Cover(state, plan, stamp).ConfigureAwait(false);
            await Write(state, plan, reads, outcomes).ConfigureAwait(false);
        }
        catch
        {
            _state = null;
            Recent.Forget();
            throw;
        }
    }

    /// <summary>Before a home is written it can be found.</summary>
    private static async Task Cover(RecordState state, GroupPlan plan, GroupStamp stamp)
    {
        try
        {
            await Task.WhenAll(
                state.Open.Cover([.. plan.Drafts.Select(static draft => draft.Key).Where(static key => key != RecordKeys.Units)], stamp, state.Intents.IsIn),
                state.Directory.Announce(plan.Drafts
                    .Where(static draft => draft.Ledger is not null)
                    .Select(static draft => KeyValuePair.Create(draft.Ledger!.Taxpayer, draft.After.Ledger!)))).ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is CommitOutcomeUnknownException or StateConflictException)
        {
            throw new StoreUnavailableException($"Nothing was committed: {failed.Message}", failed);
        }
    }

    private async Task Write(RecordState state, GroupPlan plan, GroupReads reads, CommitOutcome[] outcomes)
    {
        var drafts = plan.Drafts.ToList();
        var written = await Task.WhenAll(drafts.Select(draft => _homes.Write(state, draft))).ConfigureAwait(false);
        var committed = drafts.Where((_, i) => written[i] == HomeOutcome.Written).ToList();
        for (var i = 0; i < drafts.Count; i++)
        {
            if (written[i] == HomeOutcome.Unknown)
            {
                _unresolved[drafts[i].Key] = drafts[i].After.Stamp;
            }
            else if (written[i] == HomeOutcome.Conflict)
            {
                drafts[i].Units.ForEach(unit => outcomes[unit] = CommitOutcome.Conflict);
            }
        }

        if (_unresolved.Count > 0)
        {
            throw new CommitOutcomeUnknownException("Whether some records of a group were written is not known.");
        }

        await Finish(state, committed, reads).ConfigureAwait(false);
        if (written.Contains(HomeOutcome.Failed))
        {
            throw committed.Count == 0
                ? new StoreUnavailableException("The records of a group could not be written: nothing was committed.")
                : (Exception)new CommitOutcomeUnknownException("Some records of a group were written, and others could not be.");
        }
    }

    /// <summary>Makes the changes of the committed units, and shows them.</summary>
    private async Task Finish(RecordState state, List<HomeDraft> committed, GroupReads reads)
    {
        try
        {
            await new EffectsWriter(access, state)
                .Write(committed.SelectMany(static draft => draft.After.Effects), state.Ends, reads.Tags)
                .ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is StateConflictException or StoreUnavailableException)
        {
            throw new CommitOutcomeUnknownException($"A group is committed but not finished: {failed.Message}", failed);
        }

        foreach (var draft in committed)
        {
            if (draft.Ledger is { } ledger)
            {
                state.Directory.Settle(ledger.Taxpayer, draft.After.Ledger!);
            }

            state.Intents.Remove(draft.Before.Intents.Keys.Where(sequence => !draft.After.Intents.ContainsKey(sequence)));
            state.Intents.Add(draft.Key, draft.After.Intents.Where(intent => !draft.Before.Intents.ContainsKey(intent.Key)));
        }
    }
}
