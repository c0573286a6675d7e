using System.Net;
using Orleans.Configuration;

namespace Clearance.Grains;

/// <summary>A cluster of silos that find each other by a table in PostgreSQL.</summary>
/// <param name="ConnectionString">How its database is reached; the migrations of the store make the table.</param>
public sealed record SiloCluster(string ConnectionString)
{
    private const string Name = "clearance";

    /// <summary>
    /// Where a silo listens to others, and what it tells them it is. Default: this machine only. Without <see cref="Identity"/> whoever
    /// reaches another address may do what a silo may: nobody is asked who he is.
    /// </summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>
    /// What the silo shows others and by what it knows them; asked at every connection. Default: null, nothing is shown, anybody is taken
    /// for a silo, and what they say can be read on the way.
    /// </summary>
    public Func<SiloIdentity>? Identity { get; init; }

    /// <summary>How often a silo asks others whether they live. Three times without an answer, and a vote of two, end one.</summary>
    public TimeSpan ProbeEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How soon a silo learns of others if nobody tells it.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Makes a silo one of the cluster.</summary>
    internal void Configure(ISiloBuilder silo, int siloPort, int gatewayPort)
    {
        silo.UseAdoNetClustering(table => (table.Invariant, table.ConnectionString) = ("Npgsql", ConnectionString));
        silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (Name, Name));
        silo.Configure<EndpointOptions>(endpoints =>
        {
            endpoints.AdvertisedIPAddress = Address;
            endpoints.SiloPort = siloPort;
            endpoints.GatewayPort = gatewayPort;
            endpoints.SiloListeningEndpoint = new IPEndPoint(Address, siloPort);
        });
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            membership.ProbeTimeout = ProbeEvery;
            membership.MaxProbeTimeout = ProbeEvery * 1.5;
            membership.TableRefreshTimeout = LookEvery;
            membership.IAmAliveTablePublishTimeout = LookEvery;
        });
        if (Identity is { } identity)
        {
            SiloTls.Use(silo, identity);
        }
    }
}
