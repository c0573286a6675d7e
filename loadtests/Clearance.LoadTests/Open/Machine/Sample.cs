namespace Clearance.LoadTests.Open.Machine;

/// <summary>What was used and done in about a second.</summary>
/// <param name="At">Its end, in seconds of the run.</param>
/// <param name="Cores">CPU of each group of processes.</param>
/// <param name="Megabytes">Memory of each.</param>
/// <param name="Finished">Events finished in it, by what the engine stored; null: not known.</param>
/// <param name="EventsPerCommit">Of those finished in it; null: not known, or nothing was committed.</param>
/// <param name="UnderWay">Bodies or messages under way at its end.</param>
internal sealed record Sample(
    double At, IReadOnlyList<double> Cores, IReadOnlyList<double> Megabytes, double? Finished, double? EventsPerCommit, int UnderWay);
