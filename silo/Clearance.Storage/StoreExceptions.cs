namespace Clearance.Storage;

/// <summary>Another engine has the data folder open.</summary>
/// <param name="directory">The folder.</param>
/// <param name="holder">Who has it, as far as it can be told.</param>
public sealed class StoreInUseException(string directory, string holder)
    : Exception($"The data folder '{directory}' is in use by {holder}. One engine at a time may open it.")
{
    /// <summary>The folder.</summary>
    public string Directory { get; } = directory;

    /// <summary>Who has it, as far as it can be told.</summary>
    public string Holder { get; } = holder;
}

/// <summary>The store was written by a newer engine, or is not one of ours.</summary>
public sealed class StoreFormatException(string message, Exception? inner = null) : Exception(message, inner);
