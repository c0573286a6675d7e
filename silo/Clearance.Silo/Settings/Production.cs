using System.Data.Common;
using Npgsql;

namespace Clearance.Silo;

/// <summary>What the profile Production refuses: each is one clear line, and nothing of it is only warned of.</summary>
internal static class Production
{
    private const int DashboardKeyLength = 32;
    private const int DashboardKeySigns = 10;

    /// <summary>Refuses what is unsafe.</summary>
    /// <exception cref="SettingsException">Something is.</exception>
    public static void Judge(SiloSettings settings, IConfigurationSection configuration)
    {
        var fault = Access(settings) ?? Kafka(settings) ?? Postgres(settings) ?? Dashboard(settings) ?? Tests(configuration);
        if (fault is not null)
        {
            throw new SettingsException($"Clearance:Profile is 'Production': {fault}.");
        }
    }

    private static string? Access(SiloSettings settings) =>
        !settings.HasAccess ? "Clearance:Access:File must say who may call"
        : settings.Urls.Any(static address => !address.IsTls) ? "every address of Clearance:Urls must be https"
        : null;

    private static string? Kafka(SiloSettings settings)
    {
        if (settings.Kafka is not { } kafka)
        {
            return null;
        }

        const string Protocol = "security.protocol", Verifies = "enable.ssl.certificate.verification", Names = "ssl.endpoint.identification.algorithm";
        return !Is(Protocol, "ssl", "sasl_ssl") ? $"Clearance:Kafka:Client:{Protocol} must be SSL or SASL_SSL"
            : kafka.Client.ContainsKey(Verifies) && !Is(Verifies, "true", "t", "1")
                ? $"Clearance:Kafka:Client:{Verifies} must not be turned off, or anybody can be the broker"
            : !Is(Names, "https") ? $"Clearance:Kafka:Client:{Names} must be https, or any certificate of the authority can be the broker's"
            : null;

        bool Is(string name, params string[] values) =>
            kafka.Client.TryGetValue(name, out var set) && values.Contains(set.Trim(), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The connection string is not shown: it may hold a password.</summary>
    private static string? Postgres(SiloSettings settings)
    {
        if (settings.Store == StoreKind.Sqlite)
        {
            return null;
        }

        try
        {
            var connection = new NpgsqlConnectionStringBuilder(settings.PostgresConnectionString);
            var isLocalSocket = connection.Host is { } hosts
                && hosts.Split(',').All(static host => host.Trim().StartsWith('/') || host.Trim().StartsWith('@'));
            return isLocalSocket || connection.SslMode == SslMode.VerifyFull
                ? null
                : "Clearance:Store:Postgres:ConnectionString must have SSL Mode=VerifyFull, unless its Host is a unix socket";
        }
        catch (Exception e) when (e is ArgumentException or FormatException or DbException)
        {
            return "Clearance:Store:Postgres:ConnectionString cannot be read, so it does not say SSL Mode=VerifyFull";
        }
    }

    private static string? Dashboard(SiloSettings settings) =>
        settings.DashboardPort == 0 || (settings.DashboardKey.Length >= DashboardKeyLength && settings.DashboardKey.Distinct().Count() >= DashboardKeySigns)
            ? null
            : $"Clearance:Cluster:DashboardKey must have at least {DashboardKeyLength} characters, {DashboardKeySigns} of them different";

    private static string? Tests(IConfigurationSection configuration) =>
        configuration.GetSection("Test").AsEnumerable(makePathsRelative: true).FirstOrDefault(static it => it.Value is not null) is { Key.Length: > 0 } set
            ? $"Clearance:Test:{set.Key} is for tests"
            : null;
}
