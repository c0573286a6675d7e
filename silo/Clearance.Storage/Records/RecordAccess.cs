using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>Reads and writes records, so many at once, and says what failures mean.</summary>
internal sealed class RecordAccess(IRecordTable table, int atOnce) : IAsyncDisposable
{
    private readonly SemaphoreSlim _room = new(atOnce);

    /// <summary>Reads a record; null when there is none.</summary>
    /// <exception cref="StoreUnavailableException">It could not be read.</exception>
    public async Task<StoredRecord?> Read(string key)
    {
        await _room.WaitAsync().ConfigureAwait(false);
        try
        {
            return await table.Read(key).ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is not StoreUnavailableException)
        {
            throw new StoreUnavailableException($"The record '{key}' could not be read: {failed.Message}", failed);
        }
        finally
        {
            _room.Release();
        }
    }

    /// <summary>Reads records, in the order asked.</summary>
    public Task<StoredRecord?[]> Read(IEnumerable<string> keys) => Task.WhenAll(keys.Select(Read));

    /// <summary>Writes a record if it is still the one that was read; its next tag.</summary>
    /// <exception cref="StateConflictException">It is not: nothing was written.</exception>
    /// <exception cref="CommitOutcomeUnknownException">It may or may not have been written.</exception>
    public async Task<string> Write(string key, byte[] body, string? etag)
    {
        await _room.WaitAsync().ConfigureAwait(false);
        try
        {
            return await table.Write(key, body, etag).ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is not StateConflictException and not CommitOutcomeUnknownException)
        {
            throw new CommitOutcomeUnknownException($"Whether the record '{key}' was written is not known: {failed.Message}", failed);
        }
        finally
        {
            _room.Release();
        }
    }

    /// <summary>Closes the table.</summary>
    public async ValueTask DisposeAsync()
    {
        await table.DisposeAsync().ConfigureAwait(false);
        _room.Dispose();
    }
}
