using Confluent.Kafka;

namespace Clearance.Kafka;

/// <summary>What the brokers do not let this member read. An engine that does not see a topic does not see what stops goods, so it is not ready.</summary>
/// <remarks>The client says it once and does not say when it is over: a new one must ask.</remarks>
internal sealed class RightsWatch(TimeProvider clock)
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(10);

    private long _since;
    private volatile string? _refused;

    /// <summary>What was refused first; null: nothing was.</summary>
    public string? Refused => _refused;

    /// <summary>Whether it was refused so long ago that somebody may have put it right.</summary>
    public bool IsToAskAgain => _refused is not null && clock.GetElapsedTime(_since) > AskAgainAfter;

    /// <summary>Hears every error; of rights alone it takes note.</summary>
    public void Hear(Error error)
    {
        if (_refused is null && error.Code is ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed)
        {
            _since = clock.GetTimestamp();
            _refused = $"Kafka does not let the engine read: {error.Reason}";
        }
    }
}
