using Clearance.Entities;

namespace Clearance.Kafka;

/// <summary>The topics that are written.</summary>
internal static class OutgoingTopics
{
    /// <summary>Every decision of the journal.</summary>
    public const string Decisions = "clearance.decisions";

    /// <summary>What is to be paid, whenever it changed.</summary>
    public const string Obligations = "clearance.obligations";

    /// <summary>Input that was not applied.</summary>
    public const string DeadLetters = "clearance.deadletters";
}

/// <summary>A message to be written.</summary>
/// <param name="Topic">Where.</param>
/// <param name="Key">Its key; null: none.</param>
/// <param name="Value">Its value, UTF-8 JSON.</param>
internal readonly record struct OutgoingMessage(string Topic, byte[]? Key, byte[] Value);

/// <summary>What follows a position, as messages.</summary>
/// <param name="Through">How far it goes; the position asked for when nothing follows.</param>
/// <param name="Messages">In order.</param>
internal sealed record PublicationPage(long Through, IReadOnlyList<OutgoingMessage> Messages);

/// <summary>One lane of what is published.</summary>
internal interface IPublicationSource
{
    /// <summary>Of what.</summary>
    PublishedSource Source { get; }

    /// <summary>Which lane.</summary>
    int Lane { get; }

    /// <summary>How soon it is asked again after nothing followed.</summary>
    TimeSpan IdleWait { get; }

    /// <summary>Reads what follows a position and may go out now.</summary>
    Task<PublicationPage> Read(long after, CancellationToken cancel);

    /// <summary>Whether nothing will ever follow a position that nothing follows now.</summary>
    bool IsOver(long through);

    /// <summary>Everything up to a position is out.</summary>
    void Passed(long through);
}
