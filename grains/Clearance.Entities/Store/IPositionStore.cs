using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>How far a partition of an input topic is finished, so that a topic that is another one now is recognised.</summary>
/// <param name="Stream">Which topic.</param>
/// <param name="Partition">Which partition of it.</param>
/// <param name="Next">The offset after the last finished message.</param>
/// <param name="LastHash">Hash of that message.</param>
public sealed record InputPosition(EventStream Stream, int Partition, long Next, Hash128 LastHash);

/// <summary>What a store keeps of the topics that are read.</summary>
public interface IPositionStore
{
    /// <summary>Every position there is.</summary>
    Task<IReadOnlyList<InputPosition>> LoadPositions(CancellationToken cancel);

    /// <summary>Stores positions durably; one that is not ahead of what is stored changes nothing.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was stored.</exception>
    Task SavePositions(IReadOnlyList<InputPosition> positions, CancellationToken cancel);
}
