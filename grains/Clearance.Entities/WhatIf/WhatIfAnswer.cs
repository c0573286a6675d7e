using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>An event as it is supposed: its stream and its own bytes.</summary>
/// <param name="Stream">The stream its type belongs to.</param>
/// <param name="Utf8">Its bytes.</param>
public readonly record struct SupposedEvent(EventStream Stream, ReadOnlyMemory<byte> Utf8);

/// <summary>What would be, had the events come now.</summary>
/// <param name="Results">A result per event, in order, as the real ones would have.</param>
/// <param name="Before">The decision as it is.</param>
/// <param name="After">The decision as it would be; nobody decided it, so it has no <see cref="Decision.DecidedAt"/>.</param>
public sealed record WhatIfAnswer(IReadOnlyList<EventResult> Results, Decision Before, Decision After);

/// <summary>A supposed event is about another ledger than the declaration's: a question about one says nothing of others.</summary>
/// <param name="index">Which of the events.</param>
/// <param name="detail">Why.</param>
public sealed class OutOfScopeException(int index, string detail) : Exception(detail)
{
    /// <summary>Which of the events, from 0.</summary>
    public int Index => index;
}
