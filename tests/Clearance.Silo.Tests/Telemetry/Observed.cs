using Clearance.Domain;
using Clearance.Entities;
using Clearance.Kafka;
using Clearance.Silo.Tests.Running;
using Microsoft.Extensions.DependencyInjection;
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
        await using var app = Silos.Build(engine);
        Feed(new LoggingKafkaObserver(NullLogger.Instance));
        app.Services.GetRequiredService<StateGauges>().Watch(new OneCertificate());
        await app.StartAsync();
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

    private sealed class OneCertificate : ICertificateExpiry
    {
        public IEnumerable<(string Purpose, DateTimeOffset NotAfter)> All => [("tls", DateTimeOffset.UtcNow.AddDays(10))];
    }
}
