using Clearance.Domain;
using static Clearance.Testing.Events.TestEvents;

namespace Clearance.Entities.Tests.Engine;

/// <summary>Events that stop whoever applies them.</summary>
internal static class ThrowingEvents
{
    /// <summary>An event as an engine has it in which applying it throws: the next one, which reads its bytes, is repaired.</summary>
    public static IntakeEvent Throwing(this TestEngine engine, ClearanceEvent e) => engine.Known(e) with
    {
        Event = e is DeclarationEvent fact
            ? new ThrowingFact(e.Id, e.At, fact.Declaration)
            : new ThrowingEvent(e.Id, e.At, Importer),
    };

    /// <summary>What no rule applies: whoever tries throws.</summary>
    private sealed record ThrowingEvent(string Id, Instant At, TaxpayerId Taxpayer) : TaxpayerEvent(Id, At, Taxpayer);

    /// <inheritdoc cref="ThrowingEvent"/>
    private sealed record ThrowingFact(string Id, Instant At, DeclarationKey Declaration) : DeclarationEvent(Id, At, Declaration);
}
