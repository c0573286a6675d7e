using System.Diagnostics.CodeAnalysis;

namespace Clearance.Domain;

/// <summary>What reading an event gave: the event, or why its form is refused. Always exactly one of them.</summary>
public readonly record struct ReadResult
{
    private ReadResult(string? id, ClearanceEvent? @event, Rejection? rejection, Hash128 content)
    {
        Id = id;
        Event = @event;
        Rejection = rejection;
        Content = content;
    }

    /// <summary>The id as written, for the answer; null when there is none that can be shown.</summary>
    public string? Id { get; }

    /// <summary>The event, of valid form; null when refused.</summary>
    public ClearanceEvent? Event { get; }

    /// <summary>Why it is refused; null when it is an event.</summary>
    public Rejection? Rejection { get; }

    /// <summary>The hash of the event's canonical content: equal for a repeated event, different for a conflicting one.
    /// Zero when refused.</summary>
    public Hash128 Content { get; }

    /// <summary>Whether the form is valid.</summary>
    [MemberNotNullWhen(true, nameof(Event), nameof(Id))]
    [MemberNotNullWhen(false, nameof(Rejection))]
    public bool IsValid => Event is not null;

    internal static ReadResult Valid(ClearanceEvent @event, Hash128 content) => new(@event.Id, @event, null, content);

    internal static ReadResult Refused(string? id, Rejection rejection) => new(id, null, rejection, default);
}
