using System.Text.Json;
using Clearance.Client;
using Clearance.Domain;
using Clearance.Entities;
using Clearance.Storage;
using Clearance.Testing.Events;
using Clearance.Testing.Worlds;

namespace Clearance.Silo.Tests.Crash;

/// <summary>Judges a restarted engine by the domain alone, fed with everything that was sent.</summary>
internal static class CrashAudit
{
    private const int TriesMax = 50;
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(200);

    /// <summary>What a killed engine left undone, read from its store before the next one starts.</summary>
    public static async Task<(int Intents, int Passes)> LeftUndone(string data)
    {
        await using var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Directory = data }, CancellationToken.None);
        var intents = await store.PendingIntents(0, int.MaxValue, CancellationToken.None);

        // On a date before every deadline, only what a crash cut short is due.
        var passes = await store.DueLedgers(DateOnly.MinValue, null, int.MaxValue, CancellationToken.None);
        return (intents.Count, passes.Count);
    }

    /// <summary>Sends everything again: what was accepted is known, and what nobody answered is applied now or was before.</summary>
    public static async Task SendAgain(ClearanceClient client, CrashLoad load)
    {
        var accepted = load.Accepted.ToHashSet();
        foreach (var run in Runs(load.Sent))
        {
            var results = await Repeat(() => client.PostEvents(CrashLoad.StreamOf(run), CrashLoad.Body(run)));
            for (var i = 0; i < run.Count; i++)
            {
                if (accepted.Contains(run[i]))
                {
                    results[i].Status.ShouldBe("duplicate", $"{run[i].Id} was answered accepted before the kill");
                }
                else
                {
                    results[i].IsApplied.ShouldBeTrue($"{run[i].Id}: {results[i]}");
                }
            }
        }
    }

    /// <summary>Does what a client may do when it is told that it is safe to repeat the call.</summary>
    private static async Task<T> Repeat<T>(Func<Task<T>> call)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await call();
            }
            catch (ClearanceException unavailable) when (unavailable.IsTransient && tries < TriesMax)
            {
                await Task.Delay(AskAgainAfter);
            }
        }
    }

    /// <summary>Asks for many decisions, and again while the engine says of any that it cannot be made now.</summary>
    private static async Task<IReadOnlyList<JsonElement>> Decisions(ClearanceClient client, IEnumerable<DeclarationKey> keys)
    {
        var question = JsonSerializer.SerializeToUtf8Bytes(
            new { declarations = keys.Select(key => key.ToString()), on = CrashParties.Day });
        for (var tries = 1; ; tries++)
        {
            var answer = await Repeat(() => client.Post("v1/eligibility", question));
            JsonElement[] results = [.. answer.GetProperty("results").EnumerateArray()];
            if (tries == TriesMax || !results.Any(IsUnavailable))
            {
                return results;
            }

            await Task.Delay(AskAgainAfter);
        }
    }

    /// <summary>Whether it is said of one: as an error of its row, or as the reason it is held.</summary>
    private static bool IsUnavailable(JsonElement result) =>
        result.GetRawText().Contains(nameof(ReasonCode.DecisionUnavailable), StringComparison.Ordinal);

    /// <summary>Compares every decision and every sum with the domain's own.</summary>
    public static async Task Compare(ClearanceClient client, DomainWorld world)
    {
        foreach (var keys in world.Declarations.Chunk(1000))
        {
            var i = 0;
            foreach (var result in await Decisions(client, keys))
            {
                var expected = world.Decide(keys[i], CrashParties.Day);
                DecisionDigestOf(result).ShouldBe(
                    DecisionDigestOf(JsonDocument.Parse(DecisionJson.ToUtf8Bytes(expected, keys[i].ToString())).RootElement),
                    $"declaration {keys[i]}");
                i++;
            }
        }

        foreach (var taxpayer in world.Taxpayers)
        {
            var totals = world.Ledger(taxpayer).Totals;
            var sums = (await Repeat(() => client.Get($"v1/taxpayers/{taxpayer}"))).GetProperty("sums");
            sums.GetProperty("balanced").GetBoolean().ShouldBeTrue();
            (Sum("confirmed"), Sum("transferredIn"), Sum("transferredOut"), Sum("cancelled"), Sum("allocated"), Sum("suspense"))
                .ShouldBe((
                    totals.Confirmed, totals.TransferredIn, totals.TransferredOut, totals.Cancelled, totals.Allocated,
                    totals.Suspense));
            Sum("inTransit").ShouldBe(0);

            long Sum(string name) => sums.GetProperty(name).GetInt64();
        }
    }

    /// <summary>The journal's chains hold, and its last entry of each declaration is what the engine answers.</summary>
    public static async Task CheckJournal(IClearanceStore store, DomainWorld world)
    {
        var journal = await MergedJournal.Read(store);
        JournalVerifier.Verify(journal).ShouldBeNull();
        var last = new Dictionary<DeclarationKey, string>();
        foreach (var record in journal)
        {
            last[record.Entry.Declaration] = JsonDocument.Parse(record.Entry.Body).RootElement
                .GetProperty("decision").GetProperty("reasons").ToString();
        }

        foreach (var key in Enumerable.Range(0, CrashParties.Waiting).Select(CrashParties.Key))
        {
            var isStopped = world.Decide(key, CrashParties.Day).Outcome == Outcome.Hold;
            last[key].Contains("EnforcementStop", StringComparison.Ordinal).ShouldBe(isStopped, $"declaration {key}");
        }
    }

    /// <summary>Runs of one stream, in order, as large as a call takes.</summary>
    private static IEnumerable<List<ClearanceEvent>> Runs(IEnumerable<ClearanceEvent> events)
    {
        List<ClearanceEvent> run = [];
        foreach (var e in events)
        {
            if (run.Count > 0 && (run.Count == 1000 || EventJson.StreamOf(run[0]) != EventJson.StreamOf(e)))
            {
                yield return run;
                run = [];
            }

            run.Add(e);
        }

        if (run.Count > 0)
        {
            yield return run;
        }
    }

    /// <summary>What the contract promises of an answer whatever order events came in: not versions, not times.</summary>
    private static string DecisionDigestOf(JsonElement decision) => string.Join(
        ',',
        decision.EnumerateObject()
            .Where(member => member.Name is not ("version" or "standingVersion" or "decidedAt"))
            .Select(member => member.ToString()));
}
