namespace Clearance.LoadTests.Open.Recording;

/// <summary>What became of an event, or of a question.</summary>
internal enum Verdict : byte
{
    /// <summary>Nothing yet.</summary>
    None,

    /// <summary>Applied; a question: answered. From Kafka: a decision that it caused was published.</summary>
    Accepted,

    /// <summary>Known already.</summary>
    Duplicate,

    /// <summary>Refused for what it is.</summary>
    Rejected,

    /// <summary>Another content under a known id.</summary>
    Conflict,

    /// <summary>In its topic; no decision that names it was seen, as of one that changes none.</summary>
    Written,

    /// <summary>Never sent: its sender asked whether goods may go, and they may not.</summary>
    Held,

    /// <summary>The engine had no room for it and said so.</summary>
    RefusedByEngine,

    /// <summary>More was under way than the generator allows itself.</summary>
    RefusedByGenerator,

    /// <summary>No answer, or one that leaves open whether it was applied.</summary>
    Unknown,
}
