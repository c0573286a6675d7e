using System.Net;
using Clearance.Grains;
using Orleans.Dashboard;

namespace Clearance.Silo;

/// <summary>A silo with the dashboard of Orleans beside it: silos, grains and their calls, on a loopback port, for who has its key.</summary>
internal static class DashboardShell
{
    /// <summary>One for a port and a key.</summary>
    public static SiloShell Create(int port, string key)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(DashboardShell).Assembly.GetName().Name,
        });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        builder.Services.AddRoutingCore();

        // The log is where it was told to go, and nowhere else.
        builder.UseOrleans(static silo => silo.AddDashboard(static dashboard => dashboard.HideTrace = true));
        return new SiloShell(builder, () =>
        {
            var app = builder.Build();
            app.Use(new DashboardKey(key).Admit);
            app.MapOrleansDashboard();
            return app;
        });
    }
}
