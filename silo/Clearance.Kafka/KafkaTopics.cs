using Clearance.Domain;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Clearance.Kafka;

/// <summary>The topics that are read and written.</summary>
public static class KafkaTopics
{
    private const string SixteenMegabytes = "16777216";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Their names, without a prefix.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. KafkaReader.Streams.Select(EventStreams.NameOf),
        OutgoingTopics.Decisions, OutgoingTopics.Obligations, OutgoingTopics.DeadLetters,
    ];

    /// <summary>Makes those that are missing, with as many replicas as the brokers make by themselves.</summary>
    /// <exception cref="KafkaSettingsException">They could not be made; the message is one clear line.</exception>
    public static async Task Make(KafkaOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        NativeClient.Require();
        IReadOnlyList<string> missing = [];
        try
        {
            using var admin = new AdminClientBuilder(options.ToAdminConfig())
                .SetErrorHandler((_, _) => { })
                .SetLogHandler((_, _) => { })
                .Build();
            var metadata = await Task.Run(() => admin.GetMetadata(Patience)).ConfigureAwait(false);
            missing = [.. Names.Select(name => options.TopicPrefix + name).Except(metadata.Topics.Select(topic => topic.Topic), StringComparer.Ordinal)];
            if (missing.Count > 0)
            {
                await admin.CreateTopicsAsync(
                    missing.Select(name => Specify(name, options)),
                    new CreateTopicsOptions { RequestTimeout = Patience, OperationTimeout = Patience }).ConfigureAwait(false);
            }
        }
        catch (CreateTopicsException raced) when (raced.Results.All(IsThere))
        {
            // Another engine made them at the same moment.
        }
        catch (CreateTopicsException refused)
        {
            throw Refused(missing, refused.Results.First(result => !IsThere(result)).Error.Reason, refused);
        }
        catch (Exception e) when (e is KafkaException or InvalidOperationException or ArgumentException)
        {
            throw Refused(missing, e.Message, e);
        }
    }

    private static bool IsThere(CreateTopicReport result) =>
        result.Error.Code is ErrorCode.NoError or ErrorCode.TopicAlreadyExists;

    private static KafkaSettingsException Refused(IReadOnlyList<string> missing, string why, Exception inner) => new(
        missing.Count == 0 ? why : $"the topics {string.Join(", ", missing)} are missing and cannot be made: {why}", inner);

    private static TopicSpecification Specify(string name, KafkaOptions options) => new()
    {
        Name = name,
        NumPartitions = options.CreateTopics,
        ReplicationFactor = -1,
        Configs = name.StartsWith(options.TopicPrefix + "clearance.", StringComparison.Ordinal)
            ? new Dictionary<string, string> { ["max.message.bytes"] = SixteenMegabytes }
            : [],
    };
}
