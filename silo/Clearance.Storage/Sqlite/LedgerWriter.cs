using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>Writes heads and rows of ledgers.</summary>
/// <remarks>
/// A row is in one part only, resident or settled. One said to be new is inserted; any other is updated where it is, and
/// only when it is not found there removed from the other part and inserted. The head counts its resident rows by what those statements say they changed.
/// </remarks>
internal sealed class LedgerWriter(SqliteSession session, long epoch)
{
    private const string HeadKey = "WHERE taxpayer = ?1 AND part = 0 AND kind = 0 AND key = ''";
    private const string RowKey = "WHERE taxpayer = ?1 AND part = ?2 AND kind = ?3 AND key = ?4";

    private readonly SqliteStatement _version = session.Prepare($"SELECT version FROM ledger {HeadKey}");

    private readonly SqliteStatement _insertHead = session.Prepare(
        """
        INSERT INTO ledger (taxpayer, part, kind, key, version, body, claim, next_change, pass_open, resident_rows)
        VALUES (?1, 0, 0, '', ?2, ?3, ?4, ?5, ?6, ?7)
        """);

    private readonly SqliteStatement _updateHead = session.Prepare(
        $"""
        UPDATE ledger SET version = ?2, body = ?3, claim = ?4, next_change = ?5, pass_open = ?6,
            resident_rows = resident_rows + ?7
        {HeadKey}
        """);

    private readonly SqliteStatement _updateRow = session.Prepare($"UPDATE ledger SET version = ?5, body = ?6 {RowKey}");

    private readonly SqliteStatement _deleteRow = session.Prepare($"DELETE FROM ledger {RowKey}");

    private readonly SqliteStatement _insertRow = session.Prepare(
        "INSERT INTO ledger (taxpayer, part, kind, key, version, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");

    /// <summary>Whether the version the unit holds is the stored one.</summary>
    public bool Holds(LedgerWrite write)
    {
        _version.BindText(1, write.Taxpayer.Value);
        if (!_version.Step())
        {
            return write.ExpectedVersion == 0;
        }

        var stored = _version.Long(0);
        _version.Reset();
        return stored == write.ExpectedVersion;
    }

    /// <summary>Writes the rows, then the head.</summary>
    public void Write(LedgerWrite write)
    {
        var resident = 0;
        for (var i = 0; i < write.Rows.Count; i++)
        {
            resident += WriteRow(write, write.Rows[i]);
        }

        var head = write.ExpectedVersion == 0 ? _insertHead : _updateHead;
        head.BindText(1, write.Taxpayer.Value)
            .Bind(2, write.NewVersion)
            .Bind(3, write.Head)
            .Bind(4, epoch)
            .Bind(5, write.NextChangeOn?.DayNumber)
            .Bind(6, write.PassOpen ? 1 : 0)
            .Bind(7, resident)
            .Run();
    }

    /// <summary>Writes a row; by how many resident rows there are more.</summary>
    private int WriteRow(LedgerWrite write, in LedgerRowWrite row)
    {
        var part = row.Resident ? LedgerPart.Resident : LedgerPart.Settled;
        if (row.Was == RowOrigin.None)
        {
            Insert(write, row, part);
            return row.Resident ? 1 : 0;
        }

        Bind(_updateRow, write, row, part).Bind(5, write.NewVersion).Bind(6, row.Body).Run();
        if (_updateRow.Changes > 0)
        {
            return 0;
        }

        Bind(_deleteRow, write, row, row.Resident ? LedgerPart.Settled : LedgerPart.Resident).Run();
        var moved = _deleteRow.Changes > 0;
        Insert(write, row, part);
        return row.Resident ? 1 : moved ? -1 : 0;
    }

    private void Insert(LedgerWrite write, in LedgerRowWrite row, long part) =>
        Bind(_insertRow, write, row, part).Bind(5, write.NewVersion).Bind(6, row.Body).Run();

    private static SqliteStatement Bind(SqliteStatement statement, LedgerWrite write, in LedgerRowWrite row, long part) =>
        statement.BindText(1, write.Taxpayer.Value).Bind(2, part).Bind(3, (long)row.Key.Kind).BindText(4, row.Key.Key);
}

/// <summary>The parts of a ledger, in the order they are stored. Stored values.</summary>
internal static class LedgerPart
{
    public const long Head = 0;
    public const long Resident = 1;
    public const long Settled = 2;
}
