using Confluent.Kafka;

namespace Clearance.Kafka;

/// <summary>What is set for Kafka's client, before anything depends on it.</summary>
public static class ClientSettings
{
    /// <summary>Makes the clients once and ends them again; no broker is waited for.</summary>
    /// <exception cref="KafkaSettingsException">What was set is refused by the client, or there is no native client.</exception>
    public static void Check(KafkaOptions options)
    {
        NativeClient.Require();
        try
        {
            new ConsumerBuilder<Ignore, byte[]>(options.ToConfig()).SetLogHandler(static (_, _) => { }).Build().Dispose();
            if (options.Publish)
            {
                new ProducerBuilder<byte[]?, byte[]>(options.ToProducerConfig()).SetLogHandler(static (_, _) => { }).Build().Dispose();
            }
        }
        catch (Exception e) when (e is KafkaException or InvalidOperationException or ArgumentException)
        {
            throw new KafkaSettingsException(e.Message, e);
        }
    }
}
