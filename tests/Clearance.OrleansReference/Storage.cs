using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Serialization.Activators;
using Orleans.Serialization.Serializers;

namespace Orleans
{
    public interface IGrainState<T>
    {
        T? State { get; set; }

        string? ETag { get; set; }

        bool RecordExists { get; set; }
    }

    public sealed class GrainState<T> : IGrainState<T>
    {
        public T? State { get; set; }

        public string? ETag { get; set; }

        public bool RecordExists { get; set; }
    }

    public interface ILifecycleObserver
    {
        Task OnStart(CancellationToken cancellationToken = default);
    }

    public interface ILifecycleObservable
    {
        IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer);
    }

    public interface ILifecycleParticipant<TLifecycleObservable>
        where TLifecycleObservable : ILifecycleObservable
    {
        void Participate(TLifecycleObservable lifecycle);
    }
}

namespace Orleans.Runtime
{
    public interface ISiloLifecycle : ILifecycleObservable
    {
        int HighestCompletedStage { get; }

        int LowestStoppedStage { get; }
    }

    public readonly struct GrainId
    {
        public static GrainId Create(string type, string key) => throw new NotSupportedException();
    }
}

namespace Orleans.Storage
{
    public interface IGrainStorage
    {
        Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

        Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);
    }

    public interface IGrainStorageSerializer;

    public interface IStorageProviderSerializerOptions
    {
        IGrainStorageSerializer GrainStorageSerializer { get; set; }
    }

    public class OrleansGrainStorageSerializer(Orleans.Serialization.Serializer serializer) : IGrainStorageSerializer
    {
        private readonly Orleans.Serialization.Serializer _serializer = serializer;
    }

    public class InconsistentStateException : OrleansException;

    public class AdoNetGrainStorage(
        IActivatorProvider activatorProvider,
        ILogger<AdoNetGrainStorage> logger,
        IOptions<AdoNetGrainStorageOptions> options,
        IOptions<ClusterOptions> clusterOptions,
        string name) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
    {
        private readonly (IActivatorProvider, ILogger, IOptions<AdoNetGrainStorageOptions>, IOptions<ClusterOptions>, string) _given =
            (activatorProvider, logger, options, clusterOptions, name);

        public Task ReadStateAsync<T>(string grainType, GrainId grainReference, IGrainState<T> grainState) =>
            throw new NotSupportedException();

        public Task WriteStateAsync<T>(string grainType, GrainId grainReference, IGrainState<T> grainState) =>
            throw new NotSupportedException();

        public void Participate(ISiloLifecycle lifecycle) => throw new NotSupportedException();
    }
}

namespace Orleans.Configuration
{
    public class AdoNetGrainStorageOptions : Orleans.Storage.IStorageProviderSerializerOptions
    {
        public DbDataSource? DataSource { get; set; }

        public string Invariant { get; set; } = "";

        public Orleans.Storage.IGrainStorageSerializer GrainStorageSerializer { get; set; } = null!;
    }
}

namespace Orleans.Serialization
{
    public sealed class Serializer
    {
        private Serializer()
        {
        }
    }

    public interface ISerializerBuilder;

    public static class ServiceCollectionExtensions
    {
        public static IServiceCollection AddSerializer(
            this IServiceCollection services, Action<ISerializerBuilder>? configure = null) => throw new NotSupportedException();
    }
}

namespace Orleans.Serialization.Activators
{
    public interface IActivator<T>
    {
        T Create();
    }
}

namespace Orleans.Serialization.Serializers
{
    public interface IActivatorProvider
    {
        IActivator<T> GetActivator<T>();
    }
}
