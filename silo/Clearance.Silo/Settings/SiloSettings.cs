using System.Net;
using Clearance.Kafka;

namespace Clearance.Silo;

/// <summary>Where entities live.</summary>
internal enum HostKind
{
    /// <summary>Mailboxes in this process.</summary>
    Local,

    /// <summary>A cluster of silos.</summary>
    Orleans,
}

/// <summary>What holds the data.</summary>
internal enum StoreKind
{
    /// <summary>A file in the data folder.</summary>
    Sqlite,

    /// <summary>A PostgreSQL database.</summary>
    Postgres,

    /// <summary>Single records in Orleans' table of grain state, in a PostgreSQL database.</summary>
    AdoNet,
}

/// <summary>Everything an operator may set, already valid. Every member is one option of <see cref="SettingsTable"/>.</summary>
internal sealed record SiloSettings
{
    /// <summary>Whether this build has Orleans in it.</summary>
    public static bool HasOrleans =>
#if WITH_ORLEANS
        true;
#else
        false;
#endif

    /// <summary>Whether it has the dashboard of Orleans in it.</summary>
    public static bool HasDashboard =>
#if WITH_DASHBOARD
        true;
#else
        false;
#endif

    /// <summary>Where to listen.</summary>
    public IReadOnlyList<ListenAddress> Urls { get; init; } = [];

    /// <summary>The folder of the store, as the operator wrote it.</summary>
    public string Data { get; init; } = "";

    /// <summary>Where entities live.</summary>
    public HostKind Host { get; init; }

    /// <summary>The largest body of one call, in bytes.</summary>
    public long BodyBytesMax { get; init; }

    /// <summary>The most bytes of bodies held at once, over all calls.</summary>
    public long BodyBytesInFlightMax { get; init; }

    /// <summary>The most events of one call.</summary>
    public int EventsPerCallMax { get; init; }

    /// <summary>The most events of all calls that are not answered yet.</summary>
    public int EventsUnderWayMax { get; init; }

    /// <summary>How many calls may wait for one taxpayer or declaration.</summary>
    public int WaitingCallsMax { get; init; }

    /// <summary>How long a call waits for everything its events caused.</summary>
    public TimeSpan SettleTimeout { get; init; }

    /// <summary>How long a stop may take.</summary>
    public TimeSpan StopTimeout { get; init; }

    /// <summary>How long a stop goes on taking calls while it says that it is not ready; at most a quarter of it.</summary>
    public TimeSpan StopNotice { get; init; }

    /// <summary>How many may follow the decisions at once.</summary>
    public int PushSubscribersMax { get; init; }

    /// <summary>How long who follows them hears nothing.</summary>
    public TimeSpan PushHeartbeat { get; init; }

    /// <summary>How long nothing is counted between two passes over the ledgers.</summary>
    public TimeSpan CensusPause { get; init; }

    /// <summary>How much of one core a pass may take, in percent.</summary>
    public int CensusPercent { get; init; }

    /// <summary>A ledger not asked for this long leaves memory.</summary>
    public TimeSpan LedgerIdle { get; init; }

    /// <summary>An identity not asked for this long leaves memory.</summary>
    public TimeSpan DeclarationIdle { get; init; }

    /// <summary>Above this share of memory in use, in percent, what is unused leaves sooner.</summary>
    public int MemoryPercentMax { get; init; }

    /// <summary>What holds the data.</summary>
    public StoreKind Store { get; init; }

    /// <summary>How the PostgreSQL database is reached; empty with another store.</summary>
    public string PostgresConnectionString { get; init; } = "";

    /// <summary>How many groups of commits PostgreSQL is given at once.</summary>
    public int PostgresLanes { get; init; }

    /// <summary>Whether other engines of the cluster have the database open too.</summary>
    public bool PostgresCluster { get; init; }

    /// <summary>The port on which a silo of a cluster listens to others; 0: any.</summary>
    public int SiloPort { get; init; }

    /// <summary>The loopback port on which it listens to clients of Orleans; 0: none.</summary>
    public int GatewayPort { get; init; }

    /// <summary>The address at which it listens to others, and which it tells them.</summary>
    public IPAddress SiloAddress { get; init; } = IPAddress.Loopback;

    /// <summary>What shows the dashboard of Orleans; empty: nothing does.</summary>
    public string DashboardKey { get; init; } = "";

    /// <summary>The loopback port of that dashboard; 0: there is none.</summary>
    public int DashboardPort { get; init; }

    /// <summary>The page cache of SQLite, in megabytes.</summary>
    public int StoreCacheMegabytes { get; init; }

    /// <summary>The brokers to read events from, as the operator wrote them; empty: none are.</summary>
    public string KafkaBootstrap { get; init; } = "";

    /// <summary>The group of consumers.</summary>
    public string KafkaGroup { get; init; } = "";

    /// <summary>What the names of the topics begin with.</summary>
    public string KafkaTopicPrefix { get; init; } = "";

    /// <summary>Whether the journal and the dead letters are published.</summary>
    public bool KafkaPublish { get; init; }

    /// <summary>With how many partitions missing topics are made; 0: none is made.</summary>
    public int KafkaCreateTopics { get; init; }

    /// <summary>Where and how Kafka is read and written; null: it is not.</summary>
    public KafkaOptions? Kafka { get; init; }

    /// <summary>What is told to operators, and where.</summary>
    public TelemetryOptions Telemetry { get; init; } = new();

    /// <summary>The file of banks' keys; empty: signatures are not looked at.</summary>
    public string SignaturesFile { get; init; } = "";

    /// <summary>Whether every event of a bank must be signed.</summary>
    public bool SignaturesRequired { get; init; }

    /// <summary>The file of the private key that release tokens are signed with; empty: there are none.</summary>
    public string TokensKeyFile { get; init; } = "";

    /// <summary>What that key is called.</summary>
    public string TokensKid { get; init; } = "";

    /// <summary>A file of public keys that tokens were signed with before; empty: there are none.</summary>
    public string TokensPreviousFile { get; init; } = "";

    /// <summary>How long a token counts at most.</summary>
    public TimeSpan TokensLifetime { get; init; }

    /// <summary>What tokens call this engine.</summary>
    public string TokensIssuer { get; init; } = "";

    /// <summary>Whether what is unsafe is refused at start.</summary>
    public bool IsProduction { get; init; }

    /// <summary>The file that says who may call; empty: access control is not configured.</summary>
    public string AccessFile { get; init; } = "";

    /// <summary>Whether access control is configured.</summary>
    public bool HasAccess => AccessFile.Length > 0;

    /// <summary>The names by which the engine is called; empty: any.</summary>
    public IReadOnlyList<string> AccessHosts { get; init; } = [];

    /// <summary>The engine's certificate; empty: it has none.</summary>
    public string TlsCertificate { get; init; } = "";

    /// <summary>The certificate's key.</summary>
    public string TlsKey { get; init; } = "";

    /// <summary>Whether the engine has a certificate.</summary>
    public bool HasTls => TlsCertificate.Length > 0;

    /// <summary>What each caller may do, unless the access file says otherwise of it.</summary>
    public ClientLimit ClientLimit { get; init; } = ClientLimit.None;

    /// <summary>How many connections may be open; 0: any number.</summary>
    public int ConnectionsMax { get; init; }

    /// <summary>How long messages between ledgers wait; tests crash in between.</summary>
    public TimeSpan DeliveryDelay { get; init; }
}

/// <summary>An option, or a value, that is refused; the message is one clear line.</summary>
internal sealed class SettingsException(string message) : Exception(message);
