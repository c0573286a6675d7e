using Clearance.Entities;
using Clearance.Grains.Tests.Messages;
using Clearance.Testing.Scenarios;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Configuration;

namespace Clearance.Grains.Tests.Silos;

public sealed class SerializerTests
{
    public static TheoryData<string> Names => [.. Scenario.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Scenario_holds_when_every_call_goes_through_the_serializer(string name)
    {
        await using var services = Services();
        await WiredScenario.Run(name, new SerializerWire(services.GetRequiredService<Serializer>()));
    }

    [Fact]
    public async Task A_refusal_goes_through_the_serializer()
    {
        await using var services = Services();
        var fault = EntityFaultException.Of(new LedgerParkedException(Samples.Taxpayer))!;
        var serializer = services.GetRequiredService<Serializer>();
        var arrived = serializer.Deserialize<Exception>(serializer.SerializeToArray<Exception>(fault));
        arrived.ShouldBeOfType<EntityFaultException>().Fault.ShouldBe(EntityFault.LedgerParked);
        arrived.Message.ShouldBe(fault.Message);
    }

    /// <summary>Nothing of ours changes, so a call within a silo hands over what it has.</summary>
    [Fact]
    public async Task No_message_is_copied_within_a_silo()
    {
        await using var services = Services();
        var copier = services.GetRequiredService<DeepCopier>();
        object[] messages =
        [
            new EventBatch([Samples.Event]), new EventResults([]), new IntentMessage(Samples.Intent),
            new DecisionMessage(Samples.Decision), new RootMessage(Samples.Root), new RootSlice(Samples.Root, null),
            EntityFaultException.Of(new StateConflictException("It changed."))!,
        ];
        foreach (var message in messages)
        {
            copier.Copy(message).ShouldBeSameAs(message);
        }
    }

    [Fact]
    public async Task Only_types_that_are_known_are_read()
    {
        await using var services = Services();
        services.GetRequiredService<Microsoft.Extensions.Options.IOptions<TypeManifestOptions>>()
            .Value.AllowAllTypes.ShouldBeFalse();
    }

    private static ServiceProvider Services() => new ServiceCollection().AddSerializer().BuildServiceProvider();

    private sealed class SerializerWire(Serializer serializer) : Wire
    {
        protected override T Pass<T>(T message) =>
            serializer.Deserialize<T>(serializer.SerializeToArray(message)).ShouldNotBeNull();
    }
}
