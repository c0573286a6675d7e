namespace Clearance.Storage;

/// <summary>Another engine has the store open.</summary>
/// <param name="store">The store, for people: "data folder '…'".</param>
/// <param name="holder">Who has it, as far as it can be told.</param>
public sealed class StoreInUseException(string store, string holder)
    : Exception($"The {store} is in use by {holder}. One engine at a time may open it.")
{

    /// <summary>Who has it, as far as it can be told.</summary>
    public string Holder { get; } = holder;
}

/// <summary>The store was written by a newer engine, or is not one of ours.</summary>
public sealed class StoreFormatException(string message, Exception? inner = null) : Exception(message, inner);
