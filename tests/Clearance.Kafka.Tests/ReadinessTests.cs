using Clearance.Kafka.Tests.Running;
using Clearance.Silo.Tests.Running;

namespace Clearance.Kafka.Tests;

/// <summary>Within seconds the engine says that no broker answers, and why.</summary>
[Collection(OneBroker.Name)]
public sealed class ReadinessTests(TestBroker broker)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task The_broker_is_gone_or_stands_still_and_comes_back()
    {
        var stoppable = await broker.Stoppable();
        await using var audit = await KafkaAudit.Start(stoppable, 13);
        await stoppable.Kill();
        await audit.Engine.Says("no broker is connected: ", "Connection refused");
        await stoppable.Start();
        await audit.Engine.IsReady(Patience);

        stoppable.Pause();
        await audit.Engine.Says("Kafka");
        stoppable.Resume();
        await audit.Engine.IsReady(Patience);
        audit.Load.Produce(20);
        await audit.Check();
    }
}
