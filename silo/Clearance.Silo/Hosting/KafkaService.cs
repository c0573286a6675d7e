using Clearance.Entities;
using Clearance.Kafka;

namespace Clearance.Silo;

/// <summary>Reads and writes Kafka while the engine is open, where the operator set brokers.</summary>
internal sealed class KafkaService(SiloSettings settings, EngineService engine, ILoggerFactory loggers) : IHostedService
{
    private KafkaReader? reader;
    private KafkaPublisher? publisher;

    /// <summary>Why events of Kafka are not taken; null: they are, or it is not read.</summary>
    public string? NotReady => reader?.NotReady;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings.Kafka is not { } options)
        {
            return;
        }

        var observer = new LoggingKafkaObserver(loggers.CreateLogger("Clearance.Kafka"));
        var opened = engine.Engine;
        try
        {
            if (options.CreateTopics > 0)
            {
                await KafkaTopics.Make(options);
            }

            if (options.Publish)
            {
                publisher = KafkaPublisher.Start(
                    options, opened.Store, KeptBy<IPublicationStore>(opened), observer, opened.Clock);
            }

            reader = KafkaReader.Start(options, opened.Intake, KeptBy<IPositionStore>(opened), observer, opened.Clock);
        }
        catch (KafkaSettingsException e)
        {
            throw new SettingsException($"Clearance:Kafka:Bootstrap is '{options.Bootstrap}': {e.Message}.");
        }
    }

    /// <summary>First nothing more is read, then what that led to is published.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (reader is { } reading)
        {
            await reading.DisposeAsync();
        }

        if (publisher is { } publishing)
        {
            await publishing.DisposeAsync();
        }
    }

    private T KeptBy<T>(Engine opened)
        where T : class =>
        opened.Store as T ?? throw new SettingsException(
            $"Clearance:Kafka:Bootstrap is '{settings.KafkaBootstrap}': store {opened.StoreName} does not keep positions.");
}
