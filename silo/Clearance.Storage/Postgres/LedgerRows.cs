using Clearance.Entities;
using NpgsqlTypes;

namespace Clearance.Storage;

/// <summary>The heads of a group: one statement for new ledgers, one for those that move on.</summary>
/// <remarks>
/// In a cluster a ledger is claimed before it is written, and has a head then: of version 0 when it is new. Who opens the database
/// alone finds such heads where a cluster was killed, and they are none.
/// </remarks>
internal sealed class HeadRows
{
    private readonly GroupColumn<string> _newTaxpayers = new(NpgsqlDbType.Text);
    private readonly GroupColumn<long> _newVersions = new(NpgsqlDbType.Bigint);
    private readonly HeadColumns _newHeads;
    private readonly StatedRows<string> _inserts;
    private readonly GroupColumn<string> _taxpayers = new(NpgsqlDbType.Text);
    private readonly GroupColumn<long> _versions = new(NpgsqlDbType.Bigint);
    private readonly GroupColumn<long> _expected = new(NpgsqlDbType.Bigint);
    private readonly HeadColumns _heads;
    private readonly StatedRows<string> _updates;
    private readonly bool _isClaimed;

    public HeadRows(long epoch, bool isClaimed)
    {
        _isClaimed = isClaimed;
        _newHeads = new HeadColumns(epoch);
        _inserts = new StatedRows<string>(
            """
            INSERT INTO ledger (taxpayer, version, claim, next_change, pass_open, body)
            SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::integer[], $5::boolean[], $6::bytea[])
            ON CONFLICT (taxpayer) DO UPDATE SET version = excluded.version, claim = excluded.claim,
                next_change = excluded.next_change, pass_open = excluded.pass_open, body = excluded.body
            WHERE ledger.version = 0
            """,
            "taxpayer",
            static row => row.GetString(0),
            [_newTaxpayers, _newVersions, .. _newHeads.All]);
        _heads = new HeadColumns(epoch);
        _updates = new StatedRows<string>(
            $"""
            UPDATE ledger h SET version = i.version, claim = i.claim, next_change = i.next_change, pass_open = i.pass_open, body = i.body
            FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::integer[], $6::boolean[], $7::bytea[])
                AS i (taxpayer, version, expected, claim, next_change, pass_open, body)
            WHERE h.taxpayer >= i.taxpayer AND h.taxpayer <= i.taxpayer AND h.version = i.expected{(isClaimed ? " AND h.claim = i.claim" : "")}
            """,
            "h.taxpayer",
            static row => row.GetString(0),
            [_taxpayers, _versions, _expected, .. _heads.All]);
    }

    /// <summary>The statements, in order.</summary>
    public IEnumerable<GroupStatement> Statements => [_inserts, _updates];

    public void Add(int unit, LedgerWrite write)
    {
        var taxpayer = write.Taxpayer.Value;
        if (write.ExpectedVersion == 0 && !_isClaimed)
        {
            _newTaxpayers.Add(taxpayer);
            _newVersions.Add(write.NewVersion);
            _newHeads.Add(write);
            _inserts.Added(taxpayer, unit);
            return;
        }

        _taxpayers.Add(taxpayer);
        _versions.Add(write.NewVersion);
        _expected.Add(write.ExpectedVersion);
        _heads.Add(write);
        _updates.Added(taxpayer, unit);
    }

    private sealed class HeadColumns(long epoch)
    {
        private readonly GroupColumn<long> _claims = new(NpgsqlDbType.Bigint);
        private readonly GroupColumn<int?> _nextChanges = new(NpgsqlDbType.Integer);
        private readonly GroupColumn<bool> _open = new(NpgsqlDbType.Boolean);
        private readonly GroupColumn<byte[]> _bodies = new(NpgsqlDbType.Bytea);

        public IGroupColumn[] All => [_claims, _nextChanges, _open, _bodies];

        public void Add(LedgerWrite write)
        {
            _claims.Add(epoch);
            _nextChanges.Add(write.NextChangeOn?.DayNumber);
            _open.Add(write.PassOpen);
            _bodies.Add(write.Head);
        }
    }
}

/// <summary>
/// The rows under the heads. A row said to be new is inserted where it belongs; any other is put there and taken out of the
/// other table if it was in that one.
/// </summary>
internal sealed class LedgerRows
{
    private const string Given =
        "unnest($1::text[], $2::smallint[], $3::text[], $4::bigint[], $5::bytea[]) AS u (taxpayer, kind, key, version, body)";

    private const string Overwrite =
        "ON CONFLICT (taxpayer, kind, key) DO UPDATE SET version = EXCLUDED.version, body = EXCLUDED.body";

    private readonly RowColumns _newResident = new();
    private readonly RowColumns _newSettled = new();
    private readonly RowColumns _resident = new();
    private readonly RowColumns _settled = new();
    private readonly StatedRows<string> _insertResident;
    private readonly StatedRows<string> _insertSettled;
    private readonly PlainRows _putResident;
    private readonly PlainRows _putSettled;

    public LedgerRows()
    {
        _insertResident = Insert("ledger_resident", _newResident);
        _insertSettled = Insert("ledger_settled", _newSettled);

        // The settled table is large and mostly cold: it is looked at only for a row that the small one does not have.
        _putResident = new PlainRows(
            $"""
            WITH i AS MATERIALIZED (SELECT * FROM {Given}),
            absent AS MATERIALIZED (
                SELECT taxpayer, kind, key FROM i WHERE NOT EXISTS (
                    SELECT FROM ledger_resident r WHERE r.taxpayer = i.taxpayer AND r.kind = i.kind AND r.key = i.key OFFSET 0)),
            moved AS (DELETE FROM ledger_settled s USING absent a WHERE {Same("s", "a")})
            INSERT INTO ledger_resident (taxpayer, kind, key, version, body) SELECT * FROM i {Overwrite}
            """,
            _resident.All);
        _putSettled = new PlainRows(
            $"""
            WITH i AS MATERIALIZED (SELECT * FROM {Given}),
            moved AS (DELETE FROM ledger_resident r USING i WHERE {Same("r", "i")})
            INSERT INTO ledger_settled (taxpayer, kind, key, version, body) SELECT * FROM i {Overwrite}
            """,
            _settled.All);
    }

    /// <summary>The statements, in order.</summary>
    public IEnumerable<GroupStatement> Statements => [_insertResident, _putResident, _insertSettled, _putSettled];

    public void Add(int unit, LedgerWrite write)
    {
        foreach (var row in Last(write.Rows))
        {
            if (row.IsNew)
            {
                (row.Resident ? _newResident : _newSettled).Add(write, row);
                (row.Resident ? _insertResident : _insertSettled).Added(write.Taxpayer.Value, unit);
            }
            else
            {
                (row.Resident ? _resident : _settled).Add(write, row);
                (row.Resident ? _putResident : _putSettled).Added();
            }
        }
    }

    /// <summary>Each row once, as it was written last: one statement cannot write a row twice.</summary>
    private static IEnumerable<LedgerRowWrite> Last(IReadOnlyList<LedgerRowWrite> rows)
    {
        if (rows.Count < 2)
        {
            return rows;
        }

        var last = new Dictionary<LedgerRowKey, LedgerRowWrite>(rows.Count);
        foreach (var row in rows)
        {
            var isNew = last.TryGetValue(row.Key, out var earlier) ? earlier.IsNew : row.IsNew;
            last[row.Key] = row with { IsNew = isNew };
        }

        return last.Values.OrderBy(static row => row.Key.Kind).ThenBy(static row => row.Key.Key, StringComparer.Ordinal);
    }

    /// <summary>That two rows have one key, said so that only the index can find it: see <see cref="GroupStatement"/>.</summary>
    private static string Same(string table, string given) =>
        $"({table}.taxpayer, {table}.kind, {table}.key) >= ({given}.taxpayer, {given}.kind, {given}.key)"
        + $" AND ({table}.taxpayer, {table}.kind, {table}.key) <= ({given}.taxpayer, {given}.kind, {given}.key)";

    private static StatedRows<string> Insert(string table, RowColumns columns) => new(
        $"""
        INSERT INTO {table} (taxpayer, kind, key, version, body) SELECT * FROM {Given}
        ON CONFLICT (taxpayer, kind, key) DO NOTHING
        """,
        "taxpayer",
        static row => row.GetString(0),
        columns.All);

    private sealed class RowColumns
    {
        private readonly GroupColumn<string> _taxpayers = new(NpgsqlDbType.Text);
        private readonly GroupColumn<short> _kinds = new(NpgsqlDbType.Smallint);
        private readonly GroupColumn<string> _keys = new(NpgsqlDbType.Text);
        private readonly GroupColumn<long> _versions = new(NpgsqlDbType.Bigint);
        private readonly GroupColumn<byte[]> _bodies = new(NpgsqlDbType.Bytea);

        public IGroupColumn[] All => [_taxpayers, _kinds, _keys, _versions, _bodies];

        public void Add(LedgerWrite write, in LedgerRowWrite row)
        {
            _taxpayers.Add(write.Taxpayer.Value);
            _kinds.Add((short)row.Key.Kind);
            _keys.Add(row.Key.Key);
            _versions.Add(write.NewVersion);
            _bodies.Add(row.Body);
        }
    }
}
