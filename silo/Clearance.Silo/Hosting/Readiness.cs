namespace Clearance.Silo;

/// <summary>Whether the process should be asked.</summary>
internal sealed class Readiness(EngineService engine, KafkaService kafka)
{
    /// <summary>Why it should not be; null: it is ready.</summary>
    public async Task<string?> NotReady() => await engine.NotReady() ?? kafka.NotReady;
}
