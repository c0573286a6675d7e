namespace Clearance.Storage;

/// <summary>Says that no other process has a store, for now.</summary>
internal interface IStoreLease : IAsyncDisposable
{
    /// <summary>Greater than every earlier one.</summary>
    long Epoch { get; }

    /// <summary>Whether nobody else can have the lease now.</summary>
    bool Holds { get; }

    /// <summary>Whether another process has taken it for good.</summary>
    bool IsLost { get; }
}
