using Clearance.Domain;
using Clearance.LocalHost;

namespace Clearance.Entities.Tests.Hosting;

/// <summary>What toy entities do, told by a test, and what was seen of them.</summary>
internal sealed class Toys
{
    public Func<ToyTaxpayer, Task> OnActivate { get; set; } = static _ => Task.CompletedTask;

    public Func<ToyTaxpayer, string, Task> OnDeliver { get; set; } = static (_, _) => Task.CompletedTask;

    public Func<ToyTaxpayer, bool> IsIdle { get; set; } = static _ => true;

    /// <summary>Every ledger that was made, in order.</summary>
    public List<ToyTaxpayer> Made { get; } = [];

    public static LocalHostOptions NoSweep { get; } = new() { CollectEvery = Timeout.InfiniteTimeSpan };

    public LocalEntityHost Host(IEntityScheduler? scheduler = null, LocalHostOptions? options = null) => new(
        scheduler ?? new ThreadPoolScheduler(TimeProvider.System),
        _ => EntityFactory.Of(Make, key => new ToyDeclaration(key)),
        options ?? NoSweep);

    public static TaxpayerId Taxpayer(int number)
    {
        TaxpayerId.TryParse(number.ToString("D12"), out var id).ShouldBeTrue();
        return id;
    }

    public static DeclarationKey Declaration(int number)
    {
        DeclarationKey.TryFromValue(10_000_000_000 + (number * 10L) + (number % 7), out var key).ShouldBeTrue();
        return key;
    }

    private ToyTaxpayer Make(TaxpayerId id)
    {
        lock (Made)
        {
            var toy = new ToyTaxpayer(id, this, Made.Count(toy => toy.Id == id) + 1);
            Made.Add(toy);
            return toy;
        }
    }
}

internal static class ToyCalls
{
    /// <summary>Long enough for a busy machine: it only ends a test that hangs.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>A call with a name.</summary>
    public static Task Say(this ITaxpayer taxpayer, string what) =>
        taxpayer.Deliver(new IntentWrite(what, default, default, default, default, []));

    public static Task Soon(this Task task) => task.WaitAsync(Limit);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Limit);
}

/// <summary>A ledger that does what the test says; its version tells activations of a key apart.</summary>
internal sealed class ToyTaxpayer(TaxpayerId id, Toys toys, int version) : ITaxpayer, IEntity, IPublishesRoot
{
    private int inside;

    public TaxpayerId Id => id;

    public int Version => version;

    public LedgerRoot? Shown { get; set; }

    public int Overlaps { get; private set; }

    public List<string> Heard { get; } = [];

    public bool IsIdle => toys.IsIdle(this);

    public Task Activate() => toys.OnActivate(this);

    public Task Deliver(IntentWrite intent)
    {
        Heard.Add(intent.Key);
        return toys.OnDeliver(this, intent.Key);
    }

    public LedgerRoot? TryRoot() => Shown;

    public ValueTask<LedgerRoot> Root() => new(new LedgerRoot(Ledger.Empty(id), version, IsParked: false));

    public Task<IReadOnlyList<EventResult>> Apply(IReadOnlyList<IntakeEvent> events) => throw new NotSupportedException();

    public Task Settled() => Task.CompletedTask;

    public Task Sweep() => Task.CompletedTask;

    public ValueTask<(LedgerRoot Root, Declaration? Declaration)> Find(DeclarationKey key) =>
        throw new NotSupportedException();

    /// <summary>Notices when another turn of this entity is inside too.</summary>
    public void Work()
    {
        if (Interlocked.Exchange(ref inside, 1) != 0)
        {
            Overlaps++;
        }

        Thread.SpinWait(50);
        Volatile.Write(ref inside, 0);
    }
}

/// <summary>As small an identity as can be.</summary>
internal sealed class ToyDeclaration(DeclarationKey key) : IDeclaration, IEntity
{
    public bool IsIdle => true;

    public Task Activate() => Task.CompletedTask;

    public ValueTask<Decision> Decide(DateOnly? on) => new(Assessment.Unavailable(key, on ?? default));

    public Task<IReadOnlyList<EventResult>?> Apply(IReadOnlyList<IntakeEvent> events) =>
        Task.FromResult<IReadOnlyList<EventResult>?>(null);

    public ValueTask<TaxpayerId?> Owner() => new((TaxpayerId?)null);
}
