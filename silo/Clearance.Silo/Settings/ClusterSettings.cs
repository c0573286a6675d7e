using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Clearance.Silo;

/// <summary>The options of a cluster of silos.</summary>
internal static class ClusterSettings
{
    private const int DashboardKeyLength = 20;

    /// <summary>Sets whether the engine is one of several.</summary>
    public static string? SetCluster(ref SiloSettings settings, string text)
    {
        if (!bool.TryParse(text, out var isCluster))
        {
            return "it must be true or false";
        }

        settings = settings with { PostgresCluster = isCluster };
        return !isCluster ? null
            : settings.Store != StoreKind.Postgres ? "only the store postgres can be shared"
            : settings.Host != HostKind.Orleans ? "the host Local is one process and knows nothing of others; a cluster needs Orleans"
            : null;
    }

    /// <summary>Sets where others reach the silo. Judged after the ports and <c>Store:Postgres:Cluster</c>.</summary>
    public static string? SetAddress(ref SiloSettings settings, string text)
    {
        if (!IPAddress.TryParse(text, out var address) || !IsOne(address))
        {
            return "it must be one IP address of this machine";
        }

        settings = settings with { SiloAddress = address };
        return IPAddress.IsLoopback(address) ? null
            : settings.SiloPort == 0 ? "other machines reach it, so Clearance:Cluster:SiloPort must name the port that a firewall is to guard"
            : settings.GatewayPort != 0 ? "other machines reach it, and Clearance:Cluster:GatewayPort lets in clients of this machine only"
            : !settings.PostgresCluster ? "other machines reach it, but without Clearance:Store:Postgres:Cluster there are no others"
            : null;
    }

    /// <summary>Sets the key of the dashboard. Judged with its port: a refused option is printed, and this one is a password.</summary>
    public static string? SetDashboardKey(ref SiloSettings settings, string text)
    {
        settings = settings with { DashboardKey = text };
        return null;
    }

    /// <summary>Sets where the dashboard is shown. Judged after its key.</summary>
    public static string? SetDashboardPort(ref SiloSettings settings, string text)
    {
        if (!ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return "it must be a whole number from 0 to 65535";
        }

        settings = settings with { DashboardPort = port };
        return port == 0 ? null
            : !SiloSettings.HasDashboard ? "this build has no dashboard in it"
            : settings.Host != HostKind.Orleans ? "the host Local has no dashboard; Orleans has"
            : settings.DashboardKey.Length < DashboardKeyLength
                ? $"it shows every silo and grain, so Clearance:Cluster:DashboardKey must be set, to at least {DashboardKeyLength} characters"
            : null;
    }

    /// <summary>An address that a silo can tell others, and at which alone it listens: not "all of them", nor many machines at once.</summary>
    private static bool IsOne(IPAddress address) =>
        !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any) && !address.Equals(IPAddress.Broadcast)
        && !address.IsIPv6Multicast
        && (address.AddressFamily != AddressFamily.InterNetwork || address.GetAddressBytes()[0] is < 224 or > 239);
}
