using Clearance.Entities;
using Clearance.Kafka;

namespace Clearance.Silo;

/// <summary>Reads and writes Kafka while the engine is open, where the operator set brokers.</summary>
internal sealed class KafkaService(SiloSettings settings, EngineService engine, SignedCalls signed, ILoggerFactory loggers) : IHostedLifecycleService
{
    private KafkaReader? reader;
    private KafkaPublisher? publisher;
    private Task left = Task.CompletedTask;

    /// <summary>Why events of Kafka are not taken; null: they are, or it is not read.</summary>
    public string? NotReady => reader?.NotReady;

    /// <summary>The partitions this process has, and how far each is; null: it reads no Kafka.</summary>
    public IReadOnlyList<PartitionState>? Partitions => settings.Kafka is null ? null : reader?.Partitions ?? [];

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings.Kafka is not { } options)
        {
            return;
        }

        KafkaMeter.Begin();
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

            var intake = signed.Intake() ?? opened.Intake;
            reader = KafkaReader.Start(options with { TakesSignatures = signed.IsOn }, intake, KeptBy<IPositionStore>(opened), observer, opened.Clock);
        }
        catch (KafkaSettingsException refused)
        {
            throw Refused(options, refused);
        }
    }

    /// <summary>A setting the client refuses is said before the engine is opened, or a silo has joined its cluster.</summary>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        if (settings.Kafka is { } options)
        {
            try
            {
                ClientSettings.Check(options);
            }
            catch (KafkaSettingsException refused)
            {
                throw Refused(options, refused);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Nothing more is read: its partitions are another member's at once, while calls are still taken here.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        left = reader?.DisposeAsync().AsTask() ?? Task.CompletedTask;
        return Task.CompletedTask;
    }

    /// <summary>When what was read is taken, and calls are too, what they led to is published.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await Ended(left, cancellationToken);
        if (publisher is { } publishing)
        {
            await Ended(publishing.DisposeAsync().AsTask(), cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits for as long as the stop lets it: whatever is not told to the brokers by then is known to the store.</summary>
    private static async Task Ended(Task ending, CancellationToken cancel) =>
        await ending.WaitAsync(cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static SettingsException Refused(KafkaOptions options, KafkaSettingsException refused) =>
        new($"Clearance:Kafka:Bootstrap is '{options.Bootstrap}': {refused.Message}.");

    private T KeptBy<T>(Engine opened)
        where T : class =>
        opened.Store as T ?? throw new SettingsException(
            $"Clearance:Kafka:Bootstrap is '{settings.KafkaBootstrap}': store {opened.StoreName} does not keep positions.");
}
