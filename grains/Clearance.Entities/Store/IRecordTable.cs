namespace Clearance.Entities;

/// <summary>A table of records, each read and written whole: all that a store of single records asks of what keeps its bytes.</summary>
/// <remarks>
/// A table refuses the writes of a process once a later one has opened it: without that, what a process wrote that stood still
/// and woke would be new to everybody else.
/// </remarks>
public interface IRecordTable : IAsyncDisposable
{
    /// <summary>Reads a record; null when there is none.</summary>
    Task<StoredRecord?> Read(string key);

    /// <summary>Writes a record, if it is still the one it was thought of.</summary>
    /// <param name="key">Which record.</param>
    /// <param name="body">Its bytes from now on.</param>
    /// <param name="etag">What the last read or write of it said; null: that there is none.</param>
    /// <returns>What the next write is to name.</returns>
    /// <exception cref="StateConflictException">
    /// It is another one: nothing was written. Whatever else is thrown, it may or may not have been.
    /// </exception>
    Task<string> Write(string key, byte[] body, string? etag);
}

/// <summary>A record as it is stored.</summary>
/// <param name="Body">Its bytes.</param>
/// <param name="ETag">Another one after every write.</param>
public sealed record StoredRecord(byte[] Body, string ETag);
