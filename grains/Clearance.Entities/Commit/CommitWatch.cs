using System.Diagnostics;

namespace Clearance.Entities;

/// <summary>A group of commits in flight, as it is measured and traced; nothing where nobody does.</summary>
internal readonly struct CommitWatch : IDisposable
{
    private readonly IClearanceStore _store;
    private readonly IEntityMeasures? _measures;
    private readonly TimeProvider? _clock;
    private readonly long _began;
    private readonly Activity? _span;

    private CommitWatch(IClearanceStore store, IEntityMeasures? measures, TimeProvider? clock, Activity? span)
    {
        (_store, _measures, _clock, _span) = (store, clock is null ? null : measures, clock, span);
        _began = _measures is null ? 0 : clock!.GetTimestamp();
    }

    /// <summary>The group takes off.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="measures">Who measures.</param>
    /// <param name="clock">By what.</param>
    /// <param name="units">How many units it has.</param>
    public static CommitWatch Begin(IClearanceStore store, IEntityMeasures? measures, TimeProvider? clock, int units)
    {
        var span = Tracing.Source.HasListeners()
            ? Tracing.Source.StartActivity("commit", ActivityKind.Internal, default(ActivityContext), [new("clearance.commit.units", units)])
            : null;
        return new CommitWatch(store, measures, clock, span);
    }

    /// <summary>The store took it.</summary>
    public void Landed(IReadOnlyList<CommitOutcome> outcomes, IEnumerable<CommitUnit> units)
    {
        if (_measures is null)
        {
            return;
        }

        var (i, conflicts) = (0, 0);
        foreach (var unit in units)
        {
            if (outcomes[i++] != CommitOutcome.Committed)
            {
                conflicts++;
                continue;
            }

            for (var letter = 0; letter < unit.DeadLetters.Count; letter++)
            {
                _measures.Kept(unit.DeadLetters[letter]);
            }
        }

        Tell(CommitResult.Committed, outcomes.Count, conflicts);
    }

    /// <summary>It failed as a whole.</summary>
    public void Failed(Exception why, int units)
    {
        _span?.SetStatus(ActivityStatusCode.Error);
        Tell(
            why is CommitOutcomeUnknownException ? CommitResult.Unknown : _store.HoldsLease ? CommitResult.Unavailable : CommitResult.Fenced,
            units, 0);
    }

    /// <inheritdoc/>
    public void Dispose() => _span?.Dispose();

    private void Tell(CommitResult result, int units, int conflicts) =>
        _measures?.Landed(new CommitLanding(result, units, conflicts, _clock!.GetElapsedTime(_began)));
}
