using Clearance.Domain;

namespace Clearance.Entities.Tests.Hosting;

public sealed class LocalEntityHostTests
{
    private static readonly TaxpayerId One = Toys.Taxpayer(1);

    private readonly Toys toys = new();

    [Fact]
    public async Task One_turn_at_a_time_runs_per_key_and_turns_interleave_at_awaits()
    {
        var (open, interleaved) = (0, 0);
        toys.OnDeliver = async (toy, _) =>
        {
            if (Interlocked.Increment(ref open) > 1)
            {
                interleaved++;
            }

            for (var i = 0; i < 4; i++)
            {
                toy.Work();
                await (i % 2 == 0 ? Task.Run(static () => Thread.SpinWait(20)) : Task.Delay(0));
                await Task.Yield();
            }

            toy.Work();
            Interlocked.Decrement(ref open);
        };
        await using var host = toys.Host();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++)
            {
                await host.Taxpayer(One).Say("work");
            }
        }))).Soon();

        toys.Made.ShouldHaveSingleItem().Overlaps.ShouldBe(0);
        toys.Made[0].Heard.Count.ShouldBe(4000);
        interleaved.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Different_keys_run_in_parallel()
    {
        using var meeting = new Barrier(2);
        toys.OnDeliver = (_, _) =>
        {
            meeting.SignalAndWait(TimeSpan.FromMinutes(2)).ShouldBeTrue();
            return Task.CompletedTask;
        };
        await using var host = toys.Host();

        await Task.WhenAll(host.Taxpayer(One).Say("meet"), host.Taxpayer(Toys.Taxpayer(2)).Say("meet")).Soon();
    }

    [Fact]
    public async Task Calls_start_in_the_order_they_came_also_across_the_activation()
    {
        var names = Enumerable.Range(0, 5000).Select(static i => i.ToString()).ToArray();
        toys.OnActivate = static _ => Task.Delay(5);
        toys.OnDeliver = static async (_, _) => await Task.Yield();
        await using var host = toys.Host();

        await Task.WhenAll(names.Select(host.Taxpayer(One).Say)).Soon();

        toys.Made.ShouldHaveSingleItem().Heard.ShouldBe(names);
    }

    [Fact]
    public async Task Concurrent_first_calls_share_one_activation()
    {
        toys.OnActivate = static _ => Task.Delay(20);
        await using var host = toys.Host();

        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => host.Taxpayer(One).Say("hello")))).Soon();

        toys.Made.ShouldHaveSingleItem().Heard.Count.ShouldBe(100);
        host.TaxpayerCounts.ShouldBe(new(Active: 1, Activated: 1, Failed: 0, Dropped: 0));
    }

    [Fact]
    public void A_failed_activation_fails_the_calls_that_waited_and_the_next_call_tries_again()
    {
        var scheduler = new SeededScheduler(1);
        toys.OnActivate = async toy =>
        {
            await scheduler.Delay(TimeSpan.FromMilliseconds(10), CancellationToken.None);
            if (toy.Version == 1)
            {
                throw new StoreUnavailableException("down");
            }
        };
        var host = toys.Host(scheduler);
        var (first, second) = (host.Taxpayer(One).Say("a"), host.Taxpayer(One).Say("b"));
        Should.Throw<StoreUnavailableException>(() => scheduler.RunUntil(first));
        Should.Throw<StoreUnavailableException>(() => scheduler.RunUntil(second));

        scheduler.RunUntil(host.Taxpayer(One).Say("c"));

        toys.Made.Select(static toy => string.Concat(toy.Heard)).ShouldBe(["", "c"]);
        host.TaxpayerCounts.ShouldBe(new(Active: 1, Activated: 1, Failed: 1, Dropped: 0));
    }

    [Fact]
    public async Task A_shown_root_is_read_without_a_turn()
    {
        using var hold = new ManualResetEventSlim();
        await using var host = toys.Host();
        await host.Taxpayer(One).Settled().Soon();
        toys.OnDeliver = (_, _) =>
        {
            hold.Wait();
            return Task.CompletedTask;
        };
        var turn = host.Taxpayer(One).Say("hold");
        var unseen = host.Taxpayer(One).Root();
        toys.Made[0].Shown = new LedgerRoot(Ledger.Empty(One), 77, IsParked: false);

        var seen = host.Taxpayer(One).Root();

        seen.IsCompletedSuccessfully.ShouldBeTrue();
        (await seen).Version.ShouldBe(77);
        unseen.IsCompleted.ShouldBeFalse();
        hold.Set();
        (await unseen.AsTask().Soon()).Version.ShouldBe(1);
        await turn.Soon();
    }

    [Fact]
    public async Task Declarations_answer_as_well()
    {
        await using var host = toys.Host();
        var declaration = host.Declaration(Toys.Declaration(5));

        (await declaration.Decide(new DateOnly(2026, 1, 5)).AsTask().Soon()).Declaration.ShouldBe(Toys.Declaration(5));
        (await declaration.Owner().AsTask().Soon()).ShouldBeNull();
        (await declaration.Apply([]).Soon()).ShouldBeNull();
        host.DeclarationCounts.Active.ShouldBe(1);
    }
}
