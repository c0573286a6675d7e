using Clearance.Simulation.Judging;

namespace Clearance.Simulation;

/// <summary>Runs histories.</summary>
public static class Simulator
{
    /// <summary>Runs one history.</summary>
    public static SimulationResult Run(SimulationOptions options) => Run(options, new SimulationParts());

    internal static SimulationResult Run(SimulationOptions options, SimulationParts parts) =>
        new HistoryRun(options, new ModelJudge(), parts).Run();
}
