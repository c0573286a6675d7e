using Clearance.Domain;
using Clearance.Entities;
using Clearance.Storage;
using Clearance.Testing.Stores;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Clearance.Grains.Tests.Silos;

/// <summary>A server of PostgreSQL for the tests of a class, each with a database of its own.</summary>
public sealed class ClusterServer : IAsyncLifetime
{
    private PostgresServer? _server;
    private int _made;

    /// <summary>Makes a database with the tables of a store.</summary>
    public async Task<string> Make()
    {
        var name = $"cluster_{Interlocked.Increment(ref _made)}";
        await using var source = NpgsqlDataSource.Create(_server!.Connection);
        await using var make = source.CreateCommand($"CREATE DATABASE {name}");
        await make.ExecuteNonQueryAsync();
        var database = new NpgsqlConnectionStringBuilder(_server.Connection) { Database = name }.ConnectionString;
        await PostgresMigrations.Run(database);
        return database;
    }

    public async Task InitializeAsync() => _server = await PostgresServer.Create();

    public async Task DisposeAsync() => await _server!.DisposeAsync();
}

/// <summary>Three silos over one database. Each call goes to the next of them.</summary>
internal sealed class ThreeSilos : IIntake, IEntityHost, IAsyncDisposable
{
    private readonly List<(PostgresStore Store, OrleansEngine Engine)> _silos = [];
    private int _calls;

    public IReadOnlyList<OrleansEngine> Engines => [.. _silos.Select(static silo => silo.Engine)];

    public static Task<ThreeSilos> On(string database) => On(database, 3, static options => options);

    /// <summary>Some other number of them, each with options of its own.</summary>
    public static async Task<ThreeSilos> On(string database, int number, Func<OrleansEngineOptions, OrleansEngineOptions> with)
    {
        var cluster = new ThreeSilos();
        try
        {
            for (var i = 0; i < number; i++)
            {
                await cluster.Add(database, with);
            }

            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public Task<IReadOnlyList<EventResult>> Take(
        EventStream stream, IReadOnlyList<ReadOnlyMemory<byte>> events, CancellationToken cancel) =>
        Next().Intake.Take(stream, events, cancel);

    public ITaxpayer Taxpayer(TaxpayerId id) => Next().Host.Taxpayer(id);

    public IDeclaration Declaration(DeclarationKey key) => Next().Host.Declaration(key);

    /// <summary>Adds a silo.</summary>
    public async Task Add(
        string database, Func<OrleansEngineOptions, OrleansEngineOptions> with, ILoggerFactory? loggers = null, CancellationToken cancel = default)
    {
        var store = await PostgresStore.OpenAsync(
            new PostgresStoreOptions { ConnectionString = database, Cluster = true, Readers = 4 }, default);
        try
        {
            var options = with(new OrleansEngineOptions { Cluster = new SiloCluster(PostgresStore.ConnectionOfSilos(database)) });
            var scheduler = new OrleansScheduler(TimeProvider.System);
            _silos.Add((store, await OrleansEngine.Start(store, scheduler, options, loggers: loggers, cancel: cancel)));
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops one as an operator does.</summary>
    public async Task Stop(OrleansEngine engine)
    {
        var silo = _silos.Single(it => it.Engine == engine);
        _silos.Remove(silo);
        await silo.Engine.DisposeAsync();
        await silo.Store.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        while (_silos.Count > 0)
        {
            await Stop(_silos[^1].Engine);
        }
    }

    private OrleansEngine Next() => _silos[(int)((uint)Interlocked.Increment(ref _calls) % (uint)_silos.Count)].Engine;
}
