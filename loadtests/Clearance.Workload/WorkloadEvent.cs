namespace Clearance.Workload;

/// <summary>One event on its way to the engine.</summary>
/// <param name="Stream">Which way in.</param>
/// <param name="Type">The event's type, as written in it.</param>
/// <param name="Arrives">When it arrives, from the day's midnight; not always the time its source wrote into it.</param>
/// <param name="Json">The event, UTF-8.</param>
public sealed record WorkloadEvent(string Stream, string Type, TimeSpan Arrives, ReadOnlyMemory<byte> Json)
{
    /// <summary>
    /// The declaration the sender asks the engine about before it sends this: customs clears what the engine lets go. Null: it
    /// is sent whatever the engine thinks.
    /// </summary>
    public string? AsksAbout { get; init; }

    /// <summary>What the sender did wrong, if it did: a word of the contract, or null.</summary>
    public string? Fault { get; init; }
}
