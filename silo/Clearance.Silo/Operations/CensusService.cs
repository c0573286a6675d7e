using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>Counts what stands over all ledgers, again and again and slowly: it takes a small share of one core, and nothing waits for it.</summary>
/// <remarks>In a cluster every silo counts for itself: what it shows is of the whole store all the same.</remarks>
internal sealed partial class CensusService(EngineService engine, SiloSettings settings, ILogger<CensusService> logger)
    : IHostedService, IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private volatile CensusFindings findings = CensusFindings.None;
    private Task running = Task.CompletedTask;

    /// <summary>What is known now.</summary>
    public CensusFindings Findings => findings;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Not before the start is over: whoever starts the engine waits for this.
        running = Task.Run(() => Run(engine.Engine), CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public void Dispose() => stopping.Dispose();

    private async Task Run(Engine open)
    {
        var pass = open.Store is ILedgerScan scan ? new CensusPass(open.Store, scan) : null;
        var letters = open.Store is IPublicationStore kept ? new DeadLetterTally(kept) : null;
        if (pass is null)
        {
            findings = findings with { Impossible = $"The store {open.StoreName} keeps single records and cannot list them." };
        }

        while (!stopping.IsCancellationRequested)
        {
            try
            {
                findings = await Count(open, pass, letters);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever it is: what was counted before is kept, and counted anew later.
            catch (Exception failed)
#pragma warning restore CA1031
            {
                LogFailed(failed);
                findings = findings with { Failed = "The store could not be read to the end; the log says why." };
            }

            await Task.Delay(settings.CensusPause, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<CensusFindings> Count(Engine open, CensusPass? pass, DeadLetterTally? letters)
    {
        var begun = open.Clock.GetTimestamp();
        var pace = new Pace(open.Clock, settings.CensusPercent, stopping.Token);
        var census = pass is null ? null : await pass.Run(open.Today, pace.Breathe, stopping.Token);
        var dead = letters is null ? DeadLetterCounts.None : await letters.Count(pace.Breathe, stopping.Token);
        return findings with
        {
            Census = census,
            DeadLetters = dead,
            AsOf = Instant.From(open.Clock.GetUtcNow()),
            Took = open.Clock.GetElapsedTime(begun),
            Failed = null,
        };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ledgers could not be counted; the page shows what was counted before")]
    private partial void LogFailed(Exception failed);

    /// <summary>Waits so long that work takes no more than its share of the time.</summary>
    private sealed class Pace(TimeProvider clock, int percent, CancellationToken stopping)
    {
        private static readonly TimeSpan WorkAtOnce = TimeSpan.FromMilliseconds(5);

        private long since = clock.GetTimestamp();

        public Task Breathe()
        {
            var worked = clock.GetElapsedTime(since);
            return worked < WorkAtOnce || percent == 100 ? Task.CompletedTask : Rest(worked * (100 - percent) / percent);
        }

        private async Task Rest(TimeSpan time)
        {
            await Task.Delay(time, clock, stopping);
            since = clock.GetTimestamp();
        }
    }
}
