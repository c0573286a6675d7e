using Clearance.Simulation.Judging;

namespace Clearance.Simulation;

/// <summary>Runs histories.</summary>
public static class Simulator
{
    /// <summary>Runs one history.</summary>
    public static SimulationResult Run(SimulationOptions options) => new HistoryRun(options, new ModelJudge()).Run();
}
