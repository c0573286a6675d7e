namespace Clearance.Silo;

/// <summary>Sees approved moves through whose approver is gone: after a restart, and while the engine runs.</summary>
internal sealed partial class MoveService(EngineService engine, ILogger<MoveService> logger) : BackgroundService
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var look = new PeriodicTimer(BetweenLooks);
        try
        {
            do
            {
                await Look(stoppingToken);
            }
            while (await look.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is left is kept, and seen through after the next start.
        }
    }

    private async Task Look(CancellationToken cancel)
    {
        try
        {
            if (await engine.Engine.Moves.FinishAll(cancel) is > 0 and var finished)
            {
                LogFinished(finished);
            }
        }
        catch (Exception failed) when (!cancel.IsCancellationRequested)
        {
            // A catch-all, for whatever failed now is looked at again: the move is kept.
            LogFailed(failed.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Finished} approved moves were seen through")]
    private partial void LogFinished(int finished);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Approved moves cannot be seen through now: {Why}")]
    private partial void LogFailed(string why);
}
