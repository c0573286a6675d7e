using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>A taxpayer's ledger at work: takes everything that waits, applies it, commits it, then shows it.</summary>
/// <remarks>
/// Runs on one thread at a time and interleaves at awaits only. One pump works: while a commit is under way, what arrives waits,
/// so a hot taxpayer gets bigger batches, not more commits. State moves only after its commit; a commit that conflicts is applied anew on what
/// is read again; one whose outcome is unknown ends this activation, and the next one reads what is durable.
/// </remarks>
public sealed partial class TaxpayerEntity(TaxpayerId id, EntityServices services, EventHasher hasher)
    : ITaxpayer, IEntity, IPublishesRoot
{
    private readonly LedgerQueue _waiting = new();
    private readonly LedgerWaiters _waiters = new();
    private readonly LedgerTenure _tenure = new(services, id);
    private readonly LedgerTelling _telling = new(services);
    private LedgerState _state = new(Ledger.Empty(id), 0, null, null);
    private Redecision? _redecision;
    private Exception? _failure;
    private LedgerRoot? _root;
    private Task _loading = Task.CompletedTask;
    private bool _isParked;
    private bool _isPumping;
    private bool _isCommitting;

    /// <inheritdoc/>
    public bool IsIdle => !_isPumping && _waiting.Count == 0;

    /// <inheritdoc/>
    public async Task Activate()
    {
        await Load();
        if (_state.Pass is not null)
        {
            Pump();
        }
    }

    /// <inheritdoc/>
    public LedgerRoot? TryRoot() => _tenure.Holds ? Volatile.Read(ref _root) : null;

    /// <inheritdoc/>
    public Task End() => _tenure.End();

    /// <inheritdoc/>
    public Task<IReadOnlyList<EventResult>> Apply(IReadOnlyList<IntakeEvent> events)
    {
        var call = new EventCall(events.Count);
        for (var i = 0; i < events.Count; i++)
        {
            _waiting.Add(new EventWork(events[i], call, i));
        }

        Pump();
        return call.Results;
    }

    /// <inheritdoc/>
    public Task Deliver(IntentWrite intent)
    {
        var work = new MessageWork(intent);
        _waiting.Add(work);
        Pump();
        return work.Done;
    }

    /// <inheritdoc/>
    public async Task Settled()
    {
        // Only who may show the ledger can say that something is visible; of one that cannot be read nothing ever will be.
        await Loaded();
        if (_state.Unreadable is null || !_tenure.Holds)
        {
            await Root();
        }

        if (_isCommitting)
        {
            // An event may be durable, and so known to whoever sends it again, before it is shown here.
            await _waiters.UntilShown();
        }

        if (_state.Pass is { } pass && !_isParked)
        {
            var settled = _waiters.UntilSettled(pass.RequestedAt);
            Pump();
            await settled;
        }
    }

    /// <inheritdoc/>
    public async Task Sweep()
    {
        await Settled();
        if (_state.Unreadable is { } unreadable)
        {
            throw unreadable.ToException();
        }

        // Again and again, since what another process wrote in between need not have been a sweep.
        while (_state.Pass is null && _state.NextChangeOn <= services.Now.LegalDate)
        {
            _state = _state with { Pass = new LedgerPass(_state.Version, _state.Version, default, 0), NextChangeOn = null };
            await Settled();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<LedgerRoot> Root()
    {
        await Loaded();
        return TryRoot() ?? throw (_state.Unreadable is { } why && _tenure.Holds
            ? why.ToException() : new StoreUnavailableException("This process does not hold the lease of its store."));
    }

    /// <inheritdoc/>
    public async ValueTask<(LedgerRoot Root, Declaration? Declaration)> Find(DeclarationKey key)
    {
        while (true)
        {
            var root = await Root();
            if (root.Ledger.Declarations.TryGetValue(key, out var declaration))
            {
                return (root, declaration);
            }

            // A declaration out of memory does not change; if the root moved while its row was read, or will once its commit
            // is known here, or is another's to show by now, look again.
            var rows = await services.Store.LoadRows(id, [LedgerRowKeys.Declaration(key)], CancellationToken.None);
            if (ReferenceEquals(root, TryRoot()) && (rows.Count == 0 || rows[0].Version <= root.Version))
            {
                return (root, rows.Count == 0 ? null : LedgerCodec.DecodeDeclaration(rows[0].Body, id));
            }
        }
    }

    private async ValueTask Loaded()
    {
        while (TryRoot() is null && !_loading.IsCompleted)
        {
            await _loading;
        }
    }

    private Task Load() => _loading = LoadAnew();

    private async Task LoadAnew()
    {
        // What was shown before is not shown again under the new claim: somebody may have written meanwhile, and ended a pass.
        Volatile.Write(ref _root, null);
        _telling.Forget();
        (_state, _redecision) = (await _tenure.Load(), null);
        _isParked = _state.Unreadable is not null || (await services.Store.ParkedEvents(id.Value, 1, CancellationToken.None)).Count > 0;
        Publish();
        if (_state.Pass is null)
        {
            _waiters.SettledThrough(_state.Version);
        }
    }

    private void Publish() => Volatile.Write(
        ref _root, _state.Unreadable is null ? new LedgerRoot(_state.Ledger, _state.Version, _isParked) : null);

    private void Pump()
    {
        if (_failure is not null)
        {
            End(_failure);
        }
        else if (!_isPumping)
        {
            _isPumping = true;
            _ = Work();
        }
    }

    private async Task Work()
    {
        List<LedgerWork> batch = [];
        try
        {
            while (_waiting.Count > 0 || (_state.Pass is not null && !_isParked))
            {
                batch = _waiting.Take(services.Limits.EventsPerCommitMax);
                if (batch.Count > 0)
                {
                    _isCommitting = true;
                    await CommitBatch(batch);
                    batch = [];
                    _isCommitting = false;
                    _waiters.Shown();
                }

                await CommitPage();
            }
        }
        catch (Exception failure)
        {
            // Whatever it was, what is in memory is not trusted any more: the host drops it and reads again.
            _failure = failure.IsOfTheStore()
                ? failure
                : new StateConflictException($"The ledger of taxpayer {id} failed: {failure}");
            Volatile.Write(ref _root, null);
            if (failure is CommitOutcomeUnknownException)
            {
                services.Intents.LookAgain();
            }

            batch.ForEach(work => work.Fail(_failure));
            End(_failure);
        }
        finally
        {
            _isPumping = false;
        }
    }

    private void End(Exception failure)
    {
        _isCommitting = false;
        _waiting.Fail(failure);
        _waiters.Fail(failure);
    }
}
