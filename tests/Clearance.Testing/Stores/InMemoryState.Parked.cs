using System.Collections.Immutable;
using Clearance.Entities;

namespace Clearance.Testing.Stores;

/// <content>Events that wait behind one that threw.</content>
internal sealed partial record InMemoryState
{
    private ImmutableList<ParkedEvent> Parked { get; init; } = [];

    private long LastParked { get; init; }

    private InMemoryState Park(ParkedEvent parked) =>
        this with { Parked = Parked.Add(parked with { Sequence = LastParked + 1 }), LastParked = LastParked + 1 };

    private InMemoryState? Resume(ResumedEvent resumed)
    {
        var left = Parked.RemoveAll(parked => parked.Sequence == resumed.Sequence);
        var next = left.Count == Parked.Count ? null : this with { Parked = left };
        return resumed.Judged is { } judged ? next?.Answer(judged, EventOutcome.Accepted) : next;
    }
}
