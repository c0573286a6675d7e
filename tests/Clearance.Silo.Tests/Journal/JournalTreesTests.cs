using Clearance.Domain;
using Clearance.Entities;
using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.Running;
using Clearance.Testing.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Clearance.Silo.Tests.Journal;

/// <summary>How the engine follows its journal to sign what it has.</summary>
public sealed class JournalTreesTests : IDisposable
{
    private readonly HeadKeeper keeper = new();

    public void Dispose() => keeper.Dispose();

    [Fact]
    public async Task However_often_and_after_whatever_it_is_asked_it_has_what_one_reading_of_all_has()
    {
        var (store, often) = (new InMemoryStore(), new JournalTrees());
        for (var n = 0; n < 40; n++)
        {
            await Append(store, n, n % 5);
            await often.CatchUp(store, default);
        }

        // Pages of thousands too, with those that are exactly full.
        await Append(store, 40, (4096 * 2) - (int)often.Lanes[0].Entries);
        await often.CatchUp(store, default);
        await Append(store, 41, 4096);
        await often.CatchUp(store, default);
        var once = new JournalTrees();
        await once.CatchUp(store, default);

        often.Lanes.ShouldHaveSingleItem().Entries.ShouldBe(4096 * 3);
        once.Lanes.ShouldHaveSingleItem().Peaks.ShouldBe(often.Lanes[0].Peaks);
    }

    [Fact]
    public async Task A_journal_that_is_another_behind_its_back_is_not_gone_on_with()
    {
        var (store, trees) = (new InMemoryStore(), new JournalTrees());
        await Append(store, 1, 5);
        await trees.CatchUp(store, default);
        var shorter = new InMemoryStore();
        await Append(shorter, 1, 4);
        await Should.ThrowAsync<JournalChangedException>(trees.CatchUp(shorter, default));
        var other = new InMemoryStore();
        await Append(other, 2, 9);
        (await Should.ThrowAsync<JournalChangedException>(trees.CatchUp(other, default))).Message.ShouldContain("position 5");
        await trees.CatchUp(store, default);
        trees.Lanes.Single().Entries.ShouldBe(5);
    }

    [Fact]
    public async Task While_the_journal_is_still_being_read_nothing_is_signed_and_reading_goes_on()
    {
        var store = new InMemoryStore();
        await using var app = await Silos.Over(store, ["--host", "Local", .. keeper.Options, "--urls", "http://127.0.0.1:0"]);
        await app.StartAsync();
        using var http = Silos.Connect(app);
        var go = new TaskCompletionSource();
        app.Services.GetRequiredService<JournalHeadEndpoint>().Patience = TimeSpan.FromMilliseconds(50);
        store.BeforeRead = () => go.Task;

        foreach (var _ in (int[])[1, 2])
        {
            using var early = await http.GetAsync("/v1/journal/head");
            await early.ShouldBeProblem(503, "HeadNotReady");
            early.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(5));
        }

        store.BeforeRead = null;
        go.SetResult();
        app.Services.GetRequiredService<JournalHeadEndpoint>().Patience = TimeSpan.FromMinutes(1);
        (await http.GetStringAsync("/v1/journal/head")).Count(static c => c == '.').ShouldBe(2);
    }

    private static async Task Append(InMemoryStore store, int taxpayer, int count)
    {
        DeclarationKey.TryParse(Sample.Declaration().AsSpan(0, 11), out var key).ShouldBeTrue();
        var entries = Enumerable.Range(1, count)
            .Select(n => new JournalWrite(key, n, System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes((taxpayer * 100_000) + n)), [1])).ToList();
        (await store.Commit([new CommitUnit { Journal = entries }], default)).ShouldAllBe(static outcome => outcome == CommitOutcome.Committed);
    }
}
