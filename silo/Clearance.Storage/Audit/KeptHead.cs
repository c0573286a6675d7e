namespace Clearance.Storage;

/// <summary>How a journal stood once, as somebody kept it elsewhere.</summary>
/// <param name="Name">What it is called in what is said of it.</param>
/// <param name="Journal">Of which journal it is (<see cref="Entities.JournalName"/>).</param>
/// <param name="Lanes">Its lanes, each once.</param>
public sealed record KeptHead(string Name, string Journal, IReadOnlyList<KeptLane> Lanes);

/// <summary>A lane of a kept head.</summary>
/// <param name="Lane">Which lane.</param>
/// <param name="Entries">How many entries it had.</param>
/// <param name="Peaks">The peaks of their tree (<see cref="Entities.JournalTree"/>).</param>
public sealed record KeptLane(int Lane, long Entries, IReadOnlyList<byte[]> Peaks);

/// <summary>Where a journal is not what a kept head says that it was.</summary>
/// <remarks>What other heads showed narrows it: that is right as long as all of them are of one past.</remarks>
/// <param name="Lane">The lane.</param>
/// <param name="From">The first entry that is another, or missing, is not before this position; 0: no position is meant.</param>
/// <param name="Through">And not after this one.</param>
/// <param name="Why">What is wrong, in a sentence.</param>
public sealed record KeptHeadFault(int Lane, long From, long Through, string Why);

/// <summary>What comparing a journal with a kept head came to.</summary>
/// <param name="Name">The head's name.</param>
/// <param name="Faults">Where they differ, at most once in a lane.</param>
public sealed record KeptHeadResult(string Name, IReadOnlyList<KeptHeadFault> Faults)
{
    /// <summary>Whether the journal begins with all that it had when the head was made.</summary>
    public bool Holds => Faults.Count == 0;
}
