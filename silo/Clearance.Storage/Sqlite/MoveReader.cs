using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>The reads of proposed moves, on one connection.</summary>
internal sealed class MoveReader(SqliteSession session)
{
    private readonly SqliteStatement _one = session.Prepare(
        "SELECT taxpayer, id, version, unfinished, body FROM officer_move WHERE taxpayer = ?1 AND id = ?2");

    private readonly SqliteStatement _all = session.Prepare(
        """
        SELECT taxpayer, id, version, unfinished, body FROM officer_move
        WHERE taxpayer = ?1 ORDER BY sequence DESC LIMIT ?2
        """);

    private readonly SqliteStatement _unfinished = session.Prepare(
        """
        SELECT taxpayer, id, version, unfinished, body FROM officer_move
        WHERE unfinished = 1 ORDER BY sequence LIMIT ?1
        """);

    public MoveRecord? Load(TaxpayerId taxpayer, string id) =>
        _one.BindText(1, taxpayer.Value).BindText(2, id).ReadAll(Read).SingleOrDefault();

    public IReadOnlyList<MoveRecord> Load(TaxpayerId taxpayer, int limit) =>
        _all.BindText(1, taxpayer.Value).Bind(2, limit).ReadAll(Read);

    public IReadOnlyList<MoveRecord> Unfinished(int limit) => _unfinished.Bind(1, limit).ReadAll(Read);

    private static MoveRecord Read(SqliteStatement row) => new(
        StoredKeys.Taxpayer(row.Text(0)), row.Text(1), row.Long(2), row.Long(3) != 0, row.Bytes(4).ToArray());
}
