using Clearance.Entities;
using Clearance.Storage;

namespace Clearance.LoadTests;

/// <summary>Silos in this process over one database of PostgreSQL.</summary>
internal sealed class ClusterSilos : IAsyncDisposable
{
    private readonly List<(PostgresStore Store, EntityEngine Engine)> _silos = [];
    private int _bodies;

    /// <summary>Where the entities are found, whatever silos they are in.</summary>
    public IEntityHost Host => _silos[0].Engine.Services.Host;

    /// <summary>Starts so many, one after another.</summary>
    public static async Task<ClusterSilos> Start(string database, int count, CancellationToken cancel)
    {
        var silos = new ClusterSilos();
        try
        {
            for (var i = 0; i < count; i++)
            {
                await silos.Add(database, cancel);
            }

            return silos;
        }
        catch
        {
            await silos.DisposeAsync();
            throw;
        }
    }

    /// <summary>The way into one of them.</summary>
    public IIntake At(int silo) => _silos[silo].Engine.Intake;

    /// <summary>The way into the next of them.</summary>
    public IIntake Next() => At((int)((uint)Interlocked.Increment(ref _bodies) % (uint)_silos.Count));

    public async ValueTask DisposeAsync()
    {
        for (; _silos.Count > 0; _silos.RemoveAt(_silos.Count - 1))
        {
            await _silos[^1].Engine.DisposeAsync();
            await _silos[^1].Store.DisposeAsync();
        }
    }

    private async Task Add(string database, CancellationToken cancel)
    {
        var store = await PostgresStore.OpenAsync(
            new PostgresStoreOptions { ConnectionString = database, Cluster = true }, cancel);
        try
        {
            _silos.Add((store, await SiloEngine.Of(PostgresStore.ConnectionOfSilos(database), store, cancel)));
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }
}
