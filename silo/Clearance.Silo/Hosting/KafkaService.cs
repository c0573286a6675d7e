using Clearance.Entities;
using Clearance.Kafka;

namespace Clearance.Silo;

/// <summary>Reads Kafka while the engine is open, where the operator set brokers.</summary>
internal sealed class KafkaService(SiloSettings settings, EngineService engine, ILoggerFactory loggers) : IHostedService
{
    private KafkaReader? reader;

    /// <summary>Why events of Kafka are not taken; null: they are, or it is not read.</summary>
    public string? NotReady => reader?.NotReady;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings.Kafka is not { } options)
        {
            return Task.CompletedTask;
        }

        if (engine.Engine.Store is not IPositionStore positions)
        {
            throw new SettingsException(
                $"Clearance:Kafka:Bootstrap is '{options.Bootstrap}': store {engine.Engine.StoreName} does not keep positions.");
        }

        try
        {
            reader = KafkaReader.Start(
                options, engine.Engine.Intake, positions, new LoggingKafkaObserver(loggers.CreateLogger("Clearance.Kafka")),
                engine.Engine.Clock);
        }
        catch (KafkaSettingsException e)
        {
            throw new SettingsException($"Clearance:Kafka:Bootstrap is '{options.Bootstrap}': {e.Message}.");
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (reader is { } stopping)
        {
            await stopping.DisposeAsync();
        }
    }
}
