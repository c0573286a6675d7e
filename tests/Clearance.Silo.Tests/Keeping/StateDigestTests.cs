using Clearance.Domain;
using Clearance.LocalHost;
using Clearance.Storage;
using Clearance.Testing.Histories;
using Clearance.Testing.Worlds;

namespace Clearance.Silo.Tests.Keeping;

/// <summary>The digest of what a store means: the same for the same events, another for others.</summary>
public sealed class StateDigestTests
{
    private const int Histories = 16;

    [Fact]
    public async Task The_same_events_in_another_order_and_in_other_batches_have_the_same_digest()
    {
        for (var seed = 1; seed <= Histories; seed++)
        {
            var history = History.Of(seed, HistoryOptions.AnyOrder);
            var one = await After(history.Events, batch: 1);
            var other = await After(history.Shuffled(), batch: 7);

            var comparison = StateComparison.Of(one, other);
            comparison.First.ShouldBeEmpty(history.ToString());
            (other.Value, comparison.AreEqual).ShouldBe((one.Value, true), history.ToString());
        }
    }

    [Fact]
    public async Task What_order_decides_is_told_apart_from_facts()
    {
        var (money, cover) = (0L, 0L);
        for (var seed = 1; seed <= Histories / 2 || (seed <= 4 * Histories && (money == 0 || cover == 0)); seed++)
        {
            foreach (var options in (HistoryOptions[])[HistoryOptions.AnyOrderTight, HistoryOptions.AnyOrderOfMoney])
            {
                var history = History.Of(seed, options);
                var comparison = StateComparison.Of(await After(history.Events, 1), await After(history.Shuffled(), 7));
                comparison.First.Where(static it => it.Difference == StateDifference.Facts).ShouldBeEmpty(history.ToString());
                comparison.IdentitiesDiffer.ShouldBeFalse(history.ToString());
                (money, cover) = (money + comparison.Money, cover + comparison.Cover);
            }
        }

        money.ShouldBeGreaterThan(0);
        cover.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task One_event_less_is_another_digest_and_names_its_taxpayer()
    {
        var found = 0;
        for (var seed = 1; seed <= Histories; seed++)
        {
            var history = History.Of(seed, HistoryOptions.AnyOrder);
            var whole = await After(history.Events, 3);
            if (history.Events.LastOrDefault(static it => it.Read.Event is PaymentConfirmed or EnforcementPlaced or TaxpayerStatusChanged) is not { } last)
            {
                continue;
            }

            var without = await After(history.Events.RemoveAll(it => SameId(it, last)), 3);
            var taxpayer = last.Read.Event switch
            {
                PaymentConfirmed paid => paid.Taxpayer,
                EnforcementPlaced placed => placed.Taxpayer,
                _ => ((TaxpayerStatusChanged)last.Read.Event!).Taxpayer,
            };

            var comparison = StateComparison.Of(whole, without);
            found += comparison.First.Any(it => it.Taxpayer == taxpayer.Value && it.Difference == StateDifference.Facts) ? 1 : 0;
        }

        // An event that another supersedes leaves no trace, and that is right.
        found.ShouldBeGreaterThan(Histories / 2);
    }

    private static bool SameId(WorldEvent one, WorldEvent other) =>
        one.Stream == other.Stream && one.Read.Event?.Id == other.Read.Event!.Id;

    /// <summary>The digest after an engine over SQLite took the events.</summary>
    private static async Task<StateDigest> After(IReadOnlyList<WorldEvent> events, int batch)
    {
        var folder = Directory.CreateTempSubdirectory("clearance-digest-").FullName;
        try
        {
            await using (var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Directory = folder }, default))
            await using (var engine = await LocalEngine.Start(store, new ThreadPoolScheduler(TimeProvider.System)))
            {
                foreach (var (stream, bodies) in Runs(events, batch))
                {
                    await engine.Intake.Take(stream, bodies, CancellationToken.None);
                }
            }

            await using var source = StateSource.OpenFolder(folder);
            var digest = await StateDigest.Of(source);
            digest.Unread.ShouldBe(0);
            return digest;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Events of one stream that follow each other go in one call, up to so many.</summary>
    private static IEnumerable<(EventStream Stream, List<ReadOnlyMemory<byte>> Bodies)> Runs(IReadOnlyList<WorldEvent> events, int most)
    {
        for (var i = 0; i < events.Count;)
        {
            var stream = events[i].Stream;
            var bodies = events.Skip(i).TakeWhile(it => it.Stream == stream).Take(most).Select(static it => it.Utf8).ToList();
            yield return (stream, bodies);
            i += bodies.Count;
        }
    }
}
