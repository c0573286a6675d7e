using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>Opens the engine before the first call is accepted, and closes it after the last one is answered.</summary>
/// <remarks>The web server is started after every hosted service and stopped before them, so calls always find it open.</remarks>
internal sealed class EngineService(
    SiloSettings settings, OpenEngine open, ILoggerFactory loggers, IHostApplicationLifetime lifetime) : IHostedService, IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource closing = new();
    private Task watching = Task.CompletedTask;
    private StoreProbe? probe;
    private Engine? engine;

    /// <summary>The engine.</summary>
    /// <exception cref="StoreUnavailableException">It is not open.</exception>
    public Engine Engine => engine ?? throw new StoreUnavailableException("The engine is not open.");

    /// <summary>Why the process ends though nobody asked it to: it will never commit again. Null: it does not.</summary>
    public string? LostBecause { get; private set; }

    /// <summary>Why the engine should not be asked now; null: it is ready.</summary>
    public Task<string?> NotReady() => engine switch
    {
        null => Task.FromResult<string?>("the store is not open"),
        _ when LostBecause is { } why => Task.FromResult<string?>(why),
        _ when lifetime.ApplicationStopping.IsCancellationRequested => Task.FromResult<string?>("the engine is stopping"),
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
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await closing.CancelAsync();
        await watching;
        if (Interlocked.Exchange(ref engine, null) is { } opened)
        {
            await opened.DisposeAsync();
        }
    }

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
}
