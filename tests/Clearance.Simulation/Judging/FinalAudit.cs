using System.Text;
using Clearance.Domain;
using Clearance.Entities;
using Clearance.LocalHost;
using Clearance.Simulation.Engines;
using Clearance.Simulation.Stores;
using Clearance.Testing.Histories;

namespace Clearance.Simulation.Judging;

/// <summary>At the end, when nothing goes wrong any more: everything once more, and every answer against what is right.</summary>
internal sealed class FinalAudit(
    Fleet fleet, SimulatedDisk disk, CommitJudge judge, History history, SimulationOptions options, SimulatedProcess harness)
{
    private const int Batch = 40;
    private const int AttemptsMax = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    public required Action<SimulatedEngine, IReadOnlyList<int>, IReadOnlyList<EventResult>?> Answered { get; init; }

    public required SimulationScheduler Scheduler { get; init; }

    public required IReadOnlyList<DeclarationKey> Keys { get; init; }

    /// <summary>Hears what was decided, for tables of what occurred.</summary>
    public required Action<Decision> Seen { get; init; }

    public async Task Run()
    {
        await Redeliver();
        for (var place = 0; place < fleet.Places; place++)
        {
            await Compare(place, history.Dates);
        }

        for (var place = 0; place < fleet.Places; place++)
        {
            fleet.Kill(place);
        }

        await Until("every place has a process again", () => fleet.Up.Count == fleet.Places);
        var today = Instant.From(Scheduler.Clock.GetUtcNow()).LegalDate;
        await Until("nothing is due", () => disk.State.DueLedgers(today, null, 1).Count == 0);
        await Compare(0, history.FewDates);
        await CompareJournal(today);
        if (judge.Judge.UnderWay > 0)
        {
            judge.Fail("Messages are left under way.");
        }
    }

    /// <summary>Every event comes again, and is what it was.</summary>
    private async Task Redeliver()
    {
        var kept = Enumerable.Range(0, history.Events.Length).Where(i => !options.WithoutEvents.Contains(i));
        foreach (var batch in kept.GroupBy(i => history.Events[i].Stream).SelectMany(stream => stream.Chunk(Batch)))
        {
            var commits = judge.Commits;
            IReadOnlyList<EventResult>? results = null;
            await Until("what is sent again is taken", async () =>
            {
                if (fleet[batch[0] % fleet.Places] is not { } engine)
                {
                    return false;
                }

                results = await engine.Take(history.Events[batch[0]].Stream, [.. batch.Select(i => history.Events[i].Utf8)]);
                Answered(engine, batch, results);
                return results is not null;
            });
            foreach (var result in results ?? [])
            {
                if (result.Status == EventStatus.Accepted)
                {
                    judge.Fail($"{result.Id} was accepted once more");
                }
            }
        }
    }

    private async Task Compare(int place, IEnumerable<DateOnly> dates)
    {
        foreach (var key in Keys)
        {
            foreach (var on in dates)
            {
                var right = judge.Judge.Decide(key, on);
                var decision = await Ask(place, key, on);
                Seen(decision);
                var text = judge.Judge.TextOf(decision);
                Scheduler.Note(TraceNumbers.Of(text));
                if (!string.Equals(text, right, StringComparison.Ordinal))
                {
                    judge.Fail($"At the end process {place} answers{Environment.NewLine}  {text}{Environment.NewLine}right is{Environment.NewLine}  {right}");
                    return;
                }
            }
        }

        foreach (var taxpayer in judge.Owners.Values.Distinct().Order())
        {
            await Compare(place, taxpayer, dates.First());
        }
    }

    private async Task Compare(int place, TaxpayerId taxpayer, DateOnly on)
    {
        LedgerRoot? root = null;
        await Until("a ledger is shown", async () => fleet[place] is { } engine && (root = await engine.Root(taxpayer)) is not null);
        List<Declaration> declarations = [];
        foreach (var key in judge.Owners.Where(it => it.Value == taxpayer).Select(it => it.Key).Order())
        {
            declarations.Add((await Find(place, taxpayer, key)).Declaration!);
        }

        if (root is null || judge.Failure is not null)
        {
            return;
        }

        var text = judge.Judge.TextOf(root.Ledger, declarations, on);
        var right = judge.Judge.Taxpayer(taxpayer, on);
        if (!string.Equals(text, right, StringComparison.Ordinal) || !root.Ledger.Totals.AreConserved)
        {
            judge.Fail($"At the end the books of {taxpayer} say{Environment.NewLine}  {text}{Environment.NewLine}right is{Environment.NewLine}  {right}");
        }
    }

    /// <summary>The journal is whole, and its last entry of each declaration says what is decided today.</summary>
    private async Task CompareJournal(DateOnly today)
    {
        var journal = disk.State.ReadJournal(0, int.MaxValue);
        if (JournalVerifier.Verify(journal) is { } fault)
        {
            judge.Fail($"{fault}");
        }

        foreach (var (key, owner) in judge.Owners.OrderBy(it => it.Key))
        {
            var (root, declaration) = await Find(0, owner, key);
            var last = journal.Last(record => record.Entry.Declaration == key).Entry;
            if (declaration is null || !last.Hash.AsSpan().SequenceEqual(declaration.Journal.Hash.AsSpan())
                || IsRedecided(declaration, today) && JournalEntry.Differs(declaration.Journal, root.Decide(declaration, today)))
            {
                var decided = declaration is null ? "nothing" : judge.TextOf(root.Decide(declaration, today));
                judge.Fail($"The journal's last entry of {key} is not what is decided on {today:O}: {Encoding.UTF8.GetString(last.Body)}, and {decided}");
            }
        }
    }

    /// <summary>Who left memory long after it lapsed is decided when it is asked for, and not journaled for what others pay.</summary>
    private static bool IsRedecided(Declaration declaration, DateOnly today) =>
        declaration.IsRecorded || declaration.IsCancelled || LedgerRows.IsResident(declaration, today, new EntityLimits());

    private async Task<Decision> Ask(int place, DeclarationKey key, DateOnly on)
    {
        Decision? decision = null;
        await Until("a question is answered", async () => fleet[place] is { } engine && (decision = await engine.Ask(key, on)) is not null);
        return decision ?? Assessment.Unavailable(key, on);
    }

    private async Task<(LedgerRoot Root, Declaration? Declaration)> Find(int place, TaxpayerId taxpayer, DeclarationKey key)
    {
        (LedgerRoot, Declaration?) found = default;
        await Until("a declaration is found", async () =>
        {
            if (fleet[place] is not { } engine)
            {
                return false;
            }

            try
            {
                found = await engine.Engine.Host.Taxpayer(taxpayer).Find(key);
                return true;
            }
            catch (StoreUnavailableException)
            {
                return false;
            }
        });
        return found;
    }

    private Task Until(string what, Func<bool> isSo) => Until(what, () => Task.FromResult(isSo()));

    private async Task Until(string what, Func<Task<bool>> isSo)
    {
        for (var attempt = 0; !await isSo(); attempt++)
        {
            if (attempt == AttemptsMax)
            {
                judge.Fail($"Nothing goes wrong any more, and still not so: {what}.");
                return;
            }

            await harness.Delay(attempt < AttemptsMax / 2 ? Pause : Pause * 200, CancellationToken.None);
        }
    }
}
