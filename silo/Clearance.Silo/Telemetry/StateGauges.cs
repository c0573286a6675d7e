using System.Diagnostics.Metrics;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>Shows the state of the engine as it was read last; a service of its own for every engine.</summary>
internal sealed class StateGauges : IDisposable
{
    private readonly Meter meter = new(Tracing.Name);
    private readonly TimeProvider clock = TimeProvider.System;
    private readonly JournalFeed feed;
    private readonly IReadOnlyList<ICertificateExpiry> certificates;
    private EngineState? state;
    private long readAt;

    public StateGauges(JournalFeed feed, IEnumerable<ICertificateExpiry> certificates)
    {
        (this.feed, this.certificates) = (feed, [.. certificates]);
        ShowStore();
        ShowLoad();
        ShowJournal();
        Gauge("clearance.parked.keys", "{key}", "Taxpayers and declarations that are stopped, up to 1,000.", static now => now.Parked);
        Gauge("clearance.parked.age", "s", "How long this process has known of the first of them.", static now => now.ParkedFor.TotalSeconds);
        Gauge("clearance.dead_letters.age", "s", "How old the oldest dead letter that is kept is.", static now => now.OldestLetter?.TotalSeconds);
        meter.CreateObservableGauge(
            "clearance.push.subscribers", () => this.feed.Subscribers, "{subscriber}", "Who follow decisions and obligations here.");
        meter.CreateObservableGauge(
            "clearance.certificate.expiry", Certificates, "s", "How long certificates and keys in use are still valid, by purpose; below zero: they are not.");
    }

    /// <summary>The engine's state was read.</summary>
    public void Show(EngineState now)
    {
        Volatile.Write(ref readAt, clock.GetTimestamp());
        Volatile.Write(ref state, now);
    }

    /// <summary>It could not be read: the last one stays, and its age is shown.</summary>
    public void NotReady()
    {
        if (Volatile.Read(ref state) is { } last)
        {
            Volatile.Write(ref state, last with { IsReady = false });
        }
    }

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    private void ShowStore()
    {
        Gauge("clearance.ready", null, "Whether the engine is ready, as /readyz says it.", static now => now.IsReady ? 1 : 0);
        Gauge("clearance.store.lease.held", null, "Whether the lease on the store is held.", static now => now.HoldsLease ? 1 : 0);
        Gauge("clearance.store.lease.epoch", null, "The epoch of that lease; every other process before it had a smaller one.", static now => now.Epoch);
        Gauge("clearance.store.size", "By", "What the store takes.", static now => now.Size?.Bytes);
        Gauge("clearance.store.disk.free", "By", "What is left on its disk, where that is this machine's.", static now => now.Size?.FreeBytes);
        Gauge("clearance.store.disk.size", "By", "The whole of that disk.", static now => now.Size?.DiskBytes);
        meter.CreateObservableGauge(
            "clearance.state.age", () => Known(now => clock.GetElapsedTime(Volatile.Read(ref readAt)).TotalSeconds), "s",
            "How long ago what these gauges say of the store was read.");
    }

    private void ShowLoad()
    {
        Gauge("clearance.events.under_way", "{event}", "Events of calls that are not answered.", static now => now.Load.Events);
        Gauge("clearance.queue.age", "s", "How long the oldest of those calls waits; nothing waits longer in any queue.", static now => now.Load.OldestCall.TotalSeconds);
        Gauge("clearance.commits.waiting", "{unit}", "Commits waiting or in flight.", static now => now.Load.Commits);
        Gauge("clearance.messages.pending", "{message}", "Messages between ledgers not delivered yet.", static now => now.Load.Messages);
        Gauge("clearance.ledgers.active", "{ledger}", "Ledgers in memory here.", static now => now.Load.Ledgers);
        Gauge("clearance.declarations.active", "{declaration}", "Declarations' identities in memory here; host Local only.", static now => now.Load.Declarations);
    }

    private void ShowJournal()
    {
        meter.CreateObservableGauge(
            "clearance.journal.head",
            () => Each(static now => now.Heads.Select(static (head, lane) => new Measurement<long>(head, new KeyValuePair<string, object?>("lane", lane)))),
            "{entry}", "The last position of a lane of the journal.");
        meter.CreateObservableGauge(
            "clearance.publisher.lag",
            () => Each(static now => now.Lags.Where(static lag => lag.Lag is not null).Select(static lag => new Measurement<long>(lag.Lag!.Value, LabelsOf(lag)))),
            "{entry}", "Entries of a lane that are not published to Kafka.");
        meter.CreateObservableGauge(
            "clearance.publisher.age",
            () => Each(static now => now.Lags.Select(static lag => new Measurement<double>(lag.Age.TotalSeconds, LabelsOf(lag)))),
            "s", "How old the oldest entry of a lane is that is not published to Kafka; 0: there is none.");

        static KeyValuePair<string, object?>[] LabelsOf(LaneLag lag) =>
            [new("source", lag.Source == PublishedSource.Journal ? "journal" : "deadletters"), new("lane", lag.Lane)];
    }

    private void Gauge(string name, string? unit, string meaning, Func<EngineState, double?> value) =>
        meter.CreateObservableGauge(name, () => Known(value), unit, meaning);

    private IEnumerable<Measurement<double>> Known(Func<EngineState, double?> value) =>
        Volatile.Read(ref state) is { } now && value(now) is { } known ? [new Measurement<double>(known)] : [];

    private IEnumerable<Measurement<T>> Each<T>(Func<EngineState, IEnumerable<Measurement<T>>> values)
        where T : struct => Volatile.Read(ref state) is { } now ? values(now) : [];

    private IEnumerable<Measurement<double>> Certificates() => certificates
        .SelectMany(static source => source.All)
        .GroupBy(static it => it.Purpose, StringComparer.Ordinal)
        .Select(group => new Measurement<double>(
            (group.Min(static it => it.NotAfter) - clock.GetUtcNow()).TotalSeconds, new KeyValuePair<string, object?>("purpose", group.Key)));
}
