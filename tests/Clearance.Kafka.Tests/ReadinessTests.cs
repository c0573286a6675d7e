using System.Diagnostics;
using System.Text.Json;
using Clearance.Kafka.Tests.Running;
using Clearance.Silo.Tests.Running;

namespace Clearance.Kafka.Tests;

/// <summary>Within seconds the engine says that no broker answers, and why.</summary>
[Collection(OneBroker.Name)]
public sealed class ReadinessTests(TestBroker broker)
{
    private static readonly TimeSpan Seconds = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_broker_is_gone_or_stands_still_and_comes_back()
    {
        var stoppable = await broker.Stoppable();
        await using var audit = await KafkaAudit.Start(stoppable, 13);
        await stoppable.Kill();
        await Says(audit.Engine, "no broker is connected: ", "Connection refused");
        await stoppable.Start();
        await IsReady(audit.Engine);

        stoppable.Pause();
        await Says(audit.Engine, "Kafka");
        stoppable.Resume();
        await IsReady(audit.Engine);
        audit.Load.Produce(20);
        await audit.Check();
    }

    private static async Task Says(EngineProcess engine, params string[] why)
    {
        var began = Stopwatch.StartNew();
        for (var said = await NotReady(engine); !why.All(it => said?.Contains(it, StringComparison.Ordinal) == true); said = await NotReady(engine))
        {
            began.Elapsed.ShouldBeLessThan(Seconds, said ?? "it says that it is ready");
            await Task.Delay(50);
        }
    }

    private static async Task IsReady(EngineProcess engine)
    {
        var began = Stopwatch.StartNew();
        while (await NotReady(engine) is { } said)
        {
            began.Elapsed.ShouldBeLessThan(Patience, said);
            await Task.Delay(50);
        }
    }

    private static async Task<string?> NotReady(EngineProcess engine)
    {
        using var answer = await engine.Http.GetAsync("readyz");
        return answer.IsSuccessStatusCode
            ? null
            : JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("detail").GetString();
    }
}
