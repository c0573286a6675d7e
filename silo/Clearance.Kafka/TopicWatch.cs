using Confluent.Kafka;

namespace Clearance.Kafka;

/// <summary>
/// What the brokers do not give the engine to read: they do not let it, or it is not there. An engine that does not see a topic does not
/// see what stops goods, so it is not ready.
/// </summary>
/// <remarks>
/// The client says it once and does not say when it is over: unless a topic is assigned after all, a new member of the group must ask. One that may
/// know of a topic and not read it is given its partitions first and refused when it fetches, so what was said holds until a member has read for a while and
/// heard nothing.
/// </remarks>
internal sealed class TopicWatch(TimeProvider clock)
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan QuietFor = TimeSpan.FromSeconds(5);

    private readonly SortedSet<string> _missing = new(StringComparer.Ordinal);
    private string? _refused;
    private long? _heardAt;
    private long? _readsSince;
    private volatile string? _unread;

    /// <summary>What is not given, and why; null: everything is. It may be asked for by any thread.</summary>
    public string? Unread => _unread;

    /// <summary>Whether this member heard of it so long ago that somebody may have put it right.</summary>
    public bool IsToAskAgain => _heardAt is { } at && clock.GetElapsedTime(at) > AskAgainAfter;

    /// <summary>A new member asks.</summary>
    public void Begin()
    {
        _missing.Clear();
        _refused = null;
        _heardAt = _readsSince = null;
    }

    /// <summary>Hears every error; of topics and rights alone it takes note.</summary>
    /// <param name="error">What the client says.</param>
    /// <param name="topic">What it says it of; null: that is in its words, if anywhere.</param>
    public void Hear(Error error, string? topic = null)
    {
        switch (error.Code)
        {
            case ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed:
                var which = topic is null || error.Reason.Contains(topic, StringComparison.Ordinal) ? "" : $"{topic}: ";
                _refused ??= $"Kafka does not let the engine read: {which}{error.Reason}";
                break;
            case ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition or ErrorCode.LeaderNotAvailable:
                _missing.Add(topic ?? error.Reason);
                break;
            default:
                return;
        }

        _heardAt ??= clock.GetTimestamp();
        Tell();
    }

    /// <summary>Partitions of these topics came: they are there.</summary>
    public void Assigned(IEnumerable<string> topics)
    {
        if (_missing.Count == 0)
        {
            return;
        }

        _missing.ExceptWith(topics);
        Tell();
        _heardAt = _unread is null ? null : _heardAt;
    }

    /// <summary>Is told again and again whether this member has its partitions.</summary>
    public void Look(bool isAssigned)
    {
        if (_unread is null || _heardAt is not null || !isAssigned)
        {
            _readsSince = null;
            return;
        }

        _readsSince ??= clock.GetTimestamp();
        if (clock.GetElapsedTime(_readsSince.Value) > QuietFor)
        {
            _unread = null;
        }
    }

    private void Tell() => _unread = _refused
        ?? (_missing.Count == 0 ? null : $"Kafka does not have a topic the engine reads: {string.Join(", ", _missing)}");
}
