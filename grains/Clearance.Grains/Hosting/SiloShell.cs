using Microsoft.Extensions.Hosting;

namespace Clearance.Grains;

/// <summary>What a silo is built into: a host of nothing else, or one that shows people something of the silo besides.</summary>
/// <param name="Builder">Gets the silo's services.</param>
/// <param name="Build">Builds the host; it is started, stopped and disposed of with the engine.</param>
public sealed record SiloShell(IHostApplicationBuilder Builder, Func<IHost> Build)
{
    /// <summary>A host of nothing else.</summary>
    public static SiloShell Bare()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        return new SiloShell(builder, builder.Build);
    }
}
