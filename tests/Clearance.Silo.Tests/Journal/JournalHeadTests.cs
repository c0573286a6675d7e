using Clearance.Silo.Tests.Running;
using Clearance.Storage;
using Microsoft.Data.Sqlite;

namespace Clearance.Silo.Tests.Journal;

/// <summary>S21: the engine's signed heads, kept elsewhere, hold for ever, and for no other past.</summary>
public sealed class JournalHeadTests : IDisposable
{
    private readonly HeadKeeper keeper = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clearance-head-");

    public void Dispose()
    {
        keeper.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_head_has_all_that_was_recorded_and_holds_after_growth_a_kill_a_new_key_and_a_restore()
    {
        await using var engine = await EngineProcess.Start(keeper.Options);
        (await keeper.Fetch(engine)).Lanes.ShouldBeEmpty();
        await JournalMaker.Fill(engine.Http);
        var first = await keeper.FetchWith(engine, (await Check(engine.Data)).Entries);
        (first.Issuer, first.Lanes.Count).ShouldBe(("clearance", 1));
        await JournalMaker.Fill(engine.Http);
        var second = await keeper.FetchWith(engine, (await Check(engine.Data)).Entries);
        second.Entries.ShouldBeGreaterThan(first.Entries);

        await engine.Kill();
        var backup = Path.Combine(folder.FullName, "backup");
        await StoreBackup.OfFolder(engine.Data, backup, TimeProvider.System);
        var restored = Path.Combine(folder.FullName, "restored");
        await StoreBackup.ToFolder(backup, restored);
        await using var next = await EngineProcess.StartIn(restored, keeper.OptionsOf("gate-2"));
        await keeper.Trust(next);
        var third = await keeper.Fetch(next);
        (third.Journal, third.Entries, third.WhyNotAfter(second)).ShouldBe((first.Journal, second.Entries, null), "a restart reads it all again");
        await JournalMaker.Fill(next.Http);
        (await keeper.FetchWith(next, third.Entries + 1)).WhyNotAfter(second).ShouldBeNull();

        var report = await Check(restored, keeper.Kept);
        report.IsAsKept.ShouldBeTrue(string.Join(' ', report.Faults) + string.Join(' ', report.Kept));
        report.Kept.Count.ShouldBe(keeper.Heads.Count);
        var before = await Check(engine.Data, keeper.Kept);
        (before.IsWhole, before.Kept[0].Holds, before.Kept[^1].Holds).ShouldBe((true, true, false), "the last head is of what was recorded since");
        before.Kept[^1].Faults.ShouldHaveSingleItem().Why.ShouldEndWith("some are missing.");
    }

    [Fact]
    public async Task Who_rewrites_a_decision_its_chain_and_its_ledger_passes_every_check_but_the_kept_head()
    {
        await using var engine = await EngineProcess.Start(keeper.Options);
        await JournalMaker.Fill(engine.Http);
        await keeper.Fetch(engine);
        await JournalMaker.Fill(engine.Http);
        await keeper.FetchWith(engine, (await Check(engine.Data)).Entries);
        (await engine.Stop()).ShouldBe(0);

        var at = await Forge(engine.Data, 0);

        (await Check(engine.Data)).IsWhole.ShouldBeTrue("nothing in the store speaks against it");
        var report = await Check(engine.Data, keeper.Kept);
        (report.IsWhole, report.IsAsKept).ShouldBe((true, false));
        foreach (var head in report.Kept)
        {
            var fault = head.Faults.ShouldHaveSingleItem();
            fault.Lane.ShouldBe(0);
            at.Position.ShouldBeInRange(fault.From, fault.Through);
        }

        await engine.Restart();
        var late = await keeper.Fetch(engine);
        var now = await Check(engine.Data, keeper.Kept);
        now.Kept.Select(static head => head.Holds).ShouldBe(
            [.. Enumerable.Repeat(false, keeper.Heads.Count - 1), true], "what the engine signs now says nothing of what was");
        late.WhyNotAfter(keeper.Heads[^2]).ShouldNotBeNull("of two heads with as many entries all peaks are the same");

        await (await SqliteStore.OpenAsync(new SqliteStoreOptions { Directory = folder.FullName }, default)).DisposeAsync();
        (await Check(folder.FullName, keeper.Kept)).Kept.ShouldAllBe(static head => head.Faults.Single().Why.StartsWith("It is of another journal", StringComparison.Ordinal));
    }

    private static async Task<Clearance.Entities.JournalAt> Forge(string data, int which)
    {
        await using var database = new SqliteConnection($"Data Source={Path.Combine(data, "clearance.db")};Pooling=false");
        await database.OpenAsync();
        return await new Forger(database, "0", "journal", "ledger").Rewrite(which);
    }

    private static async Task<JournalReport> Check(string data, IReadOnlyList<KeptHead>? kept = null)
    {
        await using var source = await JournalSource.OpenFolder(data);
        return await JournalCheck.RunAsync(source, kept ?? [], null, default);
    }
}
