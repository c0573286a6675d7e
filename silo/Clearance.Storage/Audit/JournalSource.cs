using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>A store opened only to be read, beside a running engine or without one: nothing is locked, claimed or written.</summary>
public abstract class JournalSource : IAsyncDisposable
{
    private protected JournalSource()
    {
    }

    /// <summary>Where it is, for people; without a password.</summary>
    public abstract string Place { get; }

    /// <summary>Opens the store in a data folder.</summary>
    /// <exception cref="StoreFormatException">There is none, or it is newer than this engine.</exception>
    /// <exception cref="StoreUnavailableException">SQLite refused to open it.</exception>
    public static Task<JournalSource> OpenFolder(string directory, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return Task.Run<JournalSource>(() => SqliteJournalSource.Open(directory), cancel);
    }

    /// <summary>Opens the store in a PostgreSQL database; the role need only be able to read (<c>clearance_read</c>).</summary>
    /// <param name="connectionString">As Npgsql reads it.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="StoreFormatException">Its tables are not those of this engine, or it keeps single records.</exception>
    /// <exception cref="StoreUnavailableException">The server cannot be reached, or refused.</exception>
    public static Task<JournalSource> OpenPostgres(string connectionString, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        return PostgresJournalSource.Open(connectionString, cancel);
    }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>Of which journal it is (<see cref="JournalName"/>); null: that is of the registry's secret, which this reader may not read.</summary>
    internal abstract Task<string?> Name(CancellationToken cancel);

    /// <summary>What ledgers and identities say of the last entries of their declarations.</summary>
    internal abstract IAsyncEnumerable<StoredHead> Heads(CancellationToken cancel);

    /// <summary>Every lane with rows, or that should have some, at one moment.</summary>
    internal abstract Task<IReadOnlyList<LaneEnd>> Lanes(CancellationToken cancel);

    /// <summary>Rows of a lane after a position and up to another, in order.</summary>
    /// <exception cref="InvalidDataException">They cannot be read: the file, or a page of it, is damaged.</exception>
    internal abstract Task<IReadOnlyList<JournalRow>> Read(int lane, long after, long through, int limit, CancellationToken cancel);

    /// <summary>Whether a lane has an entry of a declaration.</summary>
    internal abstract Task<bool> Has(long declaration, long sequence, CancellationToken cancel);

    /// <summary>Reads a head out of a row; a row that an event stopped says nothing, and is no fault.</summary>
    private protected static StoredHead HeadOf(DeclarationKey declaration, byte[] body, Func<byte[], JournalHead> decode)
    {
        if (body is [LedgerCodec.StoppedVersion, ..])
        {
            return new StoredHead(declaration, null, null);
        }

        try
        {
            return new StoredHead(declaration, decode(body), null);
        }
        catch (CorruptRecordException damaged)
        {
            return new StoredHead(declaration, null, damaged.Message);
        }
    }
}

/// <summary>What a row says of the last entry of a declaration.</summary>
/// <param name="Declaration">Which declaration.</param>
/// <param name="Head">The last entry; null: the row does not say.</param>
/// <param name="Damage">Why the row cannot be read, where it should be.</param>
internal readonly record struct StoredHead(DeclarationKey Declaration, JournalHead? Head, string? Damage);

/// <summary>A lane's end.</summary>
/// <param name="Lane">Which lane.</param>
/// <param name="Last">The last position there is; 0: none.</param>
/// <param name="Promised">The last position there should be; null: the store does not say.</param>
internal readonly record struct LaneEnd(int Lane, long Last, long? Promised);
