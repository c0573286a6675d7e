using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>A declaration's identity at work: whose it is, and the facts that come before anybody owns it.</summary>
/// <remarks>
/// It is what a query asks. An owner is for ever and may be remembered; its absence never is, since the ledger that
/// registers the declaration writes this record without telling: every turn without an owner reads it anew, and a
/// commit states the version it read.
/// </remarks>
public sealed partial class DeclarationEntity(DeclarationKey key, EntityServices services) : IDeclaration, IEntity, IPublishesRoot
{
    private ITaxpayer? _owner;

    // Volatile, for those who ask beside the turns: like the owner it is set once and stays.
    private volatile IPublishesRoot? _shown;
    private TaxpayerId? _ownerId;
    private int _turns;

    /// <inheritdoc/>
    public bool IsIdle => _turns == 0;

    /// <inheritdoc/>
    public Task Activate() => Task.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask<TaxpayerId?> Owner()
    {
        if (_ownerId is null)
        {
            await Read();
        }

        return _ownerId;
    }

    /// <inheritdoc/>
    /// <remarks>A root that is published in this process costs no task: the common case.</remarks>
    public ValueTask<Decision> Decide(DateOnly? on)
    {
        var date = on ?? services.Now.LegalDate;
        return TryRoot()?.TryDecide(key, date) is { } decision ? ValueTask.FromResult(decision) : Look(date);
    }

    /// <inheritdoc/>
    /// <remarks>Its owner's; null as long as nobody is known to own it.</remarks>
    public LedgerRoot? TryRoot() => _shown?.TryRoot();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<EventResult>?> Apply(IReadOnlyList<IntakeEvent> events)
    {
        _turns++;
        try
        {
            for (var attempt = 0; attempt <= services.Limits.ConflictRetriesMax; attempt++)
            {
                var record = await Read();
                if (_owner is not null)
                {
                    return null;
                }

                var batch = new EarlyFacts(key, services, record);
                await batch.Apply(events);
                if (batch.Build() is not { } unit || await services.Committer.Commit(unit) == CommitOutcome.Committed)
                {
                    return batch.Results;
                }

                services.Observer.Conflicted(key.ToString());
            }

            throw new StateConflictException($"Declaration {key} kept changing elsewhere.");
        }
        finally
        {
            _turns--;
        }
    }

    private async ValueTask<Decision> Look(DateOnly date)
    {
        _turns++;
        try
        {
            if (_owner is null)
            {
                var record = await Read();
                if (_owner is null)
                {
                    return Assessment.Unregistered(key, LedgerCodec.DecodeIdentity(record), date);
                }
            }

            var (root, declaration) = await _owner.Find(key);
            return declaration is null ? Assessment.Unavailable(key, date) : root.Decide(declaration, date);
        }
        catch (CorruptRecordException)
        {
            // What cannot be read never becomes "may go" (domain.md §5, reason 0).
            return Assessment.Unavailable(key, date);
        }
        finally
        {
            _turns--;
        }
    }

    private async Task<IdentityRecord?> Read()
    {
        var record = (await services.Store.LoadIdentities([key], CancellationToken.None))[0];
        if (record?.Owner is { } owner)
        {
            _ownerId = owner;
            _owner = services.Host.Taxpayer(owner);
            _shown = _owner as IPublishesRoot;
        }

        return record;
    }
}
