using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>Tells operators what a ledger's commits brought, once it is visible.</summary>
internal sealed class LedgerTelling(EntityServices services)
{
    private RedecisionCause? _cause;

    /// <summary>A batch is visible.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="before">The standing before it.</param>
    /// <param name="isRedeciding">Whether a re-decision is under way now.</param>
    public void Shown(LedgerBatch batch, Standing before, bool isRedeciding)
    {
        foreach (var alert in batch.Alerts)
        {
            services.Observer.Alerted(alert);
        }

        if (services.Measures is not { } measures || batch.Released is not { } released)
        {
            return;
        }

        var now = services.Now;
        TellAges(measures, batch, now);
        foreach (var cause in released.Freed)
        {
            measures.Freed(cause, Since(cause.At, now));
        }

        if (batch.Decisions is { } decisions)
        {
            measures.Decided(decisions);
        }

        if (isRedeciding && released.Last is { } last)
        {
            _cause = new RedecisionCause(last, before, now);
        }
    }

    /// <summary>A page of a re-decision is durable.</summary>
    public void Shown(LedgerEffects page, Ledger ledger, bool isRedeciding)
    {
        if (services.Measures is { } measures)
        {
            for (var freed = _cause?.FreedOf(ledger, page.Changes.Declarations) ?? 0; freed > 0; freed--)
            {
                measures.Freed(_cause!.Cause, Since(_cause.Cause.At, _cause.ShownAt));
            }

            if (page.Decisions is { } decisions)
            {
                measures.Decided(decisions);
            }
        }

        if (!isRedeciding)
        {
            _cause = null;
        }
    }

    /// <summary>The ledger is read again: what a re-decision came of is not known any more.</summary>
    public void Forget() => _cause = null;

    private static void TellAges(IEntityMeasures measures, LedgerBatch batch, Instant now)
    {
        foreach (var (work, result) in batch.Results)
        {
            if (result is { Status: EventStatus.Accepted })
            {
                measures.Aged(work.Intake.Stream, Since(work.Intake.Event.At, now));
            }
        }
    }

    private static TimeSpan Since(Instant at, Instant now) => TimeSpan.FromTicks(now.UtcTicks - at.UtcTicks);
}
