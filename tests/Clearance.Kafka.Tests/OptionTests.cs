using Clearance.Silo.Tests.Running;
using Confluent.Kafka;

namespace Clearance.Kafka.Tests;

public sealed class OptionTests
{
    [Fact]
    public async Task A_property_the_client_does_not_know_is_refused_in_one_clear_line()
    {
        var data = Directory.CreateTempSubdirectory("clearance-").FullName;
        var (code, output, error) = await EngineProcess.Run(
        [
            "--urls", "http://127.0.0.1:0", "--data", data,
            "--Clearance:Kafka:Bootstrap", "127.0.0.1:1", "--Clearance:Kafka:Client:no.such.property", "1",
        ]);
        var opened = Directory.GetFileSystemEntries(data);
        Directory.Delete(data, recursive: true);

        code.ShouldBe(2);
        output.ShouldBeEmpty();
        error.Trim().Split('\n').ShouldHaveSingleItem().ShouldStartWith(
            "Clearance cannot start: Clearance:Kafka:Bootstrap is '127.0.0.1:1': ");
        error.ShouldContain("no.such.property");
        opened.ShouldBeEmpty("the engine was opened for settings it cannot start with");
    }

    [Fact]
    public void What_is_set_for_the_client_counts_over_what_the_engine_would_choose()
    {
        var options = new KafkaOptions
        {
            Bootstrap = "127.0.0.1:1",
            Group = "g",
            Client = new Dictionary<string, string> { ["socket.timeout.ms"] = "45000", ["request.timeout.ms"] = "40000", ["reconnect.backoff.ms"] = "2000" },
        };

        options.ToConfig().SocketTimeoutMs.ShouldBe(45_000);
        options.ToProducerConfig().RequestTimeoutMs.ShouldBe(40_000);
        NativeClient.Require();
        new ConsumerBuilder<Ignore, Ignore>(options.ToConfig()).Build().Dispose();
        new ProducerBuilder<Null, Null>(options.ToProducerConfig()).Build().Dispose();
    }

    [Fact]
    public void An_answer_that_does_not_come_is_waited_for_ten_seconds_and_a_broker_that_is_back_for_one()
    {
        var options = new KafkaOptions { Bootstrap = "127.0.0.1:1", Group = "g" };

        foreach (var config in (ClientConfig[])[options.ToConfig(), options.ToProducerConfig(), options.ToAdminConfig()])
        {
            (config.SocketTimeoutMs, config.ReconnectBackoffMaxMs).ShouldBe((10_000, 1_000));
        }
    }
}
