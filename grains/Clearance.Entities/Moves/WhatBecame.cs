using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>Says what became of an event that is durable: that it was taken does not say that it is applied.</summary>
/// <param name="store">Where outcomes are.</param>
/// <param name="entities">Where ledgers are.</param>
public sealed class WhatBecame(IClearanceStore store, IEntityHost entities)
{
    private readonly EventHasher _hasher = new(store.RegistrySecret);

    /// <summary>What became of an event of a taxpayer.</summary>
    /// <param name="taxpayer">Whose it is.</param>
    /// <param name="utf8">The event as it was brought in.</param>
    /// <returns>Duplicate: it is applied. Rejected or a conflict: it never will be. Null: it waits, for a ledger that is stopped or for another's answer.</returns>
    /// <exception cref="StoreUnavailableException">It cannot be said now.</exception>
    public async Task<EventResult?> Of(TaxpayerId taxpayer, ReadOnlyMemory<byte> utf8)
    {
        // In this order: the outcome of an event that waited is final only once its ledger has gone on, and so read after that is known.
        if (await IsStopped(taxpayer))
        {
            return null;
        }

        var read = EventReader.Read(EventStream.Taxpayers, utf8.Span);
        var intake = new IntakeEvent(EventStream.Taxpayers, read.Event!, _hasher.Of(EventStream.Taxpayers, read.Event!.Id), read.Content, utf8);
        return (await store.FindEvents([intake.Id], CancellationToken.None))[0] is { } known
            && Repeats.ResultOf(intake, known) is { IsPending: false } result ? result : null;
    }

    /// <summary>Whether a taxpayer's ledger is stopped: what comes for it is kept, and not applied.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be said now.</exception>
    public async Task<bool> IsStopped(TaxpayerId taxpayer)
    {
        try
        {
            return (await entities.Taxpayer(taxpayer).Root()).IsParked;
        }
        catch (CorruptRecordException)
        {
            // What is stored of it cannot be read, and so nothing is applied to it.
            return true;
        }
    }
}
