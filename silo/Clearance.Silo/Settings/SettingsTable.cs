using System.Globalization;
using Clearance.Domain;

namespace Clearance.Silo;

/// <summary>One option: its name, what it is unless set, and how its text becomes a setting.</summary>
/// <param name="Name">The name under <c>Clearance:</c>.</param>
/// <param name="Default">The text it has unless set.</param>
/// <param name="Meaning">What it is, for <c>--help</c>.</param>
/// <param name="Set">Sets it, or says which rule the text breaks.</param>
internal sealed record Setting(string Name, string Default, string Meaning, SetSetting Set);

/// <summary>Sets an option from its text.</summary>
/// <returns>The rule the text breaks, or null.</returns>
internal delegate string? SetSetting(ref SiloSettings settings, string text);

/// <summary>Every option there is. To add one: a member of <see cref="SiloSettings"/>, and a line here.</summary>
internal static class SettingsTable
{
    private const long MiB = 1024 * 1024;

    /// <summary>In the order they are judged.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new("Urls", "http://127.0.0.1:5080", "where to listen; also --urls", SetUrls),
        new("Data", "./data", "the folder of the store; also --data", SetData),
        new("Host", SiloSettings.HasOrleans ? "Orleans" : "Local", "Local or Orleans; also --host", SetHost),
        Bytes("Limits:BodyBytes", Limits.EventsPerCallMax * Limits.EventBytesMax + MiB, MiB, 1024 * MiB,
            "the largest body of one call", (s, v) => s with { BodyBytesMax = v }),
        Bytes("Limits:BodyBytesInFlight", 512 * MiB, MiB, 64 * 1024 * MiB,
            "the most bytes of bodies held at once", (s, v) => s with { BodyBytesInFlightMax = v }),
        Number("Limits:EventsPerCall", Limits.EventsPerCallMax, 1, Limits.EventsPerCallMax,
            "the most events of one call", (s, v) => s with { EventsPerCallMax = v }),
        Number("Limits:EventsUnderWay", 10_000, 1, 10_000_000,
            "how many events of all calls may be under way; more are answered 429", (s, v) => s with { EventsUnderWayMax = v }),
        Number("Limits:WaitingCalls", 5000, 1, 1_000_000,
            "how many calls may wait for one taxpayer or declaration; more are answered 429", (s, v) => s with { WaitingCallsMax = v }),
        Time("Limits:SettleTimeout", "00:00:10", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5),
            "how long a call waits for all it caused", (s, v) => s with { SettleTimeout = v }),
        Time("Limits:StopTimeout", "00:00:30", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10),
            "how long a stop may take; three quarters of it for calls under way", (s, v) => s with { StopTimeout = v }),
        Time("Limits:StopNotice", "00:00:01", TimeSpan.Zero, TimeSpan.FromMinutes(2),
            "how long a stop goes on taking calls after /readyz has said no", (s, v) => s with { StopNotice = v }),
        Number("Push:Subscribers", 256, 0, 100_000,
            "how many may follow decisions or obligations at once; more are answered 429", (s, v) => s with { PushSubscribersMax = v }),
        Time("Push:Heartbeat", "00:00:15", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5),
            "how long who follows them hears nothing", (s, v) => s with { PushHeartbeat = v }),
        Time("Census:Pause", "00:00:05", TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1),
            "how long the operations page's count over all ledgers rests before the next", (s, v) => s with { CensusPause = v }),
        Number("Census:Percent", 5, 1, 100,
            "how much of one core that count may take, in percent", (s, v) => s with { CensusPercent = v }),
        Time("Memory:LedgerIdle", "00:10:00", TimeSpan.FromSeconds(1), TimeSpan.FromDays(7),
            "a taxpayer not asked for this long leaves memory", (s, v) => s with { LedgerIdle = v }),
        Time("Memory:DeclarationIdle", "00:02:00", TimeSpan.FromSeconds(1), TimeSpan.FromDays(7),
            "a declaration not asked for this long leaves memory", (s, v) => s with { DeclarationIdle = v }),
        Number("Memory:PercentMax", 85, 10, 99,
            "above this share of memory what is unused leaves sooner", (s, v) => s with { MemoryPercentMax = v }),
        new("Store:Provider", "sqlite", "sqlite, a file in the data folder; postgres; or adonet, Orleans' own table in PostgreSQL", SetStore),
        new("Store:Postgres:ConnectionString", "", "how the PostgreSQL database is reached, as Npgsql reads it", SetPostgres),
        new("Store:Postgres:ConnectionStringFile", "", "a file that says it instead, and is read once", PostgresSettings.SetConnectionStringFile),
        Number("Store:Postgres:Lanes", 2, 1, 4,
            "how many groups of commits PostgreSQL is given at once", (s, v) => s with { PostgresLanes = v }),
        new("Store:Postgres:Cluster", "false", "whether other engines of the cluster have the database open too: true or false",
            ClusterSettings.SetCluster),
        Number("Cluster:SiloPort", 0, 0, 65535,
            "the port on which a silo of a cluster listens to others; 0: any free one", (s, v) => s with { SiloPort = v }),
        Number("Cluster:GatewayPort", 0, 0, 65535,
            "the loopback port on which it listens to clients of Orleans; 0: none are let in", (s, v) => s with { GatewayPort = v }),
        new("Cluster:Address", "127.0.0.1", "the address of this machine at which other silos reach it", ClusterSettings.SetAddress),
        new("Cluster:DashboardKey", "", "the password that shows the dashboard of Orleans, of at least 20 characters; none: there is none",
            ClusterSettings.SetDashboardKey),
        new("Cluster:DashboardPort", "0", "the loopback port of the dashboard of Orleans; 0: there is none", ClusterSettings.SetDashboardPort),
        Number("Store:CacheMegabytes", 256, 1, 1024 * 1024,
            "the page cache of SQLite", (s, v) => s with { StoreCacheMegabytes = v }),
        new("Kafka:Bootstrap", "", "the brokers to read from and write to, HOST:PORT,HOST:PORT; none: no Kafka",
            KafkaSettings.SetBootstrap),
        new("Kafka:Group", "clearance", "the group of consumers", KafkaSettings.SetGroup),
        new("Kafka:TopicPrefix", "", "what the names of the topics begin with, where brokers serve several engines",
            KafkaSettings.SetTopicPrefix),
        new("Kafka:Publish", "true", "whether decisions, obligations and dead letters are published: true or false",
            KafkaSettings.SetPublish),
        Number("Kafka:CreateTopics", 0, 0, 1000,
            "makes missing topics at start with so many partitions; 0 makes none", (s, v) => s with { KafkaCreateTopics = v }),
        .. TelemetrySettings.All,
        new("Signatures:File", "", "the file of banks' public keys, by which what they signed is verified; none: nothing is", SignatureSettings.SetFile),
        new("Signatures:Required", "false", "whether an event of a bank that is not signed is refused: true or false", SignatureSettings.SetRequired),
        new("Tokens:KeyFile", "", "the file of the private key on P-256, in PEM, that release tokens are signed with; none: there are none",
            TokenSettings.SetKeyFile),
        new("Tokens:Kid", "", "what that key is called, 1 to 64 of A-Z a-z 0-9 . _ -", TokenSettings.SetKid),
        new("Tokens:PreviousKeys", "", "a file of public keys, a JSON Web Key Set, that tokens were signed with before", TokenSettings.SetPrevious),
        Time("Tokens:Lifetime", "1.00:00:00", TimeSpan.FromMinutes(1), TokenSettings.LifetimeMax,
            "how long a release token counts at most", (s, v) => s with { TokensLifetime = v }),
        new("Tokens:Issuer", "clearance", "what release tokens call this engine", TokenSettings.SetIssuer),
        new("Profile", "Development", "Development, or Production, which refuses at start what is unsafe", AccessSettings.SetProfile),
        new("Access:File", "", "the file that says who may call; none: whoever is on this machine", AccessSettings.SetFile),
        new("Access:Hosts", "", "with it, the names by which the engine is called, several separated by ';'; none: any", AccessSettings.SetHosts),
        new("Tls:Certificate", "", "the engine's certificate and those above it, a PEM file; none: no https", AccessSettings.SetCertificate),
        new("Tls:Key", "", "the certificate's key, a PEM file", AccessSettings.SetKey),
        Number("Limits:Connections", 10_000, 1, 1_000_000, "how many connections may be open", (s, v) => s with { ConnectionsMax = v }),
        Number("Limits:Client:EventsPerSecond", 0, 0, 10_000_000,
            "how many events one caller may bring in a second; 0: any number", (s, v) => s with { ClientLimit = s.ClientLimit with { EventsPerSecond = v } }),
        Number("Limits:Client:QueriesPerSecond", 0, 0, 10_000_000,
            "how many questions one caller may ask in a second; 0: any number", (s, v) => s with { ClientLimit = s.ClientLimit with { QueriesPerSecond = v } }),
        Number("Limits:Client:Concurrency", 0, 0, 1_000_000,
            "how many calls of one caller may be under way; 0: any number", (s, v) => s with { ClientLimit = s.ClientLimit with { Concurrency = v } }),
        Number("Limits:Client:Subscribers", 0, 0, 100_000,
            "how many streams one caller may follow; 0: any number", (s, v) => s with { ClientLimit = s.ClientLimit with { Subscribers = v } }),
        Time("Test:DeliveryDelay", "00:00:00", TimeSpan.Zero, TimeSpan.FromMinutes(1),
            "how long messages between ledgers wait, for tests that crash in between", (s, v) => s with { DeliveryDelay = v }),
    ];

    private static string? SetUrls(ref SiloSettings settings, string text)
    {
        if (!ListenAddress.TryParseList(text, out var urls, out var fault))
        {
            return fault;
        }

        settings = settings with { Urls = urls };
        return null;
    }

    private static string? SetData(ref SiloSettings settings, string text)
    {
        settings = settings with { Data = text };
        try
        {
            Directory.CreateDirectory(text);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "it must be a folder that exists or can be made";
        }
    }

    private static string? SetHost(ref SiloSettings settings, string text)
    {
        HostKind? named = text.ToUpperInvariant() switch
        {
            "LOCAL" => HostKind.Local,
            "ORLEANS" => HostKind.Orleans,
            _ => null,
        };
        if (named is not { } host)
        {
            return "it must be Local or Orleans";
        }

        settings = settings with { Host = host };
        return host == HostKind.Orleans && !SiloSettings.HasOrleans
            ? "this build has no Orleans in it; it runs with Local"
            : null;
    }

    private static string? SetStore(ref SiloSettings settings, string text)
    {
        StoreKind? named = text.ToUpperInvariant() switch
        {
            "SQLITE" => StoreKind.Sqlite,
            "POSTGRES" => StoreKind.Postgres,
            "ADONET" => StoreKind.AdoNet,
            _ => null,
        };
        settings = settings with { Store = named ?? StoreKind.Sqlite };
        return named is null ? "it must be sqlite, postgres or adonet"
            : named == StoreKind.AdoNet && !SiloSettings.HasOrleans ? "adonet is Orleans' own storage, and this build has no Orleans in it"
            : null;
    }

    /// <summary>Judged when the store is opened: a refused option is printed, and this one may hold a password.</summary>
    private static string? SetPostgres(ref SiloSettings settings, string text)
    {
        settings = settings with { PostgresConnectionString = text };
        return null;
    }

    private static Setting Number(
        string name, int otherwise, int least, int most, string meaning, Func<SiloSettings, int, SiloSettings> with) =>
        Bytes(name, otherwise, least, most, meaning, (s, v) => with(s, (int)v));

    private static Setting Bytes(
        string name, long otherwise, long least, long most, string meaning, Func<SiloSettings, long, SiloSettings> with)
    {
        return new Setting(name, otherwise.ToString(CultureInfo.InvariantCulture), meaning, Set);

        string? Set(ref SiloSettings settings, string text)
        {
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                || value < least || value > most)
            {
                return $"it must be a whole number from {least} to {most}";
            }

            settings = with(settings, value);
            return null;
        }
    }

    private static Setting Time(
        string name, string otherwise, TimeSpan least, TimeSpan most, string meaning,
        Func<SiloSettings, TimeSpan, SiloSettings> with)
    {
        return new Setting(name, otherwise, meaning, Set);

        string? Set(ref SiloSettings settings, string text)
        {
            if (!TimeSpan.TryParseExact(text, ["c", @"hh\:mm\:ss"], CultureInfo.InvariantCulture, out var value)
                || value < least || value > most || !text.Contains(':', StringComparison.Ordinal))
            {
                return $"it must be a time, hh:mm:ss, from {least:c} to {most:c}";
            }

            settings = with(settings, value);
            return null;
        }
    }
}
