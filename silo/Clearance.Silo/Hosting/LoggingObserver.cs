using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>Writes what operators should hear into the log.</summary>
internal sealed partial class LoggingObserver(ILogger logger, IEntityMeasures measures) : IEntityObserver
{
    private const int TaxpayerLength = 10;

    /// <inheritdoc/>
    public IEntityMeasures? Measures => measures;

    /// <inheritdoc/>
    public void Alerted(Alert alert)
    {
        EngineMeter.Alerted(alert);
        LogAlert(alert.Code);
    }

    /// <inheritdoc/>
    public void Parked(string home, string eventId, Exception why)
    {
        EngineMeter.Parked(why);
        LogParked(why, home.Length == TaxpayerLength ? "taxpayer" : "declaration");
    }

    /// <inheritdoc/>
    public void Conflicted(string home)
    {
        EngineMeter.Conflicted();
        LogConflict();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "alert: {Alert}; the journal says of which declaration")]
    private partial void LogAlert(AlertCode alert);

    [LoggerMessage(Level = LogLevel.Error, Message = "a {Kind} is stopped: applying an event threw; the store's parked events say which")]
    private partial void LogParked(Exception why, string kind);

    [LoggerMessage(Level = LogLevel.Debug, Message = "a ledger changed elsewhere and is read again")]
    private partial void LogConflict();
}
