using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>Decides every open declaration anew after the standing or the date changed, page by page, oldest first.</summary>
/// <remarks>
/// Answers are right without it: a reader always decides from the root. What it brings is the journal, and with it what
/// subscribers hear. Its cursor is in the head row, so a crash does not end it; a page that conflicts is simply done again.
/// </remarks>
internal sealed class Redecision
{
    private const int ExaminedPerPageMax = 8192;
    private readonly EntityServices _services;
    private readonly List<(Instant RegisteredAt, DeclarationKey Key)> _order = [];
    private DateOnly? _nextChangeOn;
    private int _next;

    public Redecision(EntityServices services, Ledger ledger, LedgerPass pass)
    {
        _services = services;
        foreach (var (key, declaration) in ledger.Declarations)
        {
            var at = declaration.Registration.RegisteredAt;
            var isDone = at < pass.CursorTime || (at == pass.CursorTime && key.Value <= pass.CursorKey);
            if (!isDone && IsOpen(declaration))
            {
                _order.Add((at, key));
            }
        }

        _order.Sort();
        _nextChangeOn = pass.CursorKey == 0 ? null : services.Now.LegalDate;
    }

    /// <summary>Whether declarations that nothing touched are decided by a standing as they were by the one before it.</summary>
    public static bool IsNeedless(Standing before, Standing after, LedgerChanges changes, DateOnly today)
    {
        if (!before.On(today).DecidesLike(after.On(today)) || before.Priority != after.Priority)
        {
            return false;
        }

        foreach (var reference in changes.Guarantees)
        {
            var was = before.Guarantees.GetValueOrDefault(reference);
            var @is = after.Guarantees[reference];
            var sameLetter = was is not null && was.Letter == @is.Letter && was.Amendment == @is.Amendment && was.Revoked == @is.Revoked;
            var othersWait = @is.Waiting.Count + @is.Growing.Count > 0;
            if (!sameLetter || (othersWait && was!.Available != @is.Available))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What the page made last does.</summary>
    public LedgerEffects Page { get; private set; } = new(counts: false);

    /// <summary>Makes the unit of one page, and the state there is once it is durable.</summary>
    public (CommitUnit? Unit, LedgerState After) NextPage(LedgerState before, Instant now)
    {
        var effects = Page = new LedgerEffects(_services.Measures is not null);
        var changes = effects.Changes;
        var ledger = before.Ledger;
        var version = before.Version + 1;
        for (var examined = 0; _next < _order.Count && examined < ExaminedPerPageMax
            && changes.Declarations.Count < _services.Limits.DeclarationsPerPage; examined++, _next++)
        {
            Examine(ledger, _order[_next].Key, changes, now);
        }

        var journal = effects.Journal(ref ledger, version, now, out _);
        var after = new LedgerState(ledger, version, NextPass(before.Pass!, version), before.NextChangeOn);
        if (after.Pass is null)
        {
            var standing = ledger.Standing.On(now.LegalDate).NextChangeOn;
            var found = LedgerEffects.Earlier(_nextChangeOn, standing);
            after = after with { NextChangeOn = LedgerEffects.Earlier(before.NextChangeOn, found) };
        }
        else if (after.Pass.StartedAt == version)
        {
            after = after with { NextChangeOn = null };
        }

        var unit = new CommitUnit
        {
            Ledger = new LedgerWrite
            {
                Taxpayer = ledger.Taxpayer,
                ExpectedVersion = before.Version,
                NewVersion = version,
                Head = after.EncodeHead(),
                NextChangeOn = after.NextChangeOn,
                PassOpen = after.Pass is not null,
                Rows = LedgerRows.Of(ledger, changes, now.LegalDate, _services.Limits, new KnownRows(before.Ledger, [], [])),
            },
            Journal = journal,
        };
        return (unit, after with { Ledger = Residents.Keep(ledger, changes.Declarations, _services) });
    }

    private static bool IsOpen(Declaration declaration) => !declaration.IsRecorded && !declaration.IsCancelled;

    private void Examine(Ledger ledger, DeclarationKey key, LedgerChanges changes, Instant now)
    {
        if (!ledger.Declarations.TryGetValue(key, out var declaration) || !IsOpen(declaration))
        {
            return;
        }

        var decision = Assessment.Assess(declaration, ledger.Standing, now.LegalDate);
        _nextChangeOn = LedgerEffects.Earlier(_nextChangeOn, decision.NextChangeOn);
        if (DecisionDigest.Of(decision) != declaration.Journal.Digest
            || !LedgerRows.IsResident(declaration, now.LegalDate, _services.Limits))
        {
            changes.Declarations.Add(key);
        }
    }

    /// <summary>The cursor after this page; null when done and nobody asked for another pass meanwhile.</summary>
    private LedgerPass? NextPass(LedgerPass pass, long version)
    {
        if (_next < _order.Count)
        {
            var (time, key) = _order[_next - 1];
            return pass with { CursorTime = time, CursorKey = key.Value };
        }

        return pass.RequestedAt > pass.StartedAt ? new LedgerPass(version, version, default, 0) : null;
    }
}
