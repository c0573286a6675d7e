using Microsoft.Data.Sqlite;

namespace Clearance.Storage;

/// <summary>Something a unit states is not so, found after part of it was written: the transaction is begun again without it.</summary>
internal sealed class UnitConflictException() : Exception("A unit conflicts with what is stored.")
{
    private const int PrimaryKey = 1555;
    private const int Unique = 2067;
    private const int RowId = 2579;

    public static void Unless(bool so)
    {
        if (!so)
        {
            throw new UnitConflictException();
        }
    }

    /// <summary>Whether SQLite refused a row because its key is there.</summary>
    public static bool Is(SqliteException refused) => refused.SqliteExtendedErrorCode is PrimaryKey or Unique or RowId;
}
