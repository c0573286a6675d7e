using Clearance.Silo.Tests.Running;

namespace Clearance.Silo.Tests.Cluster;

/// <summary>One of three engines dies, stands still or is restarted under load, and every đồng is counted. In a build with Orleans.</summary>
public sealed class ClusterTests(ClusterUnderLoad load) : IClassFixture<ClusterUnderLoad>
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("CLEARANCE_TEST_LONG") == "1" ? 20 : 2;
    private static readonly TimeSpan GoOnWithin = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Still = TimeSpan.FromSeconds(Rounds > 2 ? 60 : 8);

    [Fact]
    public async Task Nothing_is_lost_or_doubled_when_one_of_three_is_killed_stands_still_or_is_restarted()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var engine = load.Cluster.Engines[round % 3];
            await load.Round(() => Kill(engine));
            await engine.Restart();
            load.Cluster.Return(engine);
        }

        await load.Round(() => StandStill(load.Cluster.Engines[0]));
        foreach (var engine in load.Cluster.Engines)
        {
            await load.Round(() => RestartInPeace(engine));
        }

        await load.CheckJournal();
    }

    private async Task Kill(EngineProcess engine)
    {
        await engine.Kill();
        load.Cluster.Leave(engine);
        (await load.UntilAnswered()).ShouldBeLessThan(GoOnWithin);
        await load.UntilAccepted(200);
    }

    /// <summary>It may learn that the others declared it dead, and end: then it is started again, as its supervisor would.</summary>
    private async Task StandStill(EngineProcess engine)
    {
        engine.StandStill();
        load.Cluster.Leave(engine);
        (await load.UntilAnswered()).ShouldBeLessThan(GoOnWithin);
        await load.UntilAccepted(200);
        await Task.Delay(Still);
        engine.GoOn();
        var ended = engine.Process.WaitForExitAsync();
        if (await Task.WhenAny(ended, Task.Delay(GoOnWithin)) == ended)
        {
            await engine.Restart();
        }

        await engine.Client.WaitReady(GoOnWithin);
        load.Cluster.Return(engine);
        await load.UntilAccepted(200);
    }

    private async Task RestartInPeace(EngineProcess engine)
    {
        load.Cluster.Leave(engine);
        (await engine.Stop()).ShouldBe(0, engine.Output);
        await engine.Restart();
        load.Cluster.Return(engine);
        await load.UntilAccepted(100);
    }
}
