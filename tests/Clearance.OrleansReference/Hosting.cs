using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Hosting
{
    public interface ISiloBuilder
    {
        IServiceCollection Services { get; }
    }

    public static class CoreHostingExtensions
    {
        public static ISiloBuilder UseLocalhostClustering(
            this ISiloBuilder builder, int siloPort = 11111, int gatewayPort = 30000,
            IPEndPoint? primarySiloEndpoint = null, string serviceId = "dev", string clusterId = "dev") =>
            throw new NotSupportedException();
    }

    public static class AdoNetHostingExtensions
    {
        public static ISiloBuilder UseAdoNetClustering(
            this ISiloBuilder builder, Action<Orleans.Configuration.AdoNetClusteringSiloOptions> configureOptions) =>
            throw new NotSupportedException();
    }

    public static class SiloBuilderExtensions
    {
        public static ISiloBuilder Configure<TOptions>(this ISiloBuilder builder, Action<TOptions> configureOptions)
            where TOptions : class => throw new NotSupportedException();
    }
}

namespace Microsoft.Extensions.Hosting
{
    public static class OrleansSiloGenericHostExtensions
    {
        public static IHostApplicationBuilder UseOrleans(
            this IHostApplicationBuilder hostAppBuilder, Action<Orleans.Hosting.ISiloBuilder> configureDelegate) =>
            throw new NotSupportedException();
    }
}

namespace Orleans.Configuration
{
    public class AdoNetClusteringSiloOptions
    {
        public string ConnectionString { get; set; } = "";

        public string Invariant { get; set; } = "";
    }

    public class ClusterOptions
    {
        public string ClusterId { get; set; } = "";

        public string ServiceId { get; set; } = "";
    }

    public class EndpointOptions
    {
        public IPAddress AdvertisedIPAddress { get; set; } = IPAddress.None;

        public int SiloPort { get; set; }

        public int GatewayPort { get; set; }

        public IPEndPoint SiloListeningEndpoint { get; set; } = new(0, 0);
    }

    public class SiloConnectionOptions
    {
        public void ConfigureSiloOutboundConnection(Action<IConnectionBuilder> configure) => throw new NotSupportedException();

        public void ConfigureSiloInboundConnection(Action<IConnectionBuilder> configure) => throw new NotSupportedException();

        public void ConfigureGatewayInboundConnection(Action<IConnectionBuilder> configure) => throw new NotSupportedException();
    }

    public class ClusterMembershipOptions
    {
        public TimeSpan ProbeTimeout { get; set; }

        public TimeSpan MaxProbeTimeout { get; set; }

        public TimeSpan TableRefreshTimeout { get; set; }

        public TimeSpan IAmAliveTablePublishTimeout { get; set; }
    }

    public class SiloMessagingOptions
    {
        public int MaxEnqueuedRequestsHardLimit { get; set; }
    }

    public class GrainCollectionOptions
    {
        public TimeSpan CollectionQuantum { get; set; }

        public Dictionary<string, TimeSpan> ClassSpecificCollectionAge { get; set; } = [];

        public bool EnableActivationSheddingOnMemoryPressure { get; set; }

        public double MemoryUsageLimitPercentage { get; set; }

        public double MemoryUsageTargetPercentage { get; set; }
    }
}

namespace Orleans.Serialization.Configuration
{
    public sealed class TypeManifestOptions
    {
        public bool? EnableConfigurationAnalysis { get; set; }
    }
}
