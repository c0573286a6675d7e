using System.Net;
using Clearance.Entities;
using Clearance.Grains.Tests.Messages;
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
        world.Engine.Ledgers.Count.ShouldBe(0);
    }

    [Fact]
    public void The_silo_listens_on_this_machine_and_its_gateway_is_closed_unless_asked_for()
    {
        EndpointsOf(new OrleansEngineOptions()).GatewayPort.ShouldBe(0);
        EndpointsOf(new OrleansEngineOptions()).AdvertisedIPAddress.ShouldBe(IPAddress.Loopback);
        EndpointsOf(new OrleansEngineOptions { SiloPort = 11_234, GatewayPort = 30_234 }).ShouldSatisfyAllConditions(
            endpoints => endpoints.SiloPort.ShouldBe(11_234), endpoints => endpoints.GatewayPort.ShouldBe(30_234));
    }

    [Fact]
    public async Task A_call_that_comes_to_a_ledger_which_is_let_go_is_handed_back_and_reaches_the_next_activation()
    {
        await using var world = await World.OfOneSilo();
        var taxpayer = world.Host.Taxpayer(Samples.Taxpayer);
        (await taxpayer.Apply([Samples.Event])).ShouldHaveSingleItem().Status.ShouldBe(EventStatus.Accepted);
        var ledger = world.Engine.Ledgers.Find(Samples.Taxpayer).ShouldNotBeNull();
        (await ledger.Turn(static (grain, batch) => grain.Apply(batch), Batch)).ShouldNotBeNull()
            .Results.ShouldHaveSingleItem().Status.ShouldBe(EventStatus.Duplicate);

        world.Engine.Ledgers.LetGo(Samples.Taxpayer);
        await World.Until(() => world.Engine.Ledgers.Count == 0, "the ledger is let go");

        (await ledger.Turn(static (grain, batch) => grain.Apply(batch), Batch)).ShouldBeNull();
        (await taxpayer.Apply([Samples.Event])).ShouldHaveSingleItem().Status.ShouldBe(EventStatus.Duplicate);
        world.Engine.Ledgers.Find(Samples.Taxpayer).ShouldNotBeNull().ShouldNotBeSameAs(ledger);
    }

    private static EventBatch Batch { get; } = new([Samples.Event]);

    private static EndpointOptions EndpointsOf(OrleansEngineOptions options)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleans(silo => silo.UseClearanceGrains(
            new InMemoryStore(), new OrleansScheduler(TimeProvider.System), options, SilentObserver.Instance));
        using var host = builder.Build();
        return host.Services.GetRequiredService<IOptions<EndpointOptions>>().Value;
    }
}
