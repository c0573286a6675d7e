using System.Net;
using Clearance.Entities;
using Clearance.Testing.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Clearance.Grains.Tests.Silos;

public sealed class GrainTests
{
    [Fact]
    public async Task A_key_that_names_nobody_is_refused()
    {
        await using var world = await World.OfAClient();
        await Should.ThrowAsync<Exception>(() => world.Grains!.GetGrain<ITaxpayerGrain>("t:0100109107").Settled());
        world.Engine.Roots.Count.ShouldBe(0);
    }

    [Fact]
    public void The_silo_listens_on_this_machine_and_its_gateway_is_closed_unless_asked_for()
    {
        EndpointsOf(new OrleansEngineOptions()).GatewayPort.ShouldBe(0);
        EndpointsOf(new OrleansEngineOptions()).AdvertisedIPAddress.ShouldBe(IPAddress.Loopback);
        EndpointsOf(new OrleansEngineOptions { SiloPort = 11_234, GatewayPort = 30_234 }).ShouldSatisfyAllConditions(
            endpoints => endpoints.SiloPort.ShouldBe(11_234), endpoints => endpoints.GatewayPort.ShouldBe(30_234));
    }

    private static EndpointOptions EndpointsOf(OrleansEngineOptions options)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleans(silo => silo.UseClearanceGrains(
            new InMemoryStore(), new OrleansScheduler(TimeProvider.System), options, SilentObserver.Instance));
        using var host = builder.Build();
        return host.Services.GetRequiredService<IOptions<EndpointOptions>>().Value;
    }
}
