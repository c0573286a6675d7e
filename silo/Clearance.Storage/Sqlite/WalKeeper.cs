using SQLitePCL;

namespace Clearance.Storage;

/// <summary>Copies the write-ahead log into the database before it grows long, mostly beside the writer.</summary>
/// <remarks>
/// The copy runs on a connection and a thread of its own, so commits go on meanwhile; but the log can only start over when
/// everything in it is copied, which a busy writer would put off for ever. So after each copy the writer itself copies
/// what came since, between two commits: a small remainder, hence a short stall. Nothing depends on any of it for
/// safety: a copy that fails or is cut short leaves the log as it was, and is tried again when the log has grown.
/// </remarks>
internal sealed class WalKeeper : IDisposable
{
    private const int Passive = 0;

    private readonly SqliteSession _copier;
    private readonly Thread _thread;
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly int _startAt;
    private volatile bool _copying;
    private volatile bool _copied;
    private volatile bool _ending;

    public WalKeeper(SqliteSession copier, long megabytes, int pageBytes)
    {
        _copier = copier;
        _startAt = (int)Math.Clamp(megabytes * 1024 * 1024 / pageBytes, 16, int.MaxValue / 2);
        _thread = new Thread(Work) { IsBackground = true, Name = "store log copier" };
        _thread.Start();
    }

    /// <summary>Copies what an earlier engine left in the log, so that counting starts at none.</summary>
    public static void Start(SqliteSession writer) => StartOver(writer);

    /// <summary>Called by the writer between commits.</summary>
    public void AfterCommit(SqliteSession writer)
    {
        if (_copying)
        {
            return;
        }

        if (_copied)
        {
            _copied = false;
            StartOver(writer);
        }
        else if (PagesWritten(writer, forget: false) >= _startAt)
        {
            _copying = true;
            _wake.Set();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ending = true;
        _wake.Set();
        _thread.Join();
        _wake.Dispose();
        _copier.Dispose();
    }

    /// <summary>The writer copies what is left; all of it, unless a reader still needs pages of the database.</summary>
    private static void StartOver(SqliteSession writer)
    {
        _ = raw.sqlite3_wal_checkpoint_v2(writer.Connection.Handle, "main", Passive, out _, out _);
        _ = PagesWritten(writer, forget: true);
    }

    private static int PagesWritten(SqliteSession writer, bool forget)
    {
        _ = raw.sqlite3_db_status(
            writer.Connection.Handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, forget ? 1 : 0);
        return pages;
    }

    private void Work()
    {
        while (_wake.WaitOne() && !_ending)
        {
            _ = raw.sqlite3_wal_checkpoint_v2(_copier.Connection.Handle, "main", Passive, out _, out _);
            _copied = true;
            _copying = false;
        }
    }
}
