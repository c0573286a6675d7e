using Clearance.Entities;
using NpgsqlTypes;

namespace Clearance.Storage;

/// <summary>
/// The rows under the heads. A row said to be new is inserted where it belongs, one that is resident is updated or moved; any other
/// is put there and taken out of the other table if it was in that one.
/// </summary>
internal sealed class LedgerRows
{
    private const string Given =
        "unnest($1::text[], $2::smallint[], $3::text[], $4::bigint[], $5::bytea[]) AS u (taxpayer, kind, key, version, body)";

    private const string Overwrite =
        "ON CONFLICT (taxpayer, kind, key) DO UPDATE SET version = EXCLUDED.version, body = EXCLUDED.body";

    private static readonly string Leave = $"DELETE FROM ledger_resident r USING i WHERE {Same("r", "i")}";

    // The settled table is large and mostly cold: it is looked at only for a row that the small one does not have.
    private static readonly string PutResident = $"""
        WITH i AS MATERIALIZED (SELECT * FROM {Given}),
        absent AS MATERIALIZED (
            SELECT taxpayer, kind, key FROM i WHERE NOT EXISTS (
                SELECT FROM ledger_resident r WHERE r.taxpayer = i.taxpayer AND r.kind = i.kind AND r.key = i.key OFFSET 0)),
        moved AS (DELETE FROM ledger_settled s USING absent a WHERE {Same("s", "a")})
        INSERT INTO ledger_resident (taxpayer, kind, key, version, body) SELECT * FROM i {Overwrite}
        """;

    private static readonly string PutSettled = $"""
        WITH i AS MATERIALIZED (SELECT * FROM {Given}), moved AS ({Leave})
        INSERT INTO ledger_settled (taxpayer, kind, key, version, body) SELECT * FROM i {Overwrite}
        """;

    private static readonly string Update = $"""
        UPDATE ledger_resident r SET version = i.version, body = i.body
        FROM (SELECT * FROM {Given}) AS i WHERE {Same("r", "i")}
        """;

    private static readonly string Settle = $"""
        WITH i AS MATERIALIZED (SELECT * FROM {Given}), moved AS ({Leave})
        INSERT INTO ledger_settled (taxpayer, kind, key, version, body) SELECT * FROM i
        """;

    private readonly RowColumns _newResident = new();
    private readonly RowColumns _newSettled = new();
    private readonly RowColumns _staying = new();
    private readonly RowColumns _leaving = new();
    private readonly RowColumns _resident = new();
    private readonly RowColumns _settled = new();
    private readonly StatedRows<string> _insertResident;
    private readonly StatedRows<string> _insertSettled;
    private readonly LikelyRows _update;
    private readonly LikelyRows _settle;
    private readonly PlainRows _putResident;
    private readonly PlainRows _putSettled;

    public LedgerRows()
    {
        _insertResident = Insert("ledger_resident", _newResident);
        _insertSettled = Insert("ledger_settled", _newSettled);
        _update = new LikelyRows(Update, PutResident, _staying.All);
        _settle = new LikelyRows(Settle, PutSettled, _leaving.All);
        _putResident = new PlainRows(PutResident, _resident.All);
        _putSettled = new PlainRows(PutSettled, _settled.All);
    }

    /// <summary>The statements, in order.</summary>
    public IEnumerable<GroupStatement> Statements =>
        [_insertResident, _update, _putResident, _insertSettled, _settle, _putSettled];

    public void Add(int unit, LedgerWrite write)
    {
        foreach (var row in Last(write.Rows))
        {
            switch (row.Was)
            {
                case RowOrigin.None:
                    (row.Resident ? _newResident : _newSettled).Add(write, row);
                    (row.Resident ? _insertResident : _insertSettled).Added(write.Taxpayer.Value, unit);
                    break;
                case RowOrigin.Resident:
                    (row.Resident ? _staying : _leaving).Add(write, row);
                    (row.Resident ? _update : _settle).Added();
                    break;
                default:
                    (row.Resident ? _resident : _settled).Add(write, row);
                    (row.Resident ? _putResident : _putSettled).Added();
                    break;
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
            last[row.Key] = last.TryGetValue(row.Key, out var earlier) ? row with { Was = earlier.Was } : row;
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
        """,
        "taxpayer",
        static row => row.GetString(0),
        columns.All)
    {
        IsInsertBy = "taxpayer, kind, key",
    };

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
