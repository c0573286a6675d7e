using Clearance.Silo.Tests.Running;
using Clearance.Storage;
using Clearance.Testing.Worlds;
using Xunit.Abstractions;

namespace Clearance.Silo.Tests.Crash;

public sealed class CrashTests(ITestOutputHelper output)
{
    private const int Rounds = 20;
    private const int KillWithinMilliseconds = 50;

    [Fact]
    public async Task Everything_answered_accepted_is_there_once_after_kill_nine_and_so_are_its_effects()
    {
        await using var engine = await EngineProcess.Start("--Clearance:Test:DeliveryDelay=00:00:00.1500000");
        var load = new CrashLoad();
        await load.Prepare(engine.Client);
        var (roundsWithIntents, roundsWithPasses, roundsWithEither) = (0, 0, 0);
        var world = new DomainWorld();
        for (var round = 1; round <= Rounds; round++)
        {
            var undone = await RunAndKill(engine, load, new Random(round));
            roundsWithIntents += undone.Intents > 0 ? 1 : 0;
            roundsWithPasses += undone.Passes > 0 ? 1 : 0;
            roundsWithEither += undone.Intents + undone.Passes > 0 ? 1 : 0;
            output.WriteLine(
                $"round {round}: {load.Sent.Count} sent, {load.Accepted.Count} accepted in all; "
                + $"at the kill {undone.Intents} undelivered intents, {undone.Passes} unfinished re-decisions");

            await engine.Restart();
            await CrashAudit.SendAgain(engine.Client, load);
            foreach (var e in load.TakeSent())
            {
                world.Post(WorldEvent.From(e));
            }

            await CrashAudit.Compare(engine.Client, world);
        }

        await engine.Stop();
        await using (var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Directory = engine.Data }, default))
        {
            await CrashAudit.CheckJournal(store, world);
        }

        output.WriteLine($"{roundsWithIntents} rounds with undelivered intents, {roundsWithPasses} with unfinished re-decisions");
        roundsWithEither.ShouldBeGreaterThanOrEqualTo(Rounds / 2);
    }

    /// <summary>Loads the engine for a while, and kills it within 50 ms of a reply.</summary>
    private static async Task<(int Intents, int Passes)> RunAndKill(EngineProcess engine, CrashLoad load, Random random)
    {
        var armed = Task.Delay(random.Next(300, 900));
        var replied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = load.Run(engine.Client, () =>
        {
            if (armed.IsCompleted)
            {
                replied.TrySetResult();
            }
        });
        await replied.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await Task.Delay(random.Next(KillWithinMilliseconds));
        await engine.Kill();
        await running;
        return await CrashAudit.LeftUndone(engine.Data);
    }
}
