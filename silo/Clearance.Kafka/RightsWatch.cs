using Confluent.Kafka;

namespace Clearance.Kafka;

/// <summary>What the brokers do not let the engine read. An engine that does not see a topic does not see what stops goods, so it is not ready.</summary>
/// <remarks>
/// The client says it once and does not say when it is over: a new member of the group must ask. One that may know of a topic and not read it is
/// given its partitions first and refused when it fetches, so what was refused is so until a member has read for a while and heard nothing.
/// </remarks>
internal sealed class RightsWatch(TimeProvider clock)
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan QuietFor = TimeSpan.FromSeconds(5);

    private long? _heardAt;
    private long? _readsSince;
    private volatile string? _refused;

    /// <summary>What was refused first; null: nothing was, or it is over. It may be asked for by any thread.</summary>
    public string? Refused => _refused;

    /// <summary>Whether this member was refused so long ago that somebody may have put it right.</summary>
    public bool IsToAskAgain => _heardAt is { } at && clock.GetElapsedTime(at) > AskAgainAfter;

    /// <summary>A new member asks.</summary>
    public void Begin() => _heardAt = _readsSince = null;

    /// <summary>Hears every error; of rights alone it takes note.</summary>
    /// <param name="error">The error.</param>
    /// <param name="topic">Of which topic it is, where the client says so beside it.</param>
    public void Hear(Error error, string topic = "")
    {
        if (_heardAt is null && error.Code is ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed)
        {
            _heardAt = clock.GetTimestamp();
            var which = error.Reason.Contains(topic, StringComparison.Ordinal) ? "" : $"{topic}: ";
            _refused = $"Kafka does not let the engine read: {which}{error.Reason}";
        }
    }

    /// <summary>Is told again and again whether this member has its partitions.</summary>
    public void Look(bool isAssigned)
    {
        if (_refused is null || _heardAt is not null || !isAssigned)
        {
            _readsSince = null;
            return;
        }

        _readsSince ??= clock.GetTimestamp();
        if (clock.GetElapsedTime(_readsSince.Value) > QuietFor)
        {
            _refused = null;
        }
    }
}
