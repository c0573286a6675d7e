using System.Text;
using System.Text.Json;
using Clearance.Silo.Tests.Running;
using Confluent.Kafka;

namespace Clearance.Kafka.Tests.Guarded;

/// <summary>S1, S2: the engine at a broker that speaks TLS only and denies what no rule allows.</summary>
[Collection(OneGuardedBroker.Name)]
public sealed class GuardedEngineTests(GuardedBroker broker)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task From_customs_and_a_bank_to_the_gate_each_with_its_own_certificate_and_the_rights_of_the_rules()
    {
        await using var engine = await EngineProcess.Start(broker.EngineOptions("engine"));
        using var gate = Gate();
        var at = DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(7)).AddMinutes(-1).ToString("yyyy-MM-ddTHH:mm:sszzz");

        await Send("customs", "customs.declarations",
            $$"""
            {"type":"DeclarationRegistered","id":"VN:105123456760:0","at":"{{at}}","declaration":"105123456760",
             "taxpayer":"0100109106","office":"03CC","direction":"import","procedure":"A11","registeredAt":"{{at}}",
             "channel":1,"specialisedInspection":false,"term":"D","lines":[{"kind":"tax","code":"1901","account":"budget","amount":9000000}]}
            """);
        Decision(gate, "hold").ShouldContain("TaxUnpaid");

        await Send("bidv", "bank.payments",
            $$"""
            {"type":"PaymentConfirmed","id":"BIDV:FT1","at":"{{at}}","bank":"BIDV","taxpayer":"0100109106",
             "debitedAt":"{{at}}","payer":"0100109106","slip":null,
             "rows":[{"row":1,"declaration":"105123456760","code":"1901","account":"budget","amount":9000000}]}
            """);
        Decision(gate, "clear").ShouldContain("bank.payments/BIDV:FT1");

        gate.Close();
        await engine.IsReady();
        (await engine.Stop()).ShouldBe(0);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("namesake")]
    public async Task An_engine_the_broker_does_not_know_is_never_ready(string name)
    {
        await using var engine = await EngineProcess.StartUnready(broker.EngineOptions(name, "half"));
        await engine.Says("no broker is connected: ");
    }

    [Fact]
    public async Task An_engine_that_may_not_read_a_topic_says_which_and_is_ready_when_it_may()
    {
        await broker.Allow("half", "--operation Read --topic customs.declarations --topic customs.taxpayers --topic bank.payments --group half");
        await using var engine = await EngineProcess.StartUnready(broker.EngineOptions("half", "half"));
        await engine.Says("Kafka does not let the engine read: ", "bank.guarantees", "authorization failed");

        // Now it may know of the topic: the next member is given its partitions, and refused at its first fetch.
        var said = new TaskCompletionSource();
        var wasReady = WasReady(engine, said.Task);
        await broker.Allow("half", "--operation Describe --topic bank.guarantees");
        await engine.Says("Kafka does not let the engine read: ", "bank.guarantees", "Fetch", "authorization failed");
        said.SetResult();
        (await wasReady).ShouldBeFalse();

        await broker.Allow("half", "--operation Read --topic bank.guarantees");
        await engine.IsReady(Patience);
    }

    /// <summary>Whether it was ever ready, asked without a pause.</summary>
    private static async Task<bool> WasReady(EngineProcess engine, Task until)
    {
        while (!until.IsCompleted)
        {
            using var answer = await engine.Http.GetAsync("/readyz");
            if (answer.IsSuccessStatusCode)
            {
                return true;
            }

            await Task.Delay(5);
        }

        return false;
    }

    private async Task Send(string name, string topic, string body)
    {
        using var producer = new ProducerBuilder<Null, byte[]>(broker.Configure(name, new ProducerConfig { Acks = Acks.All }))
            .SetLogHandler(static (_, _) => { })
            .Build();
        await producer.ProduceAsync(topic, new Message<Null, byte[]> { Value = Encoding.UTF8.GetBytes(body) }).WaitAsync(Patience);
    }

    /// <summary>A gate that reads what is decided, as a member of its own group.</summary>
    private IConsumer<Ignore, byte[]> Gate()
    {
        var config = new ConsumerConfig { GroupId = "gate-1", AutoOffsetReset = AutoOffsetReset.Earliest };
        var gate = new ConsumerBuilder<Ignore, byte[]>(broker.Configure("gate-1", config)).SetLogHandler(static (_, _) => { }).Build();
        gate.Subscribe(OutgoingTopics.Decisions);
        return gate;
    }

    /// <summary>Waits for a decision.</summary>
    /// <returns>What is published of it.</returns>
    private static string Decision(IConsumer<Ignore, byte[]> gate, string outcome)
    {
        using var late = new CancellationTokenSource(Patience);
        while (true)
        {
            var text = Encoding.UTF8.GetString(gate.Consume(late.Token).Message.Value);
            if (text.StartsWith('{') && JsonDocument.Parse(text).RootElement.GetProperty("decision").GetProperty("outcome").GetString() == outcome)
            {
                return text;
            }
        }
    }
}
