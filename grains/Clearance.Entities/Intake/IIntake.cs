using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>The way in: the same pipeline for HTTP and Kafka.</summary>
public interface IIntake
{
    /// <summary>
    /// Takes events as if posted one by one. Completes when every accepted effect, on every declaration and taxpayer it
    /// touches, is durable and visible.
    /// </summary>
    /// <param name="stream">Where they came from.</param>
    /// <param name="events">Each event's own bytes, in order.</param>
    /// <param name="cancel">Gives up waiting; what is durable stays.</param>
    /// <returns>A result per event, in order.</returns>
    /// <exception cref="StoreUnavailableException">The store is down; safe to repeat.</exception>
    /// <exception cref="OverloadedException">Too much waits for one of the entities; safe to repeat, after a while.</exception>
    /// <exception cref="NotSettledException">Durable, but not everything is visible in time; safe to repeat.</exception>
    Task<IReadOnlyList<EventResult>> Take(
        EventStream stream, IReadOnlyList<ReadOnlyMemory<byte>> events, CancellationToken cancel);
}

/// <summary>The effects of durable events are not all visible yet; the same call may be repeated.</summary>
public sealed class NotSettledException(string message) : Exception(message);
