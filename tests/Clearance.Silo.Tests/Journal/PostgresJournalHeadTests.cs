using Clearance.Silo.Tests.Running;
using Clearance.Storage;
using Clearance.Testing.Stores;
using Npgsql;

namespace Clearance.Silo.Tests.Journal;

/// <summary>S21 with several lanes in PostgreSQL, committed to at once: heads that are made meanwhile, and a past that was rewritten.</summary>
public sealed class PostgresJournalHeadTests : IAsyncLifetime, IDisposable
{
    private const int Heads = 6;

    private readonly HeadKeeper keeper = new();
    private PostgresServer? server;
    private EngineProcess? engine;

    public async Task InitializeAsync()
    {
        server = await PostgresServer.Create();
        await PostgresMigrations.Run(server.Connection);
        engine = await EngineProcess.Start([
            .. keeper.Options, "--Clearance:Store:Provider", "postgres", "--Clearance:Store:Postgres:Lanes", "3",
            "--Clearance:Store:Postgres:ConnectionString", server.Connection]);
    }

    public async Task DisposeAsync()
    {
        await engine!.DisposeAsync();
        await server!.DisposeAsync();
    }

    public void Dispose() => keeper.Dispose();

    [Fact]
    public async Task Heads_made_while_all_lanes_are_written_hold_afterwards_and_one_lane_rewritten_fails_them_there()
    {
        using var end = new CancellationTokenSource();
        var writing = Enumerable.Range(0, 4).Select(async _ =>
        {
            do
            {
                await JournalMaker.Fill(engine!.Http);
            }
            while (!end.IsCancellationRequested);
        }).ToList();
        for (var n = 0; n < Heads; n++)
        {
            // Until one is another than the one before, which is given out for a second.
            await keeper.FetchWith(engine!, n == 0 ? 1 : keeper.Heads[^1].Entries + 1);
        }

        await end.CancelAsync();
        await Task.WhenAll(writing);
        keeper.Heads.Zip(keeper.Heads.Skip(1)).ShouldAllBe(static pair => pair.Second.WhyNotAfter(pair.First) == null);
        keeper.Heads[^1].Lanes.Count.ShouldBe(3);
        var report = await Check("clearance_engine");
        report.IsAsKept.ShouldBeTrue(string.Join(' ', report.Faults) + string.Join(' ', report.Kept.Where(static head => !head.Holds)));
        (await Check("clearance_read")).IsAsKept.ShouldBeTrue("who may not read the journal's name compares what is in it");

        await engine!.Kill();
        await using var database = new NpgsqlConnection(server!.Connection);
        await database.OpenAsync();
        var at = await new Forger(database, "lane", "clearance.journal", "clearance.ledger_resident", "clearance.ledger_settled").Rewrite(0);

        var forged = await Check("clearance_read");
        (forged.IsWhole, forged.IsAsKept).ShouldBe((true, false));
        var last = forged.Kept[^1].Faults.ShouldHaveSingleItem();
        last.Lane.ShouldBe(at.Lane);
        at.Position.ShouldBeInRange(last.From, last.Through);
    }

    private async Task<JournalReport> Check(string role)
    {
        await using var source = await JournalSource.OpenPostgres($"{server!.Connection};Options=-c role={role}");
        return await JournalCheck.RunAsync(source, keeper.Kept, null, default);
    }
}
