using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>Where an event goes whose id is known with other content.</summary>
public static class Quarantine
{
    /// <summary>The code of its dead letter.</summary>
    public const string Code = "Conflict";

    /// <summary>Its dead letter.</summary>
    public static DeadLetter LetterOf(IntakeEvent intake, Instant now) => new(
        intake.Stream, now, Code, "id", $"Event {intake.Event.Id} is known with other content; this one was not applied.",
        intake.Raw);
}
