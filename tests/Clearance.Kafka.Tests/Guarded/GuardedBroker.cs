using System.Diagnostics;
using Clearance.Kafka.Tests.Running;
using Confluent.Kafka;

namespace Clearance.Kafka.Tests.Guarded;

/// <summary>
/// A real broker as production has it: TLS is all that it speaks, it asks everybody for a certificate, and denies what no rule allows.
/// The rules are those that deploy/kafka-acls.sh prints, told to it by its own tool.
/// </summary>
public sealed class GuardedBroker : IAsyncLifetime
{
    /// <summary>A topic that no rule names.</summary>
    public const string OtherTopic = "bank.salaries";

    private static readonly TimeSpan Valid = TimeSpan.FromDays(1);
    private static readonly TimeSpan Over = TimeSpan.FromHours(-1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly (string Kind, string Name, string Subject)[] Principals =
    [
        ("engine", "engine", "CN=engine,O=Customs"),
        ("customs", "customs", "CN=declarations,O=Customs"),
        ("bank", "bidv", "CN=bidv,O=\"Bank, of Investment\""),
        ("bank", "vcb", "CN=vcb,O=Bank"),
        ("gate", "gate-1", "CN=gate-1,O=Port"),
        ("gate", "gate-2", "CN=gate-2,O=Port"),
    ];

    private readonly string _files = Directory.CreateTempSubdirectory("clearance-tls-").FullName;
    private readonly List<TestAuthority> _authorities = [];
    private BrokerProcess _process = null!;

    /// <summary>Where it listens.</summary>
    public string Bootstrap => _process.Bootstrap;

    /// <summary>All topics there are.</summary>
    public static IReadOnlyList<string> Topics { get; } = [.. KafkaTopics.Names, OtherTopic];

    /// <summary>The path of a file of somebody's.</summary>
    public string FileOf(string name) => Path.Combine(_files, name);

    /// <summary>What somebody's client is told. Nobody has no certificate, and who is plain does not speak TLS.</summary>
    public Dictionary<string, string> ClientOf(string name)
    {
        var properties = new Dictionary<string, string>(TestBroker.OfLocalBroker);
        if (name == "plain")
        {
            return properties;
        }

        properties["security.protocol"] = "ssl";
        properties["ssl.endpoint.identification.algorithm"] = "https";
        properties["ssl.ca.location"] = FileOf("authority.pem");
        if (name != "nobody")
        {
            properties["ssl.certificate.location"] = FileOf(name + ".pem");
            properties["ssl.key.location"] = FileOf(name + ".key");
        }

        return properties;
    }

    /// <summary>A client's settings.</summary>
    public TConfig Configure<TConfig>(string name, TConfig config)
        where TConfig : ClientConfig
    {
        config.BootstrapServers = Bootstrap;
        foreach (var (property, value) in ClientOf(name))
        {
            // Those of a member of a group mean nothing to other clients, and these say so.
            if (config is ConsumerConfig || property is not ("session.timeout.ms" or "heartbeat.interval.ms"))
            {
                config.Set(property, value);
            }
        }

        return config;
    }

    /// <summary>The options of an engine with somebody's certificate.</summary>
    public string[] EngineOptions(string name, string group = "clearance") =>
    [
        "--Clearance:Kafka:Bootstrap", Bootstrap, "--Clearance:Kafka:Group", group,
        .. ClientOf(name).SelectMany(property => (string[])[$"--Clearance:Kafka:Client:{property.Key}", property.Value]),
    ];

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        NativeClient.Require();
        Issue();
        await File.WriteAllTextAsync(FileOf("broker.properties"), Properties());
        _process = await BrokerProcess.StartWith(FileOf("broker.properties"));
        MakeTopics();
        await GiveRights();
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await _process.DisposeAsync();
        _authorities.ForEach(static it => it.Dispose());
        Directory.Delete(_files, recursive: true);
    }

    /// <summary>Tells the broker one rule more, of somebody whose certificate has a name and nothing else.</summary>
    public Task Allow(string name, string what) => _process.Administer(
        $"kafka-acls.sh --authorizer-properties zookeeper.connect={_process.ZooKeeper} --add --allow-principal User:CN={name} {what}");

    private void Issue()
    {
        var ours = new TestAuthority(_files, "authority");
        var another = new TestAuthority(_files, "another");
        _authorities.AddRange([ours, another]);
        foreach (var (_, name, subject) in Principals)
        {
            ours.Issue(name, subject, Valid);
        }

        ours.Issue("broker", "CN=broker", Valid);
        ours.Issue("stranger", "CN=stranger,O=Customs", Valid);
        ours.Issue("half", "CN=half", Valid);
        ours.Issue("over", "CN=engine,O=Customs", Over);
        another.Issue("namesake", "CN=engine,O=Customs", Valid);
        _ = ours.TrustStore();
    }

    private string Properties() =>
        $"""
        security.inter.broker.protocol=SSL
        ssl.client.auth=required
        ssl.enabled.protocols=TLSv1.2
        ssl.keystore.type=PKCS12
        ssl.keystore.location={FileOf("broker.p12")}
        ssl.keystore.password={TestAuthority.Password}
        ssl.key.password={TestAuthority.Password}
        ssl.truststore.type=PKCS12
        ssl.truststore.location={FileOf("trusted.p12")}
        ssl.truststore.password={TestAuthority.Password}
        authorizer.class.name=kafka.security.auth.SimpleAclAuthorizer
        allow.everyone.if.no.acl.found=false
        super.users=User:CN=broker
        """;

    /// <summary>So old a broker makes a topic when somebody asks for it who may make topics.</summary>
    private void MakeTopics()
    {
        using var admin = new AdminClientBuilder(Configure("broker", new AdminClientConfig())).SetLogHandler(static (_, _) => { }).Build();
        foreach (var topic in Topics)
        {
            WaitFor($"topic {topic}", () => admin.GetMetadata(topic, TimeSpan.FromSeconds(10)).Topics.Single() is { Error.IsError: false } made
                && made.Partitions.Count > 0 && made.Partitions.All(static it => it.Leader >= 0));
        }
    }

    private async Task GiveRights()
    {
        var principals = string.Join('\n', Principals.Select(static it => $"{it.Kind} {NameAtTheBroker(it.Subject)}"));
        await _process.Administer(await Commands(principals + "\n"));

        // The broker hears of rules one after the other: where the last one counts, all do.
        using var last = new AdminClientBuilder(Configure(Principals[^1].Name, new AdminClientConfig())).SetLogHandler(static (_, _) => { }).Build();
        WaitFor("the last rule", () => !last.GetMetadata(OutgoingTopics.Decisions, TimeSpan.FromSeconds(10)).Topics.Single().Error.IsError);
    }

    /// <summary>The commands that the project's script prints.</summary>
    private async Task<string> Commands(string principals)
    {
        var start = new ProcessStartInfo("bash", [BrokerProcess.Script("kafka-acls.sh"), $"zookeeper={_process.ZooKeeper}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var script = Process.Start(start)!;
        await script.StandardInput.WriteAsync(principals);
        script.StandardInput.Close();
        var commands = await script.StandardOutput.ReadToEndAsync();
        await script.WaitForExitAsync();
        script.ExitCode.ShouldBe(0);
        return commands;
    }

    /// <summary>A certificate's subject as RFC 2253 writes it.</summary>
    private static string NameAtTheBroker(string subject) => subject.Replace("\"Bank, of Investment\"", "Bank\\, of Investment", StringComparison.Ordinal);

    private static void WaitFor(string what, Func<bool> isSo)
    {
        var began = Stopwatch.StartNew();
        while (!IsSo())
        {
            began.Elapsed.ShouldBeLessThan(Patience, what);
            Thread.Sleep(100);
        }

        bool IsSo()
        {
            try
            {
                return isSo();
            }
            catch (KafkaException)
            {
                return false;
            }
        }
    }
}

/// <summary>Tests that share one guarded broker.</summary>
[CollectionDefinition(Name)]
public sealed class OneGuardedBroker : ICollectionFixture<GuardedBroker>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "one guarded broker";
}
