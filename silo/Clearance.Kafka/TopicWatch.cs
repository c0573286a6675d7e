using Confluent.Kafka;

namespace Clearance.Kafka;

/// <summary>
/// What the brokers do not give this member to read: they do not let it, or it is not there. An engine that does not see a topic does not
/// see what stops goods, so it is not ready.
/// </summary>
/// <remarks>The client says it once and does not say when it is over: unless a topic is assigned after all, a new one must ask.</remarks>
internal sealed class TopicWatch(TimeProvider clock)
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(10);

    private readonly SortedSet<string> _missing = new(StringComparer.Ordinal);
    private string? _refused;
    private long _since;
    private volatile string? _unread;

    /// <summary>What is not given, and why; null: everything is.</summary>
    public string? Unread => _unread;

    /// <summary>Whether that is so long ago that somebody may have put it right.</summary>
    public bool IsToAskAgain => _unread is not null && clock.GetElapsedTime(_since) > AskAgainAfter;

    /// <summary>Hears every error; of topics and rights alone it takes note.</summary>
    /// <param name="error">What the client says.</param>
    /// <param name="topic">What it says it of; null: that is in its words, if anywhere.</param>
    public void Hear(Error error, string? topic = null)
    {
        switch (error.Code)
        {
            case ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed:
                _refused ??= $"Kafka does not let the engine read: {error.Reason}";
                break;
            case ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition or ErrorCode.LeaderNotAvailable:
                _missing.Add(topic ?? error.Reason);
                break;
            default:
                return;
        }

        if (_unread is null)
        {
            _since = clock.GetTimestamp();
        }

        Tell();
    }

    /// <summary>Partitions of these topics came: they are there.</summary>
    public void Assigned(IEnumerable<string> topics)
    {
        _missing.ExceptWith(topics);
        Tell();
    }

    private void Tell() => _unread = _refused
        ?? (_missing.Count == 0 ? null : $"Kafka does not have a topic the engine reads: {string.Join(", ", _missing)}");
}
