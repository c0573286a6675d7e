using Clearance.Domain;
using Clearance.LocalHost;

namespace Clearance.Entities.Tests.Hosting;

/// <summary>Entities are let go when unused, when memory is short and when the host stops, and no call is lost by it.</summary>
public sealed class LetGoTests
{
    private static readonly TaxpayerId One = Toys.Taxpayer(1);

    private readonly Toys toys = new();

    [Fact]
    public void What_was_not_used_for_long_goes_and_comes_back_on_use()
    {
        var scheduler = new SeededScheduler(1);
        var host = toys.Host(scheduler);
        var (used, unused) = (host.Taxpayer(One), host.Taxpayer(Toys.Taxpayer(2)));
        scheduler.RunUntil(used.Say("x"));
        scheduler.RunUntil(unused.Say("x"));
        scheduler.RunUntil(host.Declaration(Toys.Declaration(1)).Apply([]));
        host.Collect();

        scheduler.Time.Advance(TimeSpan.FromMinutes(3));
        host.Collect();
        (host.TaxpayerCounts.Active, host.DeclarationCounts.Active).ShouldBe((2, 0));

        scheduler.RunUntil(used.Say("y"));
        scheduler.Time.Advance(TimeSpan.FromMinutes(7));
        host.Collect();
        host.TaxpayerCounts.Active.ShouldBe(1);

        scheduler.RunUntil(unused.Say("z"));
        toys.Made.Select(static toy => string.Concat(toy.Heard)).ShouldBe(["xy", "x", "z"]);
    }

    [Fact]
    public async Task A_reader_keeps_a_ledger_in_use()
    {
        var scheduler = new SeededScheduler(1);
        var host = toys.Host(scheduler);
        scheduler.RunUntil(host.Taxpayer(One).Settled());
        toys.Made[0].Shown = new LedgerRoot(Ledger.Empty(One), 1, IsParked: false);
        for (var i = 0; i < 5; i++)
        {
            host.Collect();
            scheduler.Time.Advance(TimeSpan.FromMinutes(9));
            (await RootAtOnce(host.Taxpayer(One))).Version.ShouldBe(1);
        }

        toys.Made.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Who_still_holds_a_ledger_that_went_finds_the_one_that_came_back()
    {
        var scheduler = new SeededScheduler(1);
        var host = toys.Host(scheduler);
        var held = host.Taxpayer(One);
        scheduler.RunUntil(held.Settled());
        CollectLater(host, scheduler).ShouldBe(0);

        scheduler.RunUntil(held.Say("x"));
        toys.Made[1].Shown = new LedgerRoot(Ledger.Empty(One), 2, IsParked: false);

        (await RootAtOnce(held)).Version.ShouldBe(2);
        toys.Made.Count.ShouldBe(2);
    }

    [Fact]
    public void What_runs_or_says_it_is_busy_stays()
    {
        var end = new TaskCompletionSource();
        var isIdle = false;
        toys.IsIdle = _ => isIdle;
        toys.OnDeliver = (_, _) => end.Task;
        var scheduler = new SeededScheduler(1);
        var host = toys.Host(scheduler);
        var call = host.Taxpayer(One).Say("x");
        scheduler.RunUntil(host.Taxpayer(One).Settled());

        isIdle = true;
        CollectLater(host, scheduler).ShouldBe(1);
        isIdle = false;
        end.SetResult();
        scheduler.RunUntil(call);
        CollectLater(host, scheduler).ShouldBe(1);
        isIdle = true;
        CollectLater(host, scheduler).ShouldBe(0);
    }

    [Fact]
    public void While_memory_is_short_the_oldest_go_earlier_at_each_look()
    {
        var load = 0.5;
        var scheduler = new SeededScheduler(1);
        var host = toys.Host(scheduler, Toys.NoSweep with { MemoryLoad = () => load });
        for (var i = 0; i < 4; i++)
        {
            scheduler.RunUntil(host.Taxpayer(Toys.Taxpayer(i)).Settled());
            host.Collect();
            scheduler.Time.Advance(TimeSpan.FromMinutes(1));
        }

        load = 0.9;
        var left = new List<long>();
        for (var i = 0; i < 4; i++)
        {
            host.Collect();
            left.Add(host.TaxpayerCounts.Active);
        }

        // Unused for 4, 3, 2 and 1 minutes; let go after 5, 2.5, 1.25 and 0.625.
        left.ShouldBe([4, 2, 1, 0]);
    }

    [Fact]
    public async Task The_host_looks_by_itself()
    {
        var scheduler = new ThreadPoolScheduler(TimeProvider.System);
        var now = TimeSpan.FromMilliseconds(1);
        await using var host = toys.Host(scheduler, new() { CollectEvery = now, TaxpayerIdleAfter = now });
        await host.Taxpayer(One).Settled().Soon();

        for (var i = 0; i < 3000 && host.TaxpayerCounts.Active > 0; i++)
        {
            await Task.Delay(10);
        }

        host.TaxpayerCounts.Active.ShouldBe(0);
    }

    [Fact]
    public async Task No_call_is_lost_or_overtaken_while_entities_come_and_go()
    {
        const int callers = 10, keys = 5, each = 10_000;
        toys.OnActivate = static async toy => await Task.Yield();
        toys.OnDeliver = static (toy, what) =>
        {
            toy.Work();
            return Random.Shared.Next(200) == 0
                ? throw new StateConflictException("conflict")
                : Random.Shared.Next(3) == 0 ? Task.Run(static () => { }) : Task.CompletedTask;
        };
        var options = Toys.NoSweep with { TaxpayerIdleAfter = TimeSpan.FromTicks(1) };
        await using var host = toys.Host(options: options);
        using var end = new CancellationTokenSource();
        var collector = Task.Run(() =>
        {
            while (!end.IsCancellationRequested)
            {
                host.Collect();
                Thread.Sleep(0);
            }
        });

        var failed = 0;
        for (var from = 0; from < each; from += each / 2)
        {
            var first = from;
            var half = Enumerable.Range(0, callers).Select(caller =>
                Task.Run(() => Converse(host.Taxpayer(Toys.Taxpayer(caller % keys)), caller, first, each / 2)));
            failed += (await Task.WhenAll(half).Soon()).Sum();

            // On a crowded machine the collector may not have come to run so far: now all of them go, and come back.
            host.Collect();
        }

        await end.CancelAsync();
        await collector.Soon();

        var heard = toys.Made.SelectMany(static toy => toy.Heard).ToLookup(what => int.Parse(what.Split(' ')[0]));
        for (var caller = 0; caller < callers; caller++)
        {
            heard[caller].ShouldBe(Enumerable.Range(0, each).Select(i => $"{caller} {i}"));
        }

        toys.Made.Sum(static toy => toy.Overlaps).ShouldBe(0);
        host.TaxpayerCounts.Dropped.ShouldBeInRange(1, failed);
        host.TaxpayerCounts.Activated.ShouldBeGreaterThan(host.TaxpayerCounts.Dropped + keys);
    }

    [Fact]
    public async Task Stopping_waits_for_calls_and_work_and_takes_no_more()
    {
        var end = new TaskCompletionSource();
        var isIdle = false;
        toys.IsIdle = _ => isIdle;
        toys.OnDeliver = (_, _) => end.Task;
        var host = toys.Host();
        var call = host.Taxpayer(One).Say("x");
        await host.Taxpayer(One).Settled().Soon();

        var stopping = host.DisposeAsync().AsTask();
        await Should.ThrowAsync<StoreUnavailableException>(host.Taxpayer(One).Say("late").Soon());
        await Should.ThrowAsync<StoreUnavailableException>(host.Taxpayer(Toys.Taxpayer(2)).Say("late").Soon());
        end.SetResult();
        await call.Soon();
        await Task.Delay(20);
        stopping.IsCompleted.ShouldBeFalse();
        isIdle = true;
        await stopping.Soon();

        host.TaxpayerCounts.Active.ShouldBe(0);
        toys.Made.ShouldHaveSingleItem().Heard.ShouldBe(["x"]);
    }

    [Fact]
    public void Stopping_gives_up_on_what_never_ends()
    {
        var scheduler = new SeededScheduler(1);
        toys.OnDeliver = static (_, _) => new TaskCompletionSource().Task;
        var host = toys.Host(scheduler);
        _ = host.Taxpayer(One).Say("hang");
        scheduler.RunUntil(host.Taxpayer(One).Settled());

        scheduler.RunUntil(new Mailbox(scheduler).Run(() => host.DisposeAsync().AsTask()));

        host.TaxpayerCounts.Active.ShouldBe(1);
    }

    private static ValueTask<LedgerRoot> RootAtOnce(ITaxpayer taxpayer)
    {
        var root = taxpayer.Root();
        root.IsCompletedSuccessfully.ShouldBeTrue();
        return root;
    }

    /// <summary>Looks after half an hour without use; says how many ledgers are left.</summary>
    private static long CollectLater(LocalEntityHost host, SeededScheduler scheduler)
    {
        host.Collect();
        scheduler.Time.Advance(TimeSpan.FromMinutes(30));
        host.Collect();
        return host.TaxpayerCounts.Active;
    }

    /// <summary>Makes calls in bursts; says how many conflicted.</summary>
    private static async Task<int> Converse(ITaxpayer taxpayer, int caller, int from, int calls)
    {
        var conflicts = 0;
        var burst = new Queue<Task>();
        for (var i = from; i < from + calls; i++)
        {
            burst.Enqueue(taxpayer.Say($"{caller} {i}"));
            while (burst.Count > (i % 7) && burst.TryDequeue(out var call))
            {
                try
                {
                    await call;
                }
                catch (StateConflictException)
                {
                    conflicts++;
                }
            }
        }

        await Task.WhenAll(burst).ContinueWith(static _ => { }, TaskScheduler.Default);
        return conflicts + burst.Count(static call => call.IsFaulted);
    }
}
