using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>Opens the engine before the first call is accepted, and closes it after the last one is answered.</summary>
/// <remarks>
/// The web server is started after every hosted service and stopped before them, so calls always find it open. Before that it goes on
/// for a moment with readiness off: whoever sends calls is to learn it by asking, not by a call that nobody takes.
/// </remarks>
internal sealed partial class EngineService(
    SiloSettings settings, OpenEngine open, StopPlan stop, ILoggerFactory loggers, IHostApplicationLifetime lifetime)
    : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource closing = new();
    private readonly ILogger logger = loggers.CreateLogger("Clearance.Engine");
    private Task watching = Task.CompletedTask;
    private StoreProbe? probe;
    private Engine? engine;

    /// <summary>The engine.</summary>
    /// <exception cref="StoreUnavailableException">It is not open.</exception>
    public Engine Engine => engine ?? throw new StoreUnavailableException("The engine is not open.");

    /// <summary>What flows through it; null: it is not open.</summary>
    public Flows? Flows => engine?.Flows;

    /// <summary>Whether it is to be closed: calls are still answered, and no connection is kept for more.</summary>
    public bool IsStopping => stop.HasBegun || lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>Why the process ends though nobody asked it to: it will never commit again. Null: it does not.</summary>
    public string? LostBecause { get; private set; }

    /// <summary>Why the engine should not be asked now; null: it is ready.</summary>
    public Task<string?> NotReady() => engine switch
    {
        null => Task.FromResult<string?>("the store is not open"),
        _ when LostBecause is { } why => Task.FromResult<string?>(why),
        _ when IsStopping => Task.FromResult<string?>("the engine is stopping"),
        _ => probe!.NotReady(),
    };

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var opened = await open(settings, loggers, cancellationToken);
        probe = new StoreProbe(opened.Store, opened.Clock);
        engine = opened;
        watching = Watch(engine.Store);
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Readiness is off from here on; calls are taken for as long as whoever sends them may need to notice.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        stop.Begin();
        if (engine is not null && LostBecause is null)
        {
            await Task.Delay(stop.Notice, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Every call and event taken is answered by now: the engine ends what goes on without them and hands on what it holds.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        stop.Begin();
        await closing.CancelAsync();
        await watching;
        if (Interlocked.Exchange(ref engine, null) is not { } opened)
        {
            return;
        }

        try
        {
            await opened.DisposeAsync().AsTask().WaitAsync(stop.Left(), CancellationToken.None);
        }
        catch (TimeoutException)
        {
            // As good as killed, which costs nobody anything: what was answered is durable.
            LogCutShort(settings.StopTimeout);
        }
    }

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => closing.Dispose();

    /// <summary>
    /// Ends the process when its store is lost for good: it could only refuse, and would keep the events of its partitions from the
    /// engine that has the store now.
    /// </summary>
    private async Task Watch(IClearanceStore store)
    {
        using var look = new PeriodicTimer(BetweenLooks);
        try
        {
            while (store.LostBecause is null)
            {
                await look.WaitForNextTickAsync(closing.Token);
            }

            LostBecause = store.LostBecause;
            lifetime.StopApplication();
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            // It is closed as asked.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The engine did not end within {StopTimeout} of the stop; the process ends without it")]
    private partial void LogCutShort(TimeSpan stopTimeout);
}
