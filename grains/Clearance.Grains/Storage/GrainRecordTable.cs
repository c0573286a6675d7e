using System.Data.Common;
using Clearance.Entities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Serialization.Activators;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Clearance.Grains;

/// <summary>Records kept as grain state by <c>Microsoft.Orleans.Persistence.AdoNet</c>; no silo is needed.</summary>
public sealed class GrainRecordTable : IRecordTable
{
    private const string Name = "clearance";

    private readonly ServiceProvider _services;
    private readonly IGrainStorage _storage;

    private GrainRecordTable(ServiceProvider services, IGrainStorage storage)
    {
        _services = services;
        _storage = storage;
    }

    /// <summary>Opens the table of a PostgreSQL database, which stays the caller's to close.</summary>
    /// <param name="database">Its sessions; the migrations of the store made its tables.</param>
    /// <param name="loggers">What Orleans logs to.</param>
    /// <param name="cancel">Stops the opening.</param>
    public static async Task<IRecordTable> Open(DbDataSource database, ILoggerFactory? loggers, CancellationToken cancel)
    {
        var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        try
        {
            var options = new AdoNetGrainStorageOptions
            {
                Invariant = "Npgsql",
                DataSource = database,
                GrainStorageSerializer = new OrleansGrainStorageSerializer(services.GetRequiredService<Serializer>()),
            };
            var storage = new AdoNetGrainStorage(
                new Activators(),
                (loggers ?? NullLoggerFactory.Instance).CreateLogger<AdoNetGrainStorage>(),
                Options.Create(options),
                Options.Create(new ClusterOptions { ServiceId = Name, ClusterId = Name }),
                Name);
            var start = new Start();
            storage.Participate(start);
            await start.Run(cancel);
            return new GrainRecordTable(services, storage);
        }
        catch
        {
            await services.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<StoredRecord?> Read(string key)
    {
        var state = new GrainState<byte[]>();
        await _storage.ReadStateAsync(Name, GrainId.Create(Name, key), state);
        return state.RecordExists ? new StoredRecord(state.State!, state.ETag!) : null;
    }

    /// <inheritdoc/>
    public async Task<string> Write(string key, byte[] body, string? etag)
    {
        var state = new GrainState<byte[]> { State = body, ETag = etag, RecordExists = etag is not null };
        try
        {
            await _storage.WriteStateAsync(Name, GrainId.Create(Name, key), state);
            return state.ETag!;
        }
        catch (InconsistentStateException another)
        {
            throw new StateConflictException(another.Message);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _services.DisposeAsync();

    /// <summary>What a record is that is not there.</summary>
    private sealed class Activators : IActivatorProvider
    {
        public IActivator<T> GetActivator<T>() => (IActivator<T>)(object)new Nothing();

        private sealed class Nothing : IActivator<byte[]>
        {
            public byte[] Create() => [];
        }
    }

    /// <summary>A storage begins with its silo; this one begins alone.</summary>
    private sealed class Start : ISiloLifecycle
    {
        private readonly List<ILifecycleObserver> _observers = [];

        public int HighestCompletedStage => int.MinValue;

        public int LowestStoppedStage => int.MaxValue;

        public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
        {
            _observers.Add(observer);
            return new Subscription();
        }

        public async Task Run(CancellationToken cancel)
        {
            foreach (var observer in _observers)
            {
                await observer.OnStart(cancel);
            }
        }

        private sealed class Subscription : IDisposable
        {
            public void Dispose()
            {
            }
        }
    }
}
