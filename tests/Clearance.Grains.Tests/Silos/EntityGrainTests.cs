using Clearance.Entities;

namespace Clearance.Grains.Tests.Silos;

/// <summary>A grain at the ends of its life, without a silo around it.</summary>
public sealed class EntityGrainTests
{
    [Fact]
    public async Task One_that_is_given_up_while_it_loads_is_not_shown_when_it_has_and_ends()
    {
        using var patience = new CancellationTokenSource();
        var grain = new SlowGrain();
        var activating = grain.OnActivateAsync(patience.Token);

        await patience.CancelAsync();
        grain.Slow.Loaded.SetResult();

        await Should.ThrowAsync<OperationCanceledException>(() => activating);
        grain.Shown.ShouldBe(0);
        grain.Slow.Ended.ShouldBe(1);
    }

    [Fact]
    public async Task One_that_has_loaded_is_shown()
    {
        var grain = new SlowGrain();
        var activating = grain.OnActivateAsync(CancellationToken.None);
        grain.Shown.ShouldBe(0);

        grain.Slow.Loaded.SetResult();

        await activating;
        grain.Shown.ShouldBe(1);
        grain.Slow.Ended.ShouldBe(0);
    }

    private sealed class SlowGrain() : EntityGrain<SlowEntity>(new OrleansScheduler(TimeProvider.System), admittedMax: 1)
    {
        public SlowEntity Slow { get; } = new();

        public int Shown { get; private set; }

        protected override SlowEntity Entity => Slow;

        protected override void Show() => Shown++;
    }

    private sealed class SlowEntity : IEntity
    {
        public TaskCompletionSource Loaded { get; } = new();

        public int Ended { get; private set; }

        public bool IsIdle => true;

        public Task Activate() => Loaded.Task;

        public Task End()
        {
            Ended++;
            return Task.CompletedTask;
        }
    }
}
