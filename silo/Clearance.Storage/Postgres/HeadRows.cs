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
