using Clearance.Entities;
using NpgsqlTypes;

namespace Clearance.Storage;

/// <summary>The identities of a group.</summary>
internal sealed class IdentityRows
{
    private readonly Columns _new = new();
    private readonly Columns _known = new();
    private readonly GroupColumn<long> _expected = new(NpgsqlDbType.Bigint);
    private readonly StatedRows<long> _inserts;
    private readonly StatedRows<long> _updates;

    public IdentityRows()
    {
        _inserts = new StatedRows<long>(
            """
            INSERT INTO identity (declaration, version, owner, body)
            SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bytea[])
            """,
            "declaration",
            static row => row.GetInt64(0),
            _new.All)
        {
            IsInsertBy = "declaration",
        };
        _updates = new StatedRows<long>(
            """
            UPDATE identity d SET version = i.version, owner = i.owner, body = i.body
            FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bytea[], $5::bigint[])
                AS i (declaration, version, owner, body, expected)
            WHERE d.declaration >= i.declaration AND d.declaration <= i.declaration AND d.version = i.expected
            """,
            "d.declaration",
            static row => row.GetInt64(0),
            [.. _known.All, _expected]);
    }

    /// <summary>The statements, in order.</summary>
    public IEnumerable<GroupStatement> Statements => [_inserts, _updates];

    /// <summary>Adds a unit's writes; several of one identity are one, from the first's version to the last's.</summary>
    public void Add(List<(int Unit, IdentityWrite Write)> writes)
    {
        var sorted = writes.OrderBy(static it => it.Write.Key).ToList();
        for (var i = 0; i < sorted.Count;)
        {
            var (unit, first) = sorted[i];
            var last = first;
            while (++i < sorted.Count && sorted[i].Write.Key == first.Key)
            {
                last = sorted[i].Write;
            }

            if (first.ExpectedVersion == 0)
            {
                _new.Add(last);
                _inserts.Added(last.Key.Value, unit);
            }
            else
            {
                _known.Add(last);
                _expected.Add(first.ExpectedVersion);
                _updates.Added(last.Key.Value, unit);
            }
        }
    }

    private sealed class Columns
    {
        private readonly GroupColumn<long> _declarations = new(NpgsqlDbType.Bigint);
        private readonly GroupColumn<long> _versions = new(NpgsqlDbType.Bigint);
        private readonly GroupColumn<string?> _owners = new(NpgsqlDbType.Text);
        private readonly GroupColumn<byte[]> _bodies = new(NpgsqlDbType.Bytea);

        public IGroupColumn[] All => [_declarations, _versions, _owners, _bodies];

        public void Add(IdentityWrite write)
        {
            _declarations.Add(write.Key.Value);
            _versions.Add(write.ExpectedVersion + 1);
            _owners.Add(write.Owner?.Value);
            _bodies.Add(write.Body);
        }
    }
}
