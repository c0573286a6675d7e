using Clearance.Domain;
using Clearance.Entities;
using Clearance.Kafka;
using Clearance.Signing.Tests;
using Clearance.Silo.Tests.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clearance.Silo.Tests.Telemetry;

/// <summary>Everything that can be measured: a busy engine, and what only a broker, a certificate or a publisher brings.</summary>
internal static class Observed
{
    /// <summary>The samples of both.</summary>
    public static async Task<IReadOnlyList<Sample>> Samples(HttpClient engine)
    {
        await BusyDay.Play(engine);
        var real = await Scrape.Of(engine);
        return [.. real.Samples, .. await Fed()];
    }

    private static async Task<IEnumerable<Sample>> Fed()
    {
        var engine = new FaultyEngine(new InvalidOperationException());
        await engine.Memory.SavePublished([new(PublishedSource.Journal, 0, 0), new(PublishedSource.DeadLetters, 0, 0)], CancellationToken.None);
        var keys = Path.GetTempFileName();
        await File.WriteAllTextAsync(keys, new TestBanks().File);
        await using var app = Silos.Build(engine, "--Clearance:Signatures:File", keys);
        Feed(new LoggingKafkaObserver(NullLogger.Instance));
        await app.StartAsync();
        File.Delete(keys);
        using var http = Silos.Connect(app);
        return (await Scrape.Of(http)).Samples;
    }

    private static void Feed(LoggingKafkaObserver observer)
    {
        KafkaMeter.Begin();
        observer.Processed(EventStream.Payments, 3, TimeSpan.FromMilliseconds(5), failed: false);
        observer.Processed(EventStream.Payments, 3, TimeSpan.FromMilliseconds(5), failed: true);
        observer.Published(PublishedSource.Journal, 3);
        observer.Measured([new PartitionState(EventStream.Payments, 3, 5, 22, 17, IsPaused: false, HaltedBecause: "a test")]);
        observer.Halted("bank.payments[3]", "the topic was made anew");
    }
}
