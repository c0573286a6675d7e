using Confluent.Kafka;

namespace Clearance.Kafka;

/// <summary>
/// What the brokers do not give this member to read: they do not let it, or it is not there. An engine that does not see a topic does not
/// see what stops goods, so it is not ready.
/// </summary>
/// <remarks>The client says it once and does not say when it is over: a new one must ask.</remarks>
internal sealed class TopicWatch(TimeProvider clock)
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(10);

    private long _since;
    private volatile string? _unread;

    /// <summary>What was not given first, and why; null: everything is.</summary>
    public string? Unread => _unread;

    /// <summary>Whether that is so long ago that somebody may have put it right.</summary>
    public bool IsToAskAgain => _unread is not null && clock.GetElapsedTime(_since) > AskAgainAfter;

    /// <summary>Hears every error; of topics and rights alone it takes note.</summary>
    /// <param name="error">What the client says.</param>
    /// <param name="topic">What it says it of; null: that is in its words, if anywhere.</param>
    public void Hear(Error error, string? topic = null)
    {
        if (_unread is not null || Why(error.Code) is not { } why)
        {
            return;
        }

        var isNamed = topic is null || error.Reason.Contains(topic, StringComparison.Ordinal);
        _since = clock.GetTimestamp();
        _unread = isNamed ? $"{why}: {error.Reason}" : $"{why}: {topic}: {error.Reason}";
    }

    private static string? Why(ErrorCode code) => code switch
    {
        ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed => "Kafka does not let the engine read",

        // A topic that is being made has no leader at first; the client looks at it again minutes later.
        ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition or ErrorCode.LeaderNotAvailable =>
            "Kafka does not have a topic the engine reads",
        _ => null,
    };
}
