using System.Globalization;
using Clearance.Kafka;

namespace Clearance.Silo;

/// <summary>The options of Kafka. The client's own properties pass through, all but those our promises rest on.</summary>
internal static class KafkaSettings
{
    /// <summary>Under which name the client's properties are.</summary>
    public const string Client = "Kafka:Client";

    private const string BootstrapRule = "it must be HOST:PORT, several separated by ','";
    private const int NameLengthMax = 200;

    /// <summary>Sets the brokers.</summary>
    public static string? SetBootstrap(ref SiloSettings settings, string text)
    {
        settings = settings with { KafkaBootstrap = text };
        return text.Length == 0 || text.Split(',').All(IsHostAndPort) ? null : BootstrapRule;
    }

    /// <summary>Sets the group.</summary>
    public static string? SetGroup(ref SiloSettings settings, string text)
    {
        settings = settings with { KafkaGroup = text };
        return text.Length is > 0 and <= NameLengthMax && IsName(text) ? null : $"it must be 1 to {NameLengthMax} of A-Z a-z 0-9 . _ -";
    }

    /// <summary>Sets what the names of the topics begin with.</summary>
    public static string? SetTopicPrefix(ref SiloSettings settings, string text)
    {
        settings = settings with { KafkaTopicPrefix = text };
        return text.Length <= NameLengthMax && IsName(text) ? null : $"it must be at most {NameLengthMax} of A-Z a-z 0-9 . _ -";
    }

    /// <summary>Sets whether anything is published.</summary>
    public static string? SetPublish(ref SiloSettings settings, string text)
    {
        settings = settings with { KafkaPublish = text.Equals("true", StringComparison.OrdinalIgnoreCase) };
        return bool.TryParse(text, out _) ? null : "it must be true or false";
    }

    /// <summary>How Kafka is read and written; null when no brokers are set.</summary>
    /// <exception cref="SettingsException">A property of the client may not be set.</exception>
    public static KafkaOptions? Read(SiloSettings settings, IConfigurationSection client)
    {
        var properties = client.AsEnumerable(makePathsRelative: true)
            .Where(property => property.Value is not null)
            .ToDictionary(property => property.Key, property => property.Value!, StringComparer.OrdinalIgnoreCase);
        foreach (var name in properties.Keys)
        {
            // What is refused is printed, and some of the client's properties are passwords.
            var value = name.Contains("password", StringComparison.OrdinalIgnoreCase) || name.Contains("key", StringComparison.OrdinalIgnoreCase)
                || name.Contains("secret", StringComparison.OrdinalIgnoreCase) || name.Contains("oauth", StringComparison.OrdinalIgnoreCase)
                || name.Contains("jaas", StringComparison.OrdinalIgnoreCase) ? "***" : properties[name];
            if (KafkaOptions.Reserved.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw new SettingsException(
                    $"Clearance:{Client}:{name} is '{value}': it may not be set, for that no event is lost rests on it.");
            }

            if (settings.KafkaBootstrap.Length == 0)
            {
                throw new SettingsException(
                    $"Clearance:{Client}:{name} is '{value}': Clearance:Kafka:Bootstrap must be set with it.");
            }
        }

        return settings.KafkaBootstrap.Length == 0 ? null : new KafkaOptions
        {
            Bootstrap = settings.KafkaBootstrap,
            Group = settings.KafkaGroup,
            TopicPrefix = settings.KafkaTopicPrefix,
            Publish = settings.KafkaPublish,
            CreateTopics = settings.KafkaCreateTopics,
            Client = properties,
        };
    }

    private static bool IsName(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    private static bool IsHostAndPort(string text) =>
        text.LastIndexOf(':') is > 0 and var colon
        && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
        && !text.Any(char.IsWhiteSpace);
}
