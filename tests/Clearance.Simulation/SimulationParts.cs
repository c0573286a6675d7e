using Clearance.Simulation.Engines;

namespace Clearance.Simulation;

/// <summary>What engines of a run are made of: as they are, unless a fault is planted.</summary>
internal class SimulationParts
{
    public virtual EngineParts Of(SimulatedEngine engine) => new(engine);
}
