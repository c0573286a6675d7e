using Clearance.Domain;

namespace Clearance.Entities.Tests.Hosting;

/// <summary>What becomes of an entity, its calls and its readers when a call conflicted or lost the store.</summary>
public sealed class DroppedEntityTests
{
    private static readonly TaxpayerId One = Toys.Taxpayer(1);

    private readonly Toys toys = new();

    public static TheoryData<Exception> Losses { get; } =
    [
        new StateConflictException("conflict"),
        new StoreUnavailableException("down"),
        new CommitOutcomeUnknownException("who knows"),
    ];

    [Theory]
    [MemberData(nameof(Losses), DisableDiscoveryEnumeration = true)]
    public async Task A_call_that_may_have_left_it_stale_drops_the_entity_and_the_next_one_finds_a_fresh_one(Exception loss)
    {
        toys.OnDeliver = (toy, what) => what == "lose" ? Task.FromException(loss) : Task.CompletedTask;
        toys.OnActivate = toy =>
        {
            toy.Shown = new LedgerRoot(Ledger.Empty(One), toy.Version, IsParked: false);
            return Task.CompletedTask;
        };
        await using var host = toys.Host();
        var taxpayer = host.Taxpayer(One);

        (await Should.ThrowAsync<Exception>(taxpayer.Say("lose").Soon())).ShouldBeSameAs(loss);
        (await taxpayer.Root().AsTask().Soon()).Version.ShouldBe(2);
        await taxpayer.Say("after").Soon();

        toys.Made.Select(static toy => string.Concat(toy.Heard)).ShouldBe(["lose", "after"]);
        host.TaxpayerCounts.ShouldBe(new(Active: 1, Activated: 2, Failed: 0, Dropped: 1));
    }

    [Fact]
    public async Task Any_other_failure_is_the_callers_alone()
    {
        toys.OnDeliver = static (_, _) => throw new InvalidDataException();
        await using var host = toys.Host();

        await Should.ThrowAsync<InvalidDataException>(host.Taxpayer(One).Say("x").Soon());
        await host.Taxpayer(One).Settled().Soon();

        toys.Made.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Calls_started_end_on_the_old_entity_and_later_ones_wait_for_a_fresh_one()
    {
        var slow = new TaskCompletionSource();
        var isIdle = false;
        toys.IsIdle = toy => toy.Version > 1 || isIdle;
        toys.OnDeliver = (_, what) => what switch
        {
            "slow" => slow.Task,
            "lose" => Task.FromException(new StateConflictException("conflict")),
            _ => Task.CompletedTask,
        };
        await using var host = toys.Host();
        var started = host.Taxpayer(One).Say("slow");
        var lost = host.Taxpayer(One).Say("lose");
        var later = new[] { host.Taxpayer(One).Say("a"), host.Taxpayer(One).Say("b") };
        await Should.ThrowAsync<StateConflictException>(lost.Soon());

        await Task.Delay(20);
        toys.Made.Count.ShouldBe(1);
        slow.SetResult();
        await started.Soon();
        await Task.Delay(20);
        toys.Made.Count.ShouldBe(1);
        isIdle = true;
        await Task.WhenAll(later).Soon();

        toys.Made.Select(static toy => string.Concat(toy.Heard)).ShouldBe(["slowlose", "ab"]);
    }

    [Fact]
    public void An_old_entity_that_never_ends_holds_the_fresh_one_back_only_for_so_long()
    {
        var scheduler = new SeededScheduler(1);
        toys.OnDeliver = static (_, what) => what switch
        {
            "hang" => new TaskCompletionSource().Task,
            "lose" => Task.FromException(new StateConflictException("conflict")),
            _ => Task.CompletedTask,
        };
        var host = toys.Host(scheduler);
        _ = host.Taxpayer(One).Say("hang");
        _ = host.Taxpayer(One).Say("lose");

        scheduler.RunUntil(host.Taxpayer(One).Say("later"));

        toys.Made[1].Heard.ShouldBe(["later"]);
        scheduler.Time.GetTimestamp().ShouldBeInRange(
            TimeSpan.FromSeconds(10).Ticks, TimeSpan.FromSeconds(10.1).Ticks);
    }

    [Fact]
    public async Task A_late_loss_of_the_old_entity_does_not_touch_the_fresh_one()
    {
        var late = new TaskCompletionSource();
        toys.OnDeliver = (_, what) => what switch
        {
            "late" => late.Task,
            "lose" => Task.FromException(new StateConflictException("conflict")),
            _ => Task.CompletedTask,
        };
        await using var host = toys.Host(options: Toys.NoSweep with { DrainWithin = TimeSpan.FromMilliseconds(20) });
        var lateCall = host.Taxpayer(One).Say("late");
        await Should.ThrowAsync<StateConflictException>(host.Taxpayer(One).Say("lose").Soon());
        await host.Taxpayer(One).Say("fresh").Soon();

        late.SetException(new StateConflictException("late"));
        await Should.ThrowAsync<StateConflictException>(lateCall.Soon());
        await host.Taxpayer(One).Say("still").Soon();

        toys.Made.Select(static toy => string.Concat(toy.Heard)).ShouldBe(["latelose", "freshstill"]);
    }
}
