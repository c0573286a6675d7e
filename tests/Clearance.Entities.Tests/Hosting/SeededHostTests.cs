using Clearance.LocalHost;

namespace Clearance.Entities.Tests.Hosting;

/// <summary>On one thread with one seed the host's history is the seed's alone, failures and departures included.</summary>
public sealed class SeededHostTests
{
    private static readonly LocalHostOptions Options = new()
    {
        CollectEvery = TimeSpan.FromMilliseconds(40),
        TaxpayerIdleAfter = TimeSpan.FromMilliseconds(40),
        MemoryLoad = static () => 0,
    };

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
        var simulation = new SimulationScheduler((ulong)seed, new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero));
        var process = simulation.NewProcess("host");
        var random = new Random(seed);
        var log = new List<string>();
        var toys = new Toys
        {
            OnActivate = async toy =>
            {
                await process.Delay(Some(random), CancellationToken.None);
                Note($"activates {toy.Id} {toy.Version}");
                Fail(random, 10, new StoreUnavailableException("down"));
            },
            OnDeliver = async (toy, what) =>
            {
                Note($"begins {toy.Id} {toy.Version} {what}");
                await process.Delay(Some(random), CancellationToken.None);
                Fail(random, 6, new StateConflictException("conflict"));
                await Task.Yield();
                Note($"ends {toy.Id} {toy.Version} {what}");
            },
        };
        simulation.Run(process, async () =>
        {
            await using var host = toys.Host(process, Options);
            await Task.WhenAll(Enumerable.Range(0, 6).Select(caller => Converse(host, process, random, caller, Note)));
            host.TaxpayerCounts.Dropped.ShouldBeGreaterThan(0);
            await host.DisposeAsync();
            host.TaxpayerCounts.Active.ShouldBe(0);
        });
        return string.Join('\n', log);

        void Note(string what) => log.Add($"{simulation.Clock.GetTimestamp()} {what}");
    }

    private static async Task Converse(
        LocalEntityHost host, SimulatedProcess process, Random random, int caller, Action<string> note)
    {
        for (var i = 0; i < 20; i++)
        {
            try
            {
                var taxpayer = host.Taxpayer(Toys.Taxpayer(random.Next(3)));
                await Task.WhenAll(taxpayer.Say($"{caller}-{i}a"), taxpayer.Say($"{caller}-{i}b"));
                note($"answered {caller}-{i}");
            }
            catch (Exception exception) when (exception is StateConflictException or StoreUnavailableException)
            {
                note($"failed {caller}-{i}: {exception.Message}");
            }

            await process.Delay(Some(random) * 10, CancellationToken.None);
        }
    }

    private static TimeSpan Some(Random random) => TimeSpan.FromMilliseconds(random.Next(10));

    private static void Fail(Random random, int oneIn, Exception exception)
    {
        if (random.Next(oneIn) == 0)
        {
            throw exception;
        }
    }
}
