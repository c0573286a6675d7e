using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>A proposed move as it is kept.</summary>
/// <param name="Taxpayer">Whose money.</param>
/// <param name="Id">Its id within the taxpayer.</param>
/// <param name="Version">1 when it is proposed, one more with every change.</param>
/// <param name="IsUnfinished">Whether it is approved and what became of its event is not known yet.</param>
/// <param name="Body">Its bytes.</param>
public sealed record MoveRecord(TaxpayerId Taxpayer, string Id, long Version, bool IsUnfinished, byte[] Body);

/// <summary>What a store keeps of the moves that officers propose: each by itself, whatever becomes of it, for ever.</summary>
public interface IMoveStore
{
    /// <summary>Stores a move durably, if the one stored is of the version before; version 1: if there is none.</summary>
    /// <returns>False: it is another; nothing was stored.</returns>
    /// <exception cref="StoreUnavailableException">It may or may not be stored; safe to repeat.</exception>
    Task<bool> SaveMove(MoveRecord move, CancellationToken cancel);

    /// <summary>Reads a move; null when there is none.</summary>
    Task<MoveRecord?> LoadMove(TaxpayerId taxpayer, string id, CancellationToken cancel);

    /// <summary>Reads a taxpayer's moves, the last proposed first.</summary>
    Task<IReadOnlyList<MoveRecord>> LoadMoves(TaxpayerId taxpayer, int limit, CancellationToken cancel);

    /// <summary>Reads moves that are approved and not finished, of every taxpayer.</summary>
    Task<IReadOnlyList<MoveRecord>> UnfinishedMoves(int limit, CancellationToken cancel);
}
