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

    /// <summary>
    /// The same for events that one bank brings: an event of another bank is rejected <c>BankMismatch</c>, by form and so without a
    /// trace of its id, and does the others no harm.
    /// </summary>
    /// <param name="stream">Where they came from.</param>
    /// <param name="events">Each event's own bytes, in order.</param>
    /// <param name="bank">The bank, as authenticated; null: whoever brings them may bring any.</param>
    /// <param name="cancel">Gives up waiting; what is durable stays.</param>
    /// <returns>A result per event, in order.</returns>
    /// <exception cref="NotSupportedException">A bank is named to a way in that cannot tell banks apart: nothing is taken.</exception>
    Task<IReadOnlyList<EventResult>> Take(
        EventStream stream, IReadOnlyList<ReadOnlyMemory<byte>> events, BankCode? bank, CancellationToken cancel) =>
        bank is null
            ? Take(stream, events, cancel)
            : throw new NotSupportedException("Events of one bank alone cannot be taken this way.");
}

/// <summary>The effects of durable events are not all visible yet; the same call may be repeated.</summary>
public sealed class NotSettledException(string message) : Exception(message);
