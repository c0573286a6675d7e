namespace Clearance.Entities;

/// <content>A stopped declaration goes on.</content>
public sealed partial class DeclarationEntity
{
    /// <inheritdoc/>
    public async Task<bool> Adopt(ParkedEvent parked)
    {
        _turns++;
        try
        {
            for (var attempt = 0; attempt <= services.Limits.ConflictRetriesMax; attempt++)
            {
                var record = await Read();
                if (_owner is not null)
                {
                    return false;
                }

                var facts = new EarlyFacts(key, services, record);
                facts.Adopt(parked);
                if (await services.Committer.Commit(facts.Build()!) == CommitOutcome.Committed)
                {
                    return true;
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

    /// <inheritdoc/>
    public async Task<Resumption?> Resume()
    {
        _turns++;
        try
        {
            var (taken, conflicts) = (0, 0);
            while (conflicts <= services.Limits.ConflictRetriesMax)
            {
                var record = await Read();
                if (_owner is not null)
                {
                    return null;
                }

                var most = services.Limits.EventsPerCommitMax;
                var waiting = await services.Store.ParkedEvents(key.ToString(), most + 1, CancellationToken.None);
                var facts = new EarlyFacts(key, services, record);
                var part = facts.Resume([.. waiting.Take(most)], waiting.Count <= most);
                if (facts.Build() is { } unit && await services.Committer.Commit(unit) != CommitOutcome.Committed)
                {
                    services.Observer.Conflicted(key.ToString());
                    conflicts++;
                    continue;
                }

                taken += part.Taken;
                if (!part.IsStopped || part.StoppedBy is not null)
                {
                    return part with { Taken = taken };
                }
            }

            throw new StateConflictException($"Declaration {key} kept changing elsewhere.");
        }
        finally
        {
            _turns--;
        }
    }
}
