using Clearance.LocalHost;

namespace Clearance.Entities.Tests.Hosting;

/// <summary>On one thread with one seed the host's history is the seed's alone, failures and departures included.</summary>
public sealed class SeededHostTests
{
    [Fact]
    public void One_seed_has_one_history()
    {
        var histories = new HashSet<string>();
        for (var seed = 0; seed < 20; seed++)
        {
            var history = History(seed);
            History(seed).ShouldBe(history);
            histories.Add(history);
        }

        histories.Count.ShouldBe(20);
    }

    private static string History(int seed)
    {
        var scheduler = new SeededScheduler(seed);
        var log = new List<string>();
        var toys = new Toys
        {
            OnActivate = async toy =>
            {
                await scheduler.Delay(Some(scheduler), CancellationToken.None);
                Note($"activates {toy.Id} {toy.Version}");
                Fail(scheduler, 10, new StoreUnavailableException("down"));
            },
            OnDeliver = async (toy, what) =>
            {
                Note($"begins {toy.Id} {toy.Version} {what}");
                await scheduler.Delay(Some(scheduler), CancellationToken.None);
                Fail(scheduler, 6, new StateConflictException("conflict"));
                await Task.Yield();
                Note($"ends {toy.Id} {toy.Version} {what}");
            },
        };
        var host = toys.Host(scheduler, new()
        {
            CollectEvery = TimeSpan.FromMilliseconds(40),
            TaxpayerIdleAfter = TimeSpan.FromMilliseconds(40),
            MemoryLoad = static () => 0,
        });
        var callers = Enumerable.Range(0, 6).Select(caller =>
            new Mailbox(scheduler).Run(() => Converse(host, scheduler, caller, Note))).ToArray();

        scheduler.RunUntil(Task.WhenAll(callers));
        scheduler.RunUntil(new Mailbox(scheduler).Run(() => host.DisposeAsync().AsTask()));

        host.TaxpayerCounts.Dropped.ShouldBeGreaterThan(0);
        host.TaxpayerCounts.Active.ShouldBe(0);
        return string.Join('\n', log);

        void Note(string what) => log.Add($"{scheduler.Time.GetTimestamp()} {what}");
    }

    private static async Task Converse(LocalEntityHost host, SeededScheduler scheduler, int caller, Action<string> note)
    {
        for (var i = 0; i < 20; i++)
        {
            try
            {
                var taxpayer = host.Taxpayer(Toys.Taxpayer(scheduler.Random.Next(3)));
                await Task.WhenAll(taxpayer.Say($"{caller}-{i}a"), taxpayer.Say($"{caller}-{i}b"));
                note($"answered {caller}-{i}");
            }
            catch (Exception exception) when (exception is StateConflictException or StoreUnavailableException)
            {
                note($"failed {caller}-{i}: {exception.Message}");
            }

            await scheduler.Delay(Some(scheduler) * 10, CancellationToken.None);
        }
    }

    private static TimeSpan Some(SeededScheduler scheduler) => TimeSpan.FromMilliseconds(scheduler.Random.Next(10));

    private static void Fail(SeededScheduler scheduler, int oneIn, Exception exception)
    {
        if (scheduler.Random.Next(oneIn) == 0)
        {
            throw exception;
        }
    }
}
