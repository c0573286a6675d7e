using SQLitePCL;

namespace Clearance.Storage;

/// <summary>Settings of the SQLite library itself, for the whole process.</summary>
internal static class SqliteLibrary
{
    private static readonly int Configured = Configure();

    /// <summary>Sets the library up before its first use; later calls do nothing.</summary>
    public static void Prepare() => _ = Configured;

    /// <summary>
    /// Each of our connections is used by one thread at a time, so the lock inside each, taken several times a row, guards
    /// nothing. Where the library was used before, it refuses, and the locks stay: slower, and as safe.
    /// </summary>
    private static int Configure()
    {
        Batteries_V2.Init();
        return raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
    }
}
