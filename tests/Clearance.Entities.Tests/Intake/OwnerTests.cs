using Clearance.Entities.Tests.Engine;
using static Clearance.Entities.Tests.Engine.TestEngine;
using static Clearance.Testing.Events.TestEvents;

namespace Clearance.Entities.Tests.Intake;

/// <summary>Whose a declaration is, as intake remembers it.</summary>
public sealed class OwnerTests
{
    [Fact]
    public async Task Who_registered_a_declaration_is_not_looked_up_for_what_follows()
    {
        await using var engine = await Start();
        await engine.Post(Registered(1, Importer));
        var asked = engine.Store.IdentitiesAsked;

        await engine.Post(Paid("P", Importer, 1_000_000, Key(1).ToString()));
        await engine.Post(Recorded(1));

        engine.Store.IdentitiesAsked.ShouldBe(asked);
        (await engine.Ask(Key(1))).Paid.ShouldBe(1_000_000);
    }

    [Fact]
    public async Task A_registration_that_waits_behind_an_event_that_throws_makes_nobody_an_owner()
    {
        await using var engine = await Start();
        await engine.Entities.Taxpayer(Importer).Apply([engine.Throwing(Placed("E", Importer))]);
        (await engine.Post(Registered(1, Importer))).Status.ShouldBe(EventStatus.Accepted, "it is kept, and applied to nothing");

        (await engine.Post(Registered(1, Other) with { Id = "VN:other" })).Status.ShouldBe(EventStatus.Accepted);
        await engine.Post(Paid("P", Other, 1_000_000, Key(1).ToString()));
        await engine.Post(Recorded(1));

        (await engine.Store.ParkedEvents(Importer.Value, 10, default)).Count.ShouldBe(2, "what came for the other's goods does not wait here");
        (await engine.Ask(Key(1))).Paid.ShouldBe(1_000_000);
    }
}
