using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>Opens the engine before the first call is accepted, and closes it after the last one is answered.</summary>
/// <remarks>The web server is started after every hosted service and stopped before them, so calls always find it open.</remarks>
internal sealed class EngineService(
    SiloSettings settings, OpenEngine open, ILoggerFactory loggers, IHostApplicationLifetime lifetime) : IHostedService
{
    private Engine? engine;

    /// <summary>The engine.</summary>
    /// <exception cref="StoreUnavailableException">It is not open.</exception>
    public Engine Engine => engine ?? throw new StoreUnavailableException("The engine is not open.");

    /// <summary>Why the engine should not be asked now; null: it is ready.</summary>
    public string? NotReady => engine switch
    {
        null => "the store is not open",
        _ when lifetime.ApplicationStopping.IsCancellationRequested => "the engine is stopping",
        { Store.HoldsLease: false } => "the lease on the store is lost",
        _ => null,
    };

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken) =>
        engine = await open(settings, loggers, cancellationToken);

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref engine, null) is { } closing)
        {
            await closing.DisposeAsync();
        }
    }
}
