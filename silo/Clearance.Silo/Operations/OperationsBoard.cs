using System.Buffers;
using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>Keeps what operators are shown: put together when somebody looks, at most once a second, however many look.</summary>
/// <remarks>Nobody waits for it but the first who looks after a while, and while nobody does it costs nothing.</remarks>
internal sealed class OperationsBoard(
    EngineService engine, KafkaService kafka, Readiness readiness, CensusService census, SiloSettings settings)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    /// <summary>What is older is not shown at all: somebody looks for the first time in a while.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan SilosEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SilosWithin = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private readonly TimeProvider clock = TimeProvider.System;
    private Task<Shown>? refreshing;
    private Shown? shown;
    private IReadOnlyList<SiloState> silos = [];
    private long silosAskedAt;

    /// <summary>What there is to see: of the last second, or while that is put together, of the last few.</summary>
    public ValueTask<Shown> Look()
    {
        lock (gate)
        {
            if (shown is { } known && clock.GetElapsedTime(known.Since) < Fresh)
            {
                return ValueTask.FromResult(known);
            }

            if (refreshing is null or { IsCompleted: true })
            {
                refreshing = Refresh();
            }

            return shown is { } old && clock.GetElapsedTime(old.Since) < Stale
                ? ValueTask.FromResult(old)
                : new ValueTask<Shown>(refreshing);
        }
    }

    private async Task<Shown> Refresh()
    {
        // Not on the caller's stack, which holds the lock.
        await Task.Yield();
        var view = await View();
        var bytes = new ArrayBufferWriter<byte>(16 * 1024);
        using (var json = new Utf8JsonWriter(bytes, DecisionJson.WriterOptions))
        {
            OperationsJson.Write(json, view);
        }

        var next = new Shown(clock.GetTimestamp(), Verdict.Of(view), bytes.WrittenMemory);
        lock (gate)
        {
            shown = next;
        }

        return next;
    }

    private async Task<OperationsView> View()
    {
        var open = engine.Engine;
        var flows = open.Flows;
        const int steps = Flows.SecondsMax / OperationsView.StepSeconds;
        return new OperationsView
        {
            At = Instant.From(open.Clock.GetUtcNow()),
            NotReady = await readiness.NotReady(),
            Host = settings.Host,
            Store = open.StoreName,
            Commits = open.Commits,
            Minute = flows.Of(ago: 1, length: 60),
            Quarter = [.. Enumerable.Range(0, steps).Select(step =>
                flows.Of(1 + ((steps - 1 - step) * OperationsView.StepSeconds), OperationsView.StepSeconds))],
            Banks = flows.Banks.LastHour(),
            Standing = census.Findings,
            Partitions = kafka.Partitions,
            Silos = await Silos(open),
        };
    }

    private async Task<IReadOnlyList<SiloState>> Silos(Engine open)
    {
        if (silos.Count > 0 && clock.GetElapsedTime(silosAskedAt) < SilosEvery)
        {
            return silos;
        }

        try
        {
            silosAskedAt = clock.GetTimestamp();
            return silos = await open.Silos().WaitAsync(SilosWithin);
        }
#pragma warning disable CA1031 // Who cannot be asked now is shown as last heard of.
        catch (Exception)
#pragma warning restore CA1031
        {
            return silos.Count > 0 ? silos : [SiloState.ThisProcess];
        }
    }

    /// <summary>What is shown.</summary>
    /// <param name="Since">When it was put together.</param>
    /// <param name="Verdict">The answer in short.</param>
    /// <param name="Json">All of it.</param>
    internal sealed record Shown(long Since, Verdict Verdict, ReadOnlyMemory<byte> Json);
}
