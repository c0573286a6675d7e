using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>Writes what operators should hear into the log, and counts what banks' events freed.</summary>
internal sealed partial class LoggingObserver(ILogger logger, BankFlows banks) : IEntityObserver
{
    /// <inheritdoc/>
    public void Alerted(Alert alert) => LogAlert(alert);

    /// <inheritdoc/>
    public void Parked(string home, string eventId, Exception why) => LogParked(why, home, eventId);

    /// <inheritdoc/>
    public void Conflicted(string home) => LogConflict(home);

    /// <inheritdoc/>
    public void Freed(in BankRelease release) => banks.Freed(release);

    [LoggerMessage(Level = LogLevel.Warning, Message = "alert: {Alert}")]
    private partial void LogAlert(Alert alert);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Home} is stopped: applying event {EventId} threw")]
    private partial void LogParked(Exception why, string home, string eventId);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Home} changed elsewhere and is read again")]
    private partial void LogConflict(string home);
}
