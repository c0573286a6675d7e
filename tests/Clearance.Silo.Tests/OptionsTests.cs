using Clearance.Silo.Tests.Running;

namespace Clearance.Silo.Tests;

/// <summary>What the program refuses at start: one clear line that names the option, its value and the rule.</summary>
public sealed class OptionsTests
{
    private const string Loopback = "reachable from other machines, and access control is not configured";

    [Theory]
    [InlineData("--urls http://0.0.0.0:5080", "Clearance:Urls is 'http://0.0.0.0:5080'", Loopback)]
    [InlineData("--urls http://*:5080", "Clearance:Urls is 'http://*:5080'", Loopback)]
    [InlineData("--urls http://[::]:5080", "Clearance:Urls is 'http://[::]:5080'", Loopback)]
    [InlineData("--urls http://192.0.2.1:5080", "Clearance:Urls is 'http://192.0.2.1:5080'", Loopback)]
    [InlineData("--urls http://127.0.0.1:0;http://clearance.example", "Clearance:Urls is", Loopback)]
    [InlineData("--urls https://127.0.0.1:5080", "Clearance:Urls is 'https://127.0.0.1:5080'", "it must be http://127.0.0.1:PORT")]
    [InlineData("--urls http://127.0.0.1:5080/base", "Clearance:Urls is", "it must be http://127.0.0.1:PORT")]
    [InlineData("--urls ;", "Clearance:Urls is ';'", "it must be http://127.0.0.1:PORT")]
    [InlineData("--data /dev/null/data", "Clearance:Data is '/dev/null/data'", "it must be a folder")]
    [InlineData("--data=", "Clearance:Data is ''", "it must be a folder")]
    [InlineData("--host Cloud", "Clearance:Host is 'Cloud'", "it must be Local or Orleans")]
    [InlineData("--host 0", "Clearance:Host is '0'", "it must be Local or Orleans")]
    [InlineData("--Clearance:Limits:BodyBytes 1", "Clearance:Limits:BodyBytes is '1'", "whole number from 1048576 to")]
    [InlineData("--Clearance:Limits:BodyBytesInFlight=2000000", "Clearance:Limits:BodyBytesInFlight is '2000000'", "it must be at least")]
    [InlineData("--Clearance:Limits:EventsPerCall 1001", "Clearance:Limits:EventsPerCall is '1001'", "from 1 to 1000")]
    [InlineData("--Clearance:Limits:EventsPerCall +5", "Clearance:Limits:EventsPerCall is '+5'", "from 1 to 1000")]
    [InlineData("--Clearance:Limits:EventsUnderWay 0", "Clearance:Limits:EventsUnderWay is '0'", "from 1 to 10000000")]
    [InlineData("--Clearance:Limits:WaitingCalls 0", "Clearance:Limits:WaitingCalls is '0'", "from 1 to 1000000")]
    [InlineData("--Clearance:Limits:SettleTimeout 10", "Clearance:Limits:SettleTimeout is '10'", "from 00:00:01 to 00:05:00")]
    [InlineData("--Clearance:Limits:SettleTimeout 00:00:00", "Clearance:Limits:SettleTimeout is '00:00:00'", "from 00:00:01 to 00:05:00")]
    [InlineData("--Clearance:Memory:LedgerIdle 8.00:00:00", "Clearance:Memory:LedgerIdle is", "to 7.00:00:00")]
    [InlineData("--Clearance:Memory:PercentMax 100", "Clearance:Memory:PercentMax is '100'", "from 10 to 99")]
    [InlineData("--Clearance:Store:CacheMegabytes many", "Clearance:Store:CacheMegabytes is 'many'", "a whole number")]
    [InlineData("--Clearance:Store:Provider oracle", "Clearance:Store:Provider is 'oracle'", "sqlite, postgres or adonet")]
    [InlineData("--Clearance:Store:Provider postgres", "Clearance:Store:Postgres:ConnectionString is ''", "where the database is")]
    [InlineData("--Clearance:Store:Postgres:Cluster perhaps", "Clearance:Store:Postgres:Cluster is 'perhaps'", "it must be true or false")]
    [InlineData("--Clearance:Store:Postgres:Cluster true", "Clearance:Store:Postgres:Cluster is 'true'", "only the store postgres")]
    [InlineData("--host Local --Clearance:Store:Provider postgres --Clearance:Store:Postgres:Cluster true", "Clearance:Store:Postgres:Cluster is 'true'", "a cluster needs Orleans")]
    [InlineData("--Clearance:Cluster:Address db", "Clearance:Cluster:Address is 'db'", "it must be one IP address")]
    [InlineData("--Clearance:Cluster:Address 0.0.0.0", "Clearance:Cluster:Address is '0.0.0.0'", "it must be one IP address")]
    [InlineData("--Clearance:Cluster:Address [::]", "Clearance:Cluster:Address is '[::]'", "it must be one IP address")]
    [InlineData("--Clearance:Cluster:Address 224.0.0.1", "Clearance:Cluster:Address is '224.0.0.1'", "it must be one IP address")]
    [InlineData("--Clearance:Cluster:Address 192.0.2.1", "Clearance:Cluster:Address is '192.0.2.1'", "must name the port")]
    [InlineData("--Clearance:Cluster:Address 192.0.2.1 --Clearance:Cluster:SiloPort 11111 --Clearance:Cluster:GatewayPort 30000", "Clearance:Cluster:Address is '192.0.2.1'", "clients of this machine only")]
    [InlineData("--Clearance:Cluster:Address 192.0.2.1 --Clearance:Cluster:SiloPort 11111", "Clearance:Cluster:Address is '192.0.2.1'", "there are no others")]
    [InlineData("--Clearance:Kafka:Bootstrap nowhere", "Clearance:Kafka:Bootstrap is 'nowhere'", "it must be HOST:PORT")]
    [InlineData("--Clearance:Kafka:Bootstrap a:1,b:0", "Clearance:Kafka:Bootstrap is 'a:1,b:0'", "it must be HOST:PORT")]
    [InlineData("--Clearance:Kafka:Group a/b", "Clearance:Kafka:Group is 'a/b'", "it must be 1 to 200 of")]
    [InlineData("--Clearance:Kafka:Publish perhaps", "Clearance:Kafka:Publish is 'perhaps'", "it must be true or false")]
    [InlineData("--Clearance:Kafka:CreateTopics 1001", "Clearance:Kafka:CreateTopics is '1001'", "from 0 to 1000")]
    [InlineData("--Clearance:Kafka:Bootstrap a:1 --Clearance:Kafka:Client:auto.offset.reset latest", "Clearance:Kafka:Client:auto.offset.reset is 'latest'", "it may not be set")]
    [InlineData("--Clearance:Kafka:Client:fetch.min.bytes 1", "Clearance:Kafka:Client:fetch.min.bytes is '1'", "Clearance:Kafka:Bootstrap must be set with it")]
    [InlineData("--Clearance:Telemetry:Metrics perhaps", "Clearance:Telemetry:Metrics is 'perhaps'", "it must be true or false")]
    [InlineData("--Clearance:Telemetry:Orleans perhaps", "Clearance:Telemetry:Orleans is 'perhaps'", "it must be true or false")]
    [InlineData("--Clearance:Telemetry:Otlp http://192.0.2.1:4317", "Clearance:Telemetry:Otlp is 'http://192.0.2.1:4317'", "must be encrypted: https")]
    [InlineData("--Clearance:Telemetry:Otlp collector:4317", "Clearance:Telemetry:Otlp is 'collector:4317'", "it must be https://HOST:PORT")]
    [InlineData("--Clearance:Telemetry:TraceRatio 1.5", "Clearance:Telemetry:TraceRatio is '1.5'", "a number from 0 to 1")]
    [InlineData("--Clearance:Logs:Format xml", "Clearance:Logs:Format is 'xml'", "it must be text or json")]
    [InlineData("--Clearance:Nothing 1", "Clearance:Nothing is no option", "Known: Urls, Data, Host")]
    [InlineData("--Clearance:Limits 1", "Clearance:Limits is no option", "Known: Urls, Data, Host")]
    [InlineData("--port 1", "--port is no option", "Known: --urls")]
    [InlineData("serve", "'serve' is no option", "Known: --urls")]
    [InlineData("--data", "--data needs a value", "")]
    public async Task A_refused_option_is_named_with_its_value_and_the_rule(string options, string names, string rule)
    {
        var (code, output, error) = await EngineProcess.Run(options.Split(' '));
        code.ShouldBe(2);
        output.ShouldBeEmpty();
        error.Trim().Split('\n').ShouldHaveSingleItem().ShouldStartWith($"Clearance cannot start: {names}");
        error.ShouldContain(rule);
    }

    [Fact]
    public async Task Orleans_is_refused_in_a_build_without_it()
    {
        if (SiloSettings.HasOrleans)
        {
            return;
        }

        var (code, _, error) = await EngineProcess.Run(["--host", "Orleans"]);
        code.ShouldBe(2);
        error.ShouldContain("Clearance:Host is 'Orleans': this build has no Orleans in it");
    }

    [Fact]
    public async Task Orleans_storage_is_refused_in_a_build_without_it_and_never_shared()
    {
        var (code, _, error) = await EngineProcess.Run(
            ["--Clearance:Store:Provider", "adonet", "--Clearance:Store:Postgres:Cluster", "true"]);

        code.ShouldBe(2);
        error.ShouldContain(SiloSettings.HasOrleans
            ? "Clearance:Store:Postgres:Cluster is 'true': only the store postgres can be shared"
            : "Clearance:Store:Provider is 'adonet': adonet is Orleans' own storage, and this build has no Orleans in it");
    }

    [Fact]
    public async Task An_option_comes_from_the_environment_too_and_the_command_line_wins()
    {
        var (code, _, error) = await EngineProcess.Run([], ("Clearance__Limits__EventsPerCall", "0"));
        code.ShouldBe(2);
        error.ShouldContain("Clearance:Limits:EventsPerCall is '0'");

        (code, _, error) = await EngineProcess.Run(["--host", "Nowhere"], ("Clearance__Host", "Elsewhere"));
        code.ShouldBe(2);
        error.ShouldContain("Clearance:Host is 'Nowhere'");

        (code, _, error) = await EngineProcess.Run([], ("Clearance__Limit__BodyBytes", "5"));
        code.ShouldBe(2);
        error.ShouldContain("Clearance:Limit:BodyBytes is no option");
    }

    [Fact]
    public async Task Help_lists_every_option_and_the_version_is_told()
    {
        var (code, help, _) = await EngineProcess.Run(["--help"]);
        code.ShouldBe(0);
        SettingsTable.All.ShouldAllBe(setting => help.Contains($"--Clearance:{setting.Name} ({setting.Default})"));

        (code, var version, _) = await EngineProcess.Run(["--version"]);
        (code, version.Trim()).ShouldBe((0, $"Clearance {SiloProcess.Version}"));
    }
}
