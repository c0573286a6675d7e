using Clearance.Silo.Tests.Running;
using Clearance.Storage;
using Clearance.Testing.Stores;
using Clearance.Testing.Worlds;
using Npgsql;

namespace Clearance.Silo.Tests.Crash;

/// <summary>An engine with three lanes on a PostgreSQL server behind a proxy, many callers, and what it must answer.</summary>
public sealed class PostgresUnderLoad : IAsyncLifetime
{
    /// <summary>Room for what the rounds write: the disk is to be full when a test says so.</summary>
    private const string DiskSize = "256m";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly CrashLoad _load = new();
    private readonly DomainWorld _world = new();
    private readonly Random _random = new(17);
    private PostgresServer? _server;
    private LossyProxy? _proxy;
    private EngineProcess? _engine;

    /// <summary>The server.</summary>
    public PostgresServer Server => _server!;

    /// <summary>What stands between the engine and it.</summary>
    public LossyProxy Proxy => _proxy!;

    /// <summary>The engine.</summary>
    public EngineProcess Engine => _engine!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _server = await PostgresServer.Create(SmallDisk.IsPossible ? DiskSize : null);
        _proxy = LossyProxy.Before(Server);
        await PostgresMigrations.Run(Server.Connection);
        _engine = await EngineProcess.Start(
            "--Clearance:Store:Provider", "postgres",
            "--Clearance:Store:Postgres:Lanes", "3",
            "--Clearance:Store:Postgres:ConnectionString", Connection(Proxy.Port));
        await _load.Prepare(Engine.Client);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }

        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    /// <summary>
    /// Loads the engine, lets something happen to its server, and when that is over sends everything again and compares every
    /// decision and every sum with the domain's own.
    /// </summary>
    public async Task Round(Func<Task> happens)
    {
        using var over = new CancellationTokenSource();
        var running = Keep(over.Token);
        await Task.Delay(_random.Next(200, 600));
        await happens();
        await Task.Delay(_random.Next(200));
        await over.CancelAsync();
        await running;
        await Audit();
    }

    /// <summary>Stops the engine, checks the journal it leaves, and starts it again.</summary>
    public async Task CheckJournal()
    {
        (await Engine.Stop()).ShouldBe(0);
        await using (var store = await PostgresStore.OpenAsync(
            new PostgresStoreOptions { ConnectionString = Server.Connection, Lanes = 3 }, default))
        {
            await CrashAudit.CheckJournal(store, _world);
        }

        await Engine.Restart();
    }

    /// <summary>Runs one statement at the server, past the proxy and whatever the database is set to.</summary>
    public async Task Execute(string sql)
    {
        await using var connection = new NpgsqlConnection(
            Connection(Server.Port) + ";Pooling=false;Options=-c default_transaction_read_only=off");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Waits until a call fails.</summary>
    public Task UntilRefused()
    {
        var before = _load.Failed;
        return Until(() => _load.Failed > before, "a call is refused");
    }

    /// <summary>Waits until something is so.</summary>
    public static async Task Until(Func<bool> so, string what)
    {
        using var late = new CancellationTokenSource(Patience);
        while (!so())
        {
            late.IsCancellationRequested.ShouldBeFalse($"it never came that {what}");
            await Task.Delay(5);
        }
    }

    private string Connection(int port) => new NpgsqlConnectionStringBuilder(Server.Connection) { Port = port }.ConnectionString;

    /// <summary>A caller whose call fails begins anew.</summary>
    private async Task Keep(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            await _load.Run(Engine.Client, () => over.ThrowIfCancellationRequested());
            await Task.Delay(10, CancellationToken.None);
        }
    }

    private async Task Audit()
    {
        await Engine.Client.WaitReady(Patience);
        await CrashAudit.SendAgain(Engine.Client, _load);
        foreach (var e in _load.TakeSent())
        {
            _world.Post(WorldEvent.From(e));
        }

        await CrashAudit.Compare(Engine.Client, _world);
    }
}
