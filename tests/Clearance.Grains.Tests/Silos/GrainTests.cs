using System.Net;
using System.Text;
using Clearance.Domain;
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
    private static readonly DateOnly Today = new(2026, 11, 4);

    [Fact]
    public async Task Readers_take_the_root_of_a_ledger_in_their_silo_without_a_call()
    {
        await using var world = await World.OfOneSilo();
        await Place(world, 1);
        var taxpayer = (IPublishesRoot)world.Host.Taxpayer(Samples.Taxpayer);
        var root = taxpayer.TryRoot().ShouldNotBeNull();
        root.Ledger.Standing.On(Today).Stopped.ShouldBeTrue();
        world.Engine.Roots.Count.ShouldBe(1);
        (await world.Host.Taxpayer(Samples.Taxpayer).Root()).ShouldBeSameAs(root);
    }

    [Fact]
    public async Task Calls_that_come_while_a_commit_is_under_way_share_the_next()
    {
        await using var world = await World.OfOneSilo();
        await Place(world, 0);
        var before = world.Store.Commits;
        var gate = new TaskCompletionSource();
        world.Store.BeforeCommit = _ => gate.Task;
        var calls = Enumerable.Range(1, 200).Select(number => Place(world, number)).ToList();
        await Task.Delay(200);
        gate.SetResult();
        await Task.WhenAll(calls);
        (world.Store.Commits - before).ShouldBeInRange(1, 5);
    }

    [Fact]
    public async Task A_store_that_is_down_fails_the_call_and_the_next_call_succeeds()
    {
        await using var world = await World.OfOneSilo();
        world.Store.BeforeRead = () => throw new StoreUnavailableException("The store is down.");
        await Should.ThrowAsync<StoreUnavailableException>(() => Place(world, 1));
        world.Store.BeforeRead = null;
        await Place(world, 1);
        (await world.Host.Taxpayer(Samples.Taxpayer).Root()).Version.ShouldBe(1);
    }

    [Fact]
    public async Task After_an_unknown_outcome_a_fresh_activation_reads_what_is_durable()
    {
        await using var world = await World.OfOneSilo();
        await Place(world, 1);
        var held = world.Engine.Roots.TryRoot(Samples.Taxpayer, out _);
        world.Store.AfterCommit = _ => throw new CommitOutcomeUnknownException("Cut after the commit was sent.");
        await Should.ThrowAsync<StoreUnavailableException>(() => Place(world, 2));
        world.Store.AfterCommit = null;
        (await Place(world, 2)).Status.ShouldBe(EventStatus.Duplicate);
        var root = await world.Host.Taxpayer(Samples.Taxpayer).Root();
        root.Version.ShouldBe(2);
        root.ShouldNotBeSameAs(held);
    }

    [Fact]
    public async Task Without_the_lease_nobody_answers_from_memory()
    {
        await using var world = await World.OfOneSilo();
        await Place(world, 1);
        world.Store.LeaseLost = true;
        world.Engine.Roots.TryRoot(Samples.Taxpayer, out _).ShouldBeNull();
        await Should.ThrowAsync<StoreUnavailableException>(async () => await world.Host.Taxpayer(Samples.Taxpayer).Root());
    }

    [Fact]
    public async Task What_nobody_uses_leaves_memory_and_answers_the_same_when_it_is_back()
    {
        var options = new OrleansEngineOptions
        {
            TaxpayerIdleAfter = TimeSpan.FromSeconds(1),
            DeclarationIdleAfter = TimeSpan.FromSeconds(1),
        };
        await using var world = await World.OfOneSilo(options);
        await Place(world, 1);
        await World.Until(() => world.Engine.Roots.Count == 0, "the ledger left memory");
        (await world.Host.Taxpayer(Samples.Taxpayer).Root()).Version.ShouldBe(1);
    }

    [Fact]
    public async Task A_ledger_that_is_only_read_stays_in_memory()
    {
        var options = new OrleansEngineOptions { TaxpayerIdleAfter = TimeSpan.FromSeconds(2) };
        await using var world = await World.OfOneSilo(options);
        await Place(world, 1);
        var taxpayer = (IPublishesRoot)world.Host.Taxpayer(Samples.Taxpayer);
        var held = taxpayer.TryRoot().ShouldNotBeNull();
        for (var i = 0; i < 60; i++)
        {
            await Task.Delay(100);
            taxpayer.TryRoot().ShouldBeSameAs(held);
        }
    }

    [Fact]
    public async Task What_an_earlier_process_left_is_read_at_start()
    {
        await using var store = new InMemoryStore();
        await using (var first = await World.OfOneSilo(store: store))
        {
            await Place(first, 1);
        }

        await using var second = await World.OfOneSilo(store: store.Reopen());
        second.Engine.Roots.TryRoot(Samples.Taxpayer, out _).ShouldNotBeNull().Version.ShouldBe(1);
    }

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

    private static async Task<EventResult> Place(World world, int number)
    {
        var json = Encoding.UTF8.GetString(Samples.Event.Raw.Span).Replace("TCHQ:1", $"TCHQ:{number}");
        var results = await world.Intake.Take(
            EventStream.Taxpayers, [Encoding.UTF8.GetBytes(json)], CancellationToken.None);
        results[0].Rejection.ShouldBeNull();
        return results[0];
    }
}
