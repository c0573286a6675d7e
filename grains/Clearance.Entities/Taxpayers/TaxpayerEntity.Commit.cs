namespace Clearance.Entities;

/// <content>How what waits becomes durable, and then is shown.</content>
public sealed partial class TaxpayerEntity
{
    private async Task CommitBatch(List<LedgerWork> works)
    {
        var basis = BatchBasis.Held;
        for (var attempt = 0; ; attempt++)
        {
            var batch = new LedgerBatch(services, hasher, _state, services.Now, _isParked, basis);
            var isPoison = false;
            try
            {
                await batch.Apply(works);
                var (unit, after) = batch.Build();

                // What needs no commit was judged by a state that no commit confirms: it is the last one while the claim is held.
                if (unit is null ? _tenure.Holds : await services.Committer.Commit(unit) == CommitOutcome.Committed)
                {
                    Become(batch, after);
                    return;
                }
            }
            catch (Exception poison) when (!batch.IsJustRead && poison.IsPoison())
            {
                // The state may be old, or have the event by another call that it overtook: what was just read says whether.
                isPoison = true;
            }

            if (attempt == services.Limits.ConflictRetriesMax)
            {
                throw new StateConflictException($"The ledger of taxpayer {id} kept changing elsewhere.");
            }

            basis = await Refresh(mayHold: basis == BatchBasis.Held && !isPoison);
            works = await Repeats.Drop(services, works);
        }
    }

    /// <summary>What there is to apply a batch to after a conflict: what is held, if it is what is stored, or what is read.</summary>
    /// <remarks>Until that is known nobody is answered from what is held: another process may have written.</remarks>
    private Task<BatchBasis> Refresh(bool mayHold)
    {
        var refreshing = RefreshNow(mayHold);
        _loading = refreshing;
        return refreshing;
    }

    private async Task<BatchBasis> RefreshNow(bool mayHold)
    {
        Volatile.Write(ref _root, null);
        if (mayHold && await services.Store.IsAt(id, _state.Version, CancellationToken.None) && _tenure.Holds)
        {
            Publish();
            return BatchBasis.LookedUp;
        }

        services.Observer.Conflicted(id.Value);
        await LoadAnew();
        return BatchBasis.Read;
    }

    private void Become(LedgerBatch batch, LedgerState after)
    {
        _isParked = batch.IsParked;
        var standing = _state.Ledger.Standing;
        _state = after with { Ledger = Residents.Keep(after.Ledger, batch, services) };
        Publish();
        foreach (var intent in batch.Intents)
        {
            services.Intents.Enqueue(intent);
        }

        _telling.Shown(batch, standing, _state.Pass is not null);
        batch.Complete(_state.Pass is not null);
    }

    /// <summary>One page of the re-decision under way, if there is one.</summary>
    private async Task CommitPage()
    {
        if (_state.Pass is not { } pass || _isParked)
        {
            return;
        }

        _redecision ??= new Redecision(services, _state.Ledger, pass);
        var (unit, after) = _redecision.NextPage(_state, services.Now);
        if (unit is not null && await services.Committer.Commit(unit) != CommitOutcome.Committed)
        {
            services.Observer.Conflicted(id.Value);
            await Load();
            return;
        }

        _state = after;
        Publish();
        _telling.Shown(_redecision.Page, after.Ledger, after.Pass is not null);
        if (after.Pass is null || after.Pass.StartedAt > pass.StartedAt)
        {
            _redecision = null;
            _waiters.SettledThrough(pass.StartedAt);
        }
    }
}
